"""A session that cannot be written now."""

import psycopg
import pytest
from django.db import OperationalError, connection

from leqing.sessions import SessionStore


@pytest.mark.django_db(transaction=True)
def test_a_session_that_cannot_be_written_now_is_no_fault_of_the_sender():
    store = SessionStore()
    store["answers"] = {}
    store.create()
    again = SessionStore(store.session_key)
    again["answers"] = {"founder.degree": "master"}
    parts = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    with psycopg.connect(**{n: parts[n] for n in names if n in parts}) as other:
        other.execute("lock table django_session in share row exclusive mode")
        with pytest.raises(OperationalError):
            again.save()
