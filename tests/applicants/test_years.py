"""No row can hold a day that no page can show, and one that is there all the same costs itself."""

import pytest
from django.db import IntegrityError, connection, transaction

from applicants.matching.at_once import decide_profile
from applicants.models import Profile
from tests.applicants.factories import a_profile, an_application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

COLUMNS = """
    select table_name, column_name from information_schema.columns
    where table_schema = current_schema() and table_name ~ '^(applicants|policies)_'
      and data_type in ('date', 'timestamp with time zone')
"""
BOUND = """
    select conrelid::regclass::text, conname from pg_constraint
    where contype = 'c' and convalidated and conname ~ '_year$'
"""


def test_every_column_with_a_day_is_bound():
    """A new one needs the constraint in its migration: see ``bound_years``."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        columns = {f"{table}_{column}_year" for table, column in cursor.fetchall()}
        cursor.execute(BOUND)
        bound = {name for _table, name in cursor.fetchall()}
    assert columns
    assert columns <= bound


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("applicants_application", "due_on", "9999-12-31"),
        ("applicants_application", "submitted_at", "0001-01-01"),
        ("applicants_notification", "not_before", "4713-01-01 BC"),
        ("applicants_notification", "expires_at", "infinity"),
        ("applicants_application", "due_on", "2101-01-01"),
        ("applicants_application", "due_on", "1899-12-31"),
    ],
)
def test_a_day_of_another_world_is_refused(table, column, value):
    an_application()
    refused = pytest.raises(IntegrityError, match="_year")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update {table} set {column} = %s", [value])


@pytest.mark.parametrize("value", ["1900-01-01", "2100-12-31"])
def test_the_first_and_the_last_day_are_taken(value):
    an_application()
    with connection.cursor() as cursor:
        cursor.execute("update applicants_application set due_on = %s", [value])
        assert cursor.rowcount == 1


def test_a_fact_of_another_world_costs_itself_alone(client):
    profile, other = a_profile(), a_profile()
    with connection.cursor() as cursor:
        cursor.execute(
            """update applicants_profile
               set facts = jsonb_set(facts, '{founder.born_on}', '"0001-01-01"') where id = %s""",
            [profile.pk],
        )
    decide_profile(profile.pk)
    decide_profile(other.pk)
    client.force_login(profile.owner)
    for url in ("/answers/", "/results/", "/me/", "/questions/founder.born_on/"):
        assert client.get(url).status_code == 200, url
    assert Profile.objects.get(pk=profile.pk).facts["founder.born_on"] == "0001-01-01"
