"""Results: sorted and filtered by the address, with what would change a no."""

import pytest

from policies.presentation.listing import Wish, address_of
from tests.policies.pages.made import CLAUSE, programme, texts

PAPER = {"name": {"zh-hans": "表", "en": "Form"}, **CLAUSE}
GUESSED = {"fact": "enterprise.staff", "at_least": 3, "source": "S1", "basis": "assumed"}


def closing(day):
    return [{"from": "2026-01-01", "to": day, **CLAUSE}]


def award(kind):
    return [{"kind": kind, **CLAUSE}]


@pytest.fixture
def city(client, show):
    """Six programmes of every sort, and four people at work."""
    show(
        texts(
            programme(
                "late", windows=closing("2026-12-31"), awards=award("loan"), documents=[PAPER]
            ),
            programme("soon", windows=closing("2026-08-01"), awards=award("title")),
            programme(
                "always",
                windows=["rolling"],
                awards=award("cash"),
                documents=[PAPER, PAPER, {**PAPER, "required": False}],
                process=[{"stage": "apply", "working_days": 10, **CLAUSE}],
            ),
            programme("shut", windows=closing("2026-02-01"), awards=award("cash")),
            programme("guess", eligibility=GUESSED, category="space", department="youth-league"),
            programme("more", eligibility={"fact": "enterprise.staff", "at_least": 9, **CLAUSE}),
        )
    )
    client.cookies["django_language"] = "en"
    client.post("/questions/enterprise.staff/", {"answer": "4"})
    return client


def shown(client, query="", group="now"):
    return [card.slug for card in getattr(client.get(f"/results/{query}").context["board"], group)]


def test_what_closes_first_stands_first(city):
    assert shown(city) == ["soon", "late", "always"]
    assert shown(city, "?sort=deadline") == ["soon", "late", "always"]


def test_sorted_by_kind_of_award(city):
    assert shown(city, "?sort=award") == ["always", "late", "soon"]


def test_sorted_by_effort_and_how_it_is_counted_is_said(city):
    assert shown(city, "?sort=effort") == ["late", "always", "soon"]
    page = city.get("/results/?sort=effort").content.decode()
    assert "2 papers · 1 step · 10 working days" in page
    assert "Effort is counted from" in page
    assert "2 papers" not in city.get("/results/").content.decode()


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("?open=1", {"late", "soon", "always"}),
        ("?official=1", {"late", "soon", "always", "shut", "more"}),
        ("?category=space", {"guess"}),
        ("?category=space&category=subsidy", {"late", "soon", "always", "shut", "guess", "more"}),
        ("?award=cash&award=loan", {"always", "shut", "late"}),
        ("?award=cash&open=1", {"always"}),
        ("?department=youth-league", {"guess"}),
        ("?department=youth-league&award=cash", set()),
    ],
)
def test_filters_leave_what_fits(city, query, left):
    listing = city.get(f"/results/{query}").context["listing"]
    found = {card.slug for group in listing.board.groups for card in group}
    assert found == left
    assert (listing.shown, listing.total) == (len(left), 6)
    page = city.get(f"/results/{query}").content.decode()
    assert f"{len(left)} of 6 programmes" in page
    assert ("No programme fits" in page) is not left or bool(left)


@pytest.mark.parametrize(
    "query",
    [
        "?sort=size",
        "?category=x",
        "?award=",
        "?department=%F0",
        "?open=yes",
        "?page=-1",
        "?sort=&open=",
    ],
)
def test_what_there_is_not_is_passed_over(city, query):
    response = city.get(f"/results/{query}")
    assert response.status_code == 200
    assert not response.context["listing"].wish.filters
    assert response.context["listing"].shown == 6


def test_the_boxes_say_how_many_and_keep_what_was_ticked(city):
    facets = city.get("/results/?category=space").context["listing"].facets
    assert [(o.value, o.count, o.checked) for o in facets["category"]] == [
        ("space", 1, True),
        ("subsidy", 5, False),
    ]
    assert {o.value: o.count for o in facets["award"]} == {"cash": 2, "loan": 1, "title": 1}
    assert {o.label: o.count for o in facets["department"]} == {"Human Resources": 5, "League": 1}


def test_a_wish_reads_its_own_address(rf):
    wish = Wish(sort="effort", category=frozenset({"space", "land"}), open=True)
    assert Wish.read(rf.get(f"/?{address_of(wish)}").GET) == wish
    assert address_of(Wish()) == ""


def test_htmx_gets_the_list_alone_with_its_counts(city):
    page = city.get("/results/?open=1", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert 'id="board"' in page
    assert 'hx-swap-oob="true"' in page
    assert "3 of 6 programmes" in page


def test_a_yes_says_until_when(client, show):
    young = {"formula": "years_between(founder.born_on, today)", "at_most": 27, **CLAUSE}
    show(texts(programme("young", eligibility=young)))
    client.cookies["django_language"] = "en"
    client.post("/questions/founder.born_on/", {"answer": "1999-03-02", "sensitive": "on"})
    assert "May be eligible until 1 March 2027" in client.get("/results/").content.decode()
    client.post("/questions/founder.born_on/", {"answer": "2015-03-02", "sensitive": "on"})
    assert "May be eligible until" not in client.get("/results/").content.decode()


def test_what_would_change_a_no_is_fetched_when_it_is_opened(city):
    assert shown(city, group="not_yet") == ["more"]
    page = city.get("/results/").content.decode()
    assert page.count('hx-get="/results/more/changes/"') == 1
    assert "/results/shut/changes/" not in page  # it is met, and only shut
    fragment = city.get("/results/more/changes/", headers={"HX-Request": "true"}).content.decode()
    assert "Staff: 9 instead of 4" in fragment
    assert city.get("/results/more/changes/").url == "/programmes/more/?changes=1#change"
    assert city.get("/results/nothing/changes/").status_code == 404


@pytest.mark.parametrize("address", ["/results/", "/bundle/"])
def test_every_amount_says_what_it_is_for(client, show, address):
    prize, travel = (
        {"kind": "cash", "mode": "fixed", "amount": amount, "label": label, **CLAUSE}
        for amount, label in (
            (150_000, {"zh-hans": "比赛奖金", "en": "Prize"}),
            (7_000, {"zh-hans": "差旅补助", "en": "Travel"}),
        )
    )
    show(texts(programme("contest", awards=[prize, travel], windows=["rolling"])))
    client.post("/questions/enterprise.staff/", {"answer": "4"})
    page = client.get(address).content.decode()
    assert "比赛奖金" in page
    assert "差旅补助" in page
