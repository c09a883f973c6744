"""What pages cost: queries, and time on the server."""

import statistics
import time

import pytest

from policies.services import current, load_catalogue
from tests.policies.pages.founder import answer

# the catalogue's stamp, and the session read, saved (with its savepoint)
READING, WRITING = 2, 6


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


def test_an_answer_takes_less_than_a_tenth_of_a_second(client, shipped):
    answer(client)
    times = []
    for degree in ("doctorate", "master", "college", "bachelor", "master"):
        began = time.process_time()
        client.post("/questions/founder.degree/", {"answer": degree})
        times.append(time.process_time() - began)
    assert statistics.median(times) < 0.1
