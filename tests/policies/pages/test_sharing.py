"""Sharing a list: the link holds programmes and a day, never an answer."""

import time
from datetime import date

import pytest
from django.core import signing
from django.test import Client

from policies.presentation.shared import SALT, SharedList, token_of
from tests.policies.pages.founder import DAY, FOUNDER, answer

A_DAY = 24 * 3_600


@pytest.fixture
def founder(client, shipped):
    """Somebody with answers."""
    answer(client)
    return client


@pytest.fixture
def nobody():
    """Another browser."""
    return Client()


def link_of(client, query=""):
    return client.get(f"/results/share/{query}").context["link"]


def held_by(link):
    return signing.loads(link.rstrip("/").rpartition("/")[2], salt=SALT)


def path_of(link):
    return "/" + link.split("/", 3)[3]


def test_the_link_holds_the_day_and_programmes_by_group_and_nothing_else(founder):
    board = founder.get("/results/").context["board"]
    on, groups = held_by(link_of(founder, "?group=now&group=answers&group=later"))
    assert on == DAY.isoformat()
    assert groups == {
        "now": [card.slug for card in board.now],
        "answers": [card.slug for card in [*board.one_answer, *board.more_answers]],
        "later": [card.slug for card in board.not_yet],
    }
    assert not {card.slug for card in board.not_for_you} & {s for g in groups.values() for s in g}


@pytest.mark.parametrize(
    ("query", "groups"),
    [
        ("", {"now", "waiting", "later"}),
        ("?group=now", {"now"}),
        ("?group=no&group=later", {"later"}),
        ("?group=no", {"now", "waiting", "later"}),
    ],
)
def test_whoever_shares_chooses_the_groups(founder, query, groups):
    assert held_by(link_of(founder, query))[1].keys() <= groups


def test_without_answers_there_is_no_link(client, shipped):
    response = client.get("/results/share/")
    assert response.context["link"] == ""
    assert response.status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_others_read_the_list_without_a_verdict_or_an_answer(founder, nobody, language):
    nobody.cookies["django_language"] = language
    response = nobody.get(path_of(link_of(founder)))
    page = response.content.decode()
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]
    shown = [card.slug for _title, cards in response.context["groups"] for card in cards]
    assert shown == [s for group in held_by(link_of(founder))[1].values() for s in group]
    assert not any(card.reason for _title, cards in response.context["groups"] for card in cards)
    assert FOUNDER["founder.born_on"] not in page
    assert "sessionid" not in response.cookies


def test_a_link_that_was_changed_is_not_ours(founder):
    path = path_of(link_of(founder))
    assert founder.get(path).status_code == 200
    other = "y" if path[-9] == "x" else "x"
    for wrong in (
        path[:-9] + other + path[-8:],
        "/shared/x/",
        "/shared/a:b:c/",
        "/shared/.eJw:1:x/",
    ):
        assert founder.get(wrong).status_code == 404


def test_a_link_made_for_something_else_is_not_ours(founder):
    other = signing.dumps([1, "first_day"], salt="applicants.unsubscribe")
    assert founder.get(f"/shared/{other}/").status_code == 404


def test_a_link_ends_after_thirty_days(founder, monkeypatch):
    path, now = path_of(link_of(founder)), time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 30 * A_DAY - 60)
    assert founder.get(path).status_code == 200
    monkeypatch.setattr(signing.time, "time", lambda: now + 30 * A_DAY + 60)
    response = founder.get(path)
    assert response.status_code == 410
    assert response["X-Robots-Tag"] == "noindex"


def test_a_programme_that_is_gone_is_passed_over(client, few):
    shared = SharedList(on=date(2026, 3, 2), groups={"now": ("gone", "talent-flat")})
    groups = client.get(f"/shared/{token_of(shared)}/").context["groups"]
    assert [[card.slug for card in cards] for _title, cards in groups] == [["talent-flat"]]


def test_a_link_stays_short_enough_to_be_sent(founder):
    assert len(link_of(founder, "?group=now&group=answers&group=later")) < 1_000
