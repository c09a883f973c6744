"""The page of what goes together."""

from html import unescape

import pytest

from tests.policies.pages.founder import answer
from tests.policies.pages.made import CLAUSE, programme, texts

CASH = {"kind": "cash", "mode": "fixed", **CLAUSE}
AWARDS = [
    {**CASH, "amount": 5000},
    {**CASH, "amount": 9000, "up_to": True},
    {**CASH, "amount": 7000, "mode": "competitive"},
    {**CASH, "formula": "1000 * firm.paid"},
    {"kind": "title", "label": {"zh-hans": "称号", "en": "A title"}, **CLAUSE},
]
PAID = {"firm.paid": {"type": "integer"}}
LOW = {"fact": "firm.level", "is": "low", **CLAUSE}


def staffed(client):
    """Four people work here, and nothing else is known."""
    client.cookies["django_language"] = "en"
    client.post("/questions/enterprise.staff/", {"answer": "4"})


def page_of(client, query=""):
    return client.get(f"/bundle/{query}").context["page"]


def slugs(named):
    return [each.slug for each in named]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_founder_gets_a_set_with_steps_and_sums(client, shipped, language):
    client.cookies["django_language"] = language
    answer(client)
    response = client.get("/bundle/")
    page, text = response.context["page"], unescape(response.content.decode())
    assert page.steps
    assert page.totals
    assert page.undetermined
    assert all(step.title in text for step in page.steps)


def test_without_answers_the_page_leads_to_the_questions(client, shipped):
    response = client.get("/bundle/")
    assert response.context["page"].steps == []
    assert 'class="button"\n' in response.content.decode()


def test_where_nothing_can_be_had_the_page_says_so(client, few):
    client.post("/questions/audience/", {"answer": ["expert"]})
    response = client.get("/bundle/")
    assert (response.context["page"].steps, response.context["page"].undetermined) == ([], 0)
    assert 'class="asks" href="/results/"' in response.content.decode()


def test_only_what_is_certain_is_summed_and_the_rest_says_why(client, show):
    show(
        texts(
            programme("a", awards=AWARDS, facts={**PAID}),
            programme(
                "b", awards=[{**CASH, "amount": 300}, {**CASH, "amount": 8, "unit": "CNY/year"}]
            ),
        )
    )
    staffed(client)
    cash, title = page_of(client).totals
    assert cash.sums == [("¥5,300", "from 2 awards"), ("¥8 a year", "from 1 award")]
    assert [(line.title, line.text, line.why) for line in cash.uncounted] == [
        ("Programme a", "up to ¥9,000", "a ceiling, not an amount"),
        ("Programme a", "¥7,000", "awarded in competition"),
        ("Programme a", "", "depends on answers still missing"),
    ]
    assert title.sums == []
    assert [(line.text, line.why) for line in title.uncounted] == [("A title", "without a figure")]


def test_the_kind_that_counts_first_decides_between_two(client, show):
    loan = {"kind": "loan", "amount": 100, **CLAUSE}
    show(
        texts(
            programme("cash", awards=[{**CASH, "amount": 5}], excludes=["loan"]),
            programme("loan", awards=[loan, {**CASH, "amount": 1}]),
        )
    )
    staffed(client)
    assert slugs(page_of(client).steps) == ["cash"]
    page = page_of(client, "?first=loan")
    assert slugs(page.steps) == ["loan"]
    assert [(each.slug, slugs(each.because_of)) for each in page.left_out] == [("cash", ["loan"])]
    assert page.choices == [("cash", "Cash first", False), ("loan", "Loan first", True)]
    assert "Not together with:" in client.get("/bundle/?first=loan").content.decode()


@pytest.mark.parametrize("query", ["?first=gold", "?first=", "?first=land", "?first=%00x%", "?f=1"])
def test_a_kind_that_nothing_has_changes_nothing(client, show, query):
    show(texts(programme("cash", awards=[{**CASH, "amount": 5}])))
    staffed(client)
    if "%00" in query:
        assert client.get(f"/bundle/{query}").status_code == 400
    else:
        assert slugs(page_of(client, query).steps) == ["cash"]


def test_what_an_approval_opens_comes_after_it(client, show):
    show(
        texts(programme("above", eligibility=LOW), programme("below", grants={"firm.level": "low"}))
    )
    staffed(client)
    first, second = page_of(client).steps
    assert (first.slug, slugs(first.after)) == ("below", [])
    assert (second.slug, slugs(second.after)) == ("above", ["below"])
    client.post("/questions/firm.level/", {"answer": "low"})
    page = page_of(client)
    assert (slugs(page.steps), slugs(page.held)) == (["above"], ["below"])


def test_what_an_approval_ends_comes_before_it(client, show):
    empty = {"fact": "firm.level", "is": "none", **CLAUSE}
    show(
        texts(
            programme("ends", grants={"firm.level": "low"}), programme("empty", eligibility=empty)
        )
    )
    staffed(client)
    client.post("/questions/firm.level/", {"answer": "none"})
    first, second = page_of(client).steps
    assert (first.slug, slugs(first.before)) == ("empty", ["ends"])
    assert (second.slug, slugs(second.before)) == ("ends", [])


def test_a_set_on_assumed_rules_says_so(client, show):
    show(
        texts(
            programme(
                "guess",
                eligibility={**LOW, "fact": "enterprise.staff", "is": 4, "basis": "assumed"},
            )
        )
    )
    staffed(client)
    assert page_of(client).steps[0].assumed
    assert '<p class="assumed">to be confirmed</p>' in client.get("/bundle/").content.decode()


def test_a_personal_clock_that_ran_out_keeps_a_programme_out(client, show):
    clock = {"after": "founder.born_on", "within_months": 12, **CLAUSE}
    show(texts(programme("late", windows=[clock]), programme("still")))
    staffed(client)
    client.post("/questions/founder.born_on/", {"answer": "1999-01-01", "sensitive": "on"})
    assert slugs(page_of(client).steps) == ["still"]
