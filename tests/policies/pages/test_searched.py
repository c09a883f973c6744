"""Where a search has to stop, the pages say so; and nobody waits for what was not asked for."""

import json
import time

import pytest

from policies import services
from tests.policies.pages.made import CLAUSE, programme, texts

SECONDS = 4  # a page with a search that ends; without an end it takes minutes
FORMULA = " + ".join(["enterprise.staff"] * 60)
HEAVY = {
    "any": [{"formula": FORMULA, "more_than": 10**9 + n, **CLAUSE} for n in range(20)],
}
WORDS = {"zh-hans": "没有继续往下找", "en": "Not searched further"}


@pytest.fixture
def founder(client, show):
    """Who is refused by a rule that is too much to search."""
    show(texts(programme("heavy", eligibility=HEAVY), programme("light")))
    client.post("/questions/enterprise.staff/", {"answer": "2"})
    return client


@pytest.mark.parametrize("language", WORDS)
def test_a_search_that_ended_says_so(founder, language):
    founder.cookies["django_language"] = language
    started = time.thread_time()
    part = founder.get("/results/heavy/changes/", headers={"HX-Request": "true"}).content.decode()
    page = founder.get("/programmes/heavy/?changes=1").content.decode()
    assert time.thread_time() - started < 2 * SECONDS
    assert WORDS[language] in part
    assert WORDS[language] in page
    assert "No small change was found" not in page


@pytest.mark.parametrize("language", WORDS)
def test_a_search_to_the_end_says_nothing_of_it(founder, language):
    founder.cookies["django_language"] = language
    page = founder.get("/programmes/light/?changes=1").content.decode()
    assert WORDS[language] not in page


def test_the_page_of_a_programme_does_not_search_unless_it_is_asked(founder):
    page = founder.get("/programmes/heavy/")
    assert page.context["page"].change.waits
    assert 'hx-get="/results/heavy/changes/"' in page.content.decode()
    by_link = founder.get("/results/heavy/changes/", follow=True)
    assert not by_link.context["page"].change.waits


def test_who_is_not_refused_waits_for_nothing(client, show):
    show(texts(programme("light")))
    client.post("/questions/enterprise.staff/", {"answer": "5"})
    change = client.get("/programmes/light/").context["page"].change
    assert (change.waits, change.shown) == (False, False)


def test_the_interface_says_whether_its_days_were_searched_to_the_end(founder, monkeypatch):
    # imported by name there, so what is shown has to be put there as well
    monkeypatch.setattr("policies.api.current_catalogue", services.current_catalogue)
    body = {"on": "2026-07-15", "facts": {"enterprise.staff": 2}}
    answer = founder.post("/api/v1/evaluations", json.dumps(body), "application/json").json()
    assert [each["days_complete"] for each in answer["results"]] == [True, True]
