"""Pages when there is little to show: no catalogue, no answers, no edition in force."""

from datetime import date

import pytest

from policies import services
from policies.presentation.board import Board
from policies.services.files import CatalogueTexts
from tests.policies import small
from tests.policies.pages.made import CLAUSE, programme, texts


@pytest.mark.parametrize("path", ["/", "/results/", "/programmes/", "/answers/", "/answers/erase/"])
def test_an_empty_catalogue_has_pages(client, show, path):
    show(CatalogueTexts(shared=small.SHARED, programmes={}))
    assert client.get(path).status_code == 200


def test_an_empty_catalogue_asks_nothing(client, show):
    show(CatalogueTexts(shared=small.SHARED, programmes={}))
    assert client.get("/questions/").url == "/results/?done=1"


def test_a_catalogue_that_was_never_loaded_has_pages(client, db, monkeypatch):
    monkeypatch.setattr(services.current, "_kept", None)
    assert client.get("/").status_code == 200
    assert client.get("/results/").status_code == 200
    services.current._kept = None


def test_without_answers_every_criterion_is_open(client, shipped):
    page = client.get("/programmes/youth-home/").context["page"]
    assert {line.outcome for line in page.criteria} == {"unknown"}
    assert page.mark == "unknown"


def test_a_programme_before_its_first_day_is_not_yet(client, show):
    show(small.texts(), on=date(2019, 1, 1))
    client.post("/questions/audience/", {"answer": ["running"]})
    board: Board = client.get("/results/").context["board"]
    assert "hire-help" in [card.slug for card in board.not_yet]
    assert client.get("/programmes/hire-help/").status_code == 200


def test_what_is_for_others_says_for_whom(client, show):
    show(small.texts(), on=date(2026, 3, 1))
    client.post("/questions/audience/", {"answer": ["starting"]})
    board: Board = client.get("/results/").context["board"]
    assert [card.slug for card in board.not_for_you] == ["hire-help"]
    assert "企业" in board.not_for_you[0].reason


def test_the_edition_of_the_day_is_shown_with_the_others(client, show):
    show(small.texts(), on=date(2024, 3, 1))
    page = client.get("/programmes/rent-help/").context["page"]
    assert page.edition == "2022"
    assert [(each.name, each.shown) for each in page.editions] == [
        ("2026", False),
        ("2022", True),
    ]


def test_a_changeable_fact_puts_a_refusal_among_what_can_change(client, show):
    show(small.texts(), on=date(2026, 3, 1))
    client.post("/questions/enterprise.staff/", {"answer": "2"})
    board: Board = client.get("/results/").context["board"]
    assert [card.slug for card in board.not_yet] == ["hire-help"]
    page = client.get("/programmes/hire-help/?changes=1").context["page"]
    assert page.mark == "unmet"
    assert "3" in page.change.sets[0]


def test_time_puts_a_refusal_among_what_can_change(client, show):
    show(small.texts(), on=date(2026, 3, 1))
    client.post("/questions/founder.born_on/", {"answer": "2008-09-01", "sensitive": "on"})
    client.post("/questions/enterprise.town/", {"answer": "liushi"})
    board: Board = client.get("/results/").context["board"]
    assert [card.slug for card in board.not_yet] == ["rent-help"]
    assert "2026 年 9 月 1 日" in board.not_yet[0].reason
    page = client.get("/programmes/rent-help/?changes=1").context["page"]
    assert "2026 年 9 月 1 日" in page.change.time[0]


def test_no_change_leaves_the_one_who_is_too_old_where_they_are(client, show):
    show(small.texts(), on=date(2026, 3, 1))
    client.post("/questions/founder.born_on/", {"answer": "1970-09-01", "sensitive": "on"})
    board: Board = client.get("/results/").context["board"]
    assert [card.slug for card in board.not_for_you] == ["rent-help"]


def test_a_verdict_on_assumed_clauses_says_so(client, show):
    show(small.texts(), on=date(2026, 3, 1))
    client.post("/questions/founder.born_on/", {"answer": "2000-01-01", "sensitive": "on"})
    client.post("/questions/enterprise.town/", {"answer": "liushi"})
    board: Board = client.get("/results/").context["board"]
    assert board.now[0].assumed
    page = client.get("/results/").content.decode()
    assert '<p class="assumed">待确认</p>' in page
    assert "示例标准" not in page
    page = client.get("/programmes/rent-help/").context["page"]
    assert [(kind, [line.amount for line in lines]) for kind, lines in page.awards] == [
        ("房租", ["每月 600 元"])
    ]


def test_the_last_day_is_told_only_where_it_is_near(client, show):
    show(small.texts(), on=date(2026, 3, 1))
    client.post("/questions/enterprise.town/", {"answer": "liushi"})
    told = []
    for born in ("1988-09-01", "2004-09-01"):  # 41 in three years, or in nineteen
        client.post("/questions/founder.born_on/", {"answer": born, "sensitive": "on"})
        told.append(client.get("/programmes/rent-help/").context["page"].change.time)
    near, far = told
    assert any("最后一天" in line for line in near)
    assert far == ()


def test_one_criterion_is_not_all_of_them(client, show):
    show(small.texts(), on=date(2026, 3, 1))
    client.post("/questions/enterprise.staff/", {"answer": "5"})
    board: Board = client.get("/results/").context["board"]
    assert [card.reason for card in board.ask if card.slug == "hire-help"] == ["唯一的条件满足"]


def test_an_announced_programme_is_found_and_says_from_when(client, show):
    """Nobody can apply yet; but who looks for it learns of it, and of what it will give."""
    coming = programme(
        "stalls",
        in_force={"from": "2027-02-01", "to": None},
        windows=["rolling"],
        awards=[{"kind": "cash", "unit": "CNY", "amount": 8000, **CLAUSE}],
    )
    show(texts(coming, programme("other", windows=["rolling"])), on=date(2026, 12, 1))
    client.cookies["django_language"] = "en"
    for address in ("/programmes/", "/programmes/?q=stalls"):
        listing = client.get(address).context["listing"]
        cards = {card.slug: card for group in listing.groups for card in group.cards}
        assert cards["stalls"].announced == "In force from 1 February 2027"
        assert cards["stalls"].state == "opens"
    closed = client.get("/programmes/?open=1").context["listing"]
    assert [card.slug for group in closed.groups for card in group.cards] == ["other"]
    response = client.get("/programmes/stalls/")
    page = response.context["page"]
    assert page.headline == "Announced: in force from 1 February 2027."
    assert page.action == ""
    assert "8,000" in response.content.decode()
