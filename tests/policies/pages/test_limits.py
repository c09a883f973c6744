"""What pages ask of the database. What they cost in time is for the bench."""

import pytest

from policies.services import current, load_catalogue
from tests.policies.pages.founder import answer

# the catalogue's stamp, and the session read, saved (its row locked and read again, two savepoints)
READING, WRITING = 2, 8


@pytest.fixture
def loaded(db, monkeypatch, shipped_texts):
    """The shipped catalogue as a real one in the database."""
    monkeypatch.setattr(current, "_kept", None)
    load_catalogue(shipped_texts)
    yield
    current._kept = None


def test_pages_ask_the_database_for_the_stamp_and_the_session_alone(
    client, loaded, django_assert_max_num_queries
):
    client.get("/")  # compiles the rulebook
    answer(client)
    for path in (
        "/",
        "/results/",
        "/programmes/",
        "/answers/",
        "/questions/founder.degree/",
    ):
        with django_assert_max_num_queries(READING):
            assert client.get(path).status_code == 200
    with django_assert_max_num_queries(READING + 1):  # the calendar of working days
        assert client.get("/programmes/national-tech-sme/").status_code == 200
    with django_assert_max_num_queries(WRITING):
        client.post("/questions/founder.degree/", {"answer": "doctorate"})
