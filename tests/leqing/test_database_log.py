"""What people typed is in no log of the database either."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_log_of_the_database_has_no_statement_of_a_failure():
    with connection.cursor() as cursor:
        cursor.execute("show log_min_error_statement")
        assert cursor.fetchone() == ("panic",)
        cursor.execute("show log_error_verbosity")
        assert cursor.fetchone() == ("terse",)
