"""The pages of scores: by item, to a target, and with other figures."""

import re

import pytest
from django.test import Client

from policies.answers import SessionStore
from policies.services import current, load_catalogue

pytestmark = pytest.mark.usefixtures("shipped")
PATH = "/land-score/"
CHANGED = {"enterprise.staff_total": "200", "target": "90"}


def give(client, shipped, place=0):
    """The answers of a worked example."""
    example = shipped.rulebook.editions["data-for-land"][-1].examples[place]
    session = client.session
    store = SessionStore(session)
    for name, value in example.facts.items():
        store.keep(name, value)
    session.save()
    return example


def page(client, **parameters):
    response = client.get(PATH, parameters)
    assert response.status_code == 200
    return response.context["page"]


@pytest.mark.parametrize(("place", "total"), [(0, "85.57"), (1, "63.67"), (2, "70.72")])
def test_the_worked_totals_are_shown(client, shipped, place, total):
    give(client, shipped, place)
    assert page(client).total == total


def test_without_answers_all_is_open(client):
    found = page(client)
    assert (found.total, found.mark) == ("3.33 至 98.33", "unknown")
    assert found.gains == []


def test_the_target_is_the_visitors(client, shipped):
    give(client, shipped)
    assert page(client).target == 80
    assert page(client, target="90").mark == "unmet"
    assert page(client, target="85").mark == "met"
    assert page(client, target="").target == 80


@pytest.mark.parametrize("target", ["-1", "1000", "eighty", "1e9", "９０分"])
def test_a_target_that_is_none_is_left_out(client, target):
    response = client.get(PATH, {"target": target})
    assert response.context["page"].target == 80
    assert response.context["wrong"]


def test_other_figures_are_tried_and_not_kept(client, shipped):
    give(client, shipped)
    kept = dict(client.session["answers"])
    found = page(client, **CHANGED)
    assert found.total != found.before == "85.57"
    assert client.session["answers"] == kept
    assert page(client).total == "85.57"


def test_figures_are_tried_by_a_form_that_puts_none_into_an_address(client, shipped):
    give(client, shipped)
    kept = dict(client.session["answers"])
    opened = client.get(PATH).text
    form = re.search(r'<form id="what-if".*?</form>', opened, re.DOTALL)[0]
    assert 'method="post"' in form
    assert "hx-get" not in form
    response = client.post(PATH, {**CHANGED, "try": "1"})
    assert response.context["page"].total == page(client, **CHANGED).total
    assert response.context["refused"] == []
    assert client.session["answers"] == kept


def test_trying_needs_the_token_of_a_form(shipped):
    assert Client(enforce_csrf_checks=True).post(PATH, {"try": "1"}).status_code == 403


def test_an_empty_figure_is_unknown(client, shipped):
    give(client, shipped)
    assert page(client, **{"enterprise.tax_last_year": ""}).total == "70.57 至 85.57"


def test_a_figure_that_cannot_be_read_is_said_and_left_out(client, shipped):
    give(client, shipped)
    response = client.get(PATH, {"enterprise.staff_total": "many<b>"})
    assert response.context["page"].total == "85.57"
    assert response.context["wrong"]
    assert "many<b>" not in response.text


def test_figures_become_answers_when_told_to(client, shipped):
    give(client, shipped)
    tried = page(client, **CHANGED)
    response = client.get(PATH, CHANGED)
    sent = dict(response.context["changed"])
    assert sent == {"enterprise.staff_total": "200"}
    assert client.post(PATH, sent).headers["Location"] == PATH
    assert client.session["answers"]["enterprise.staff_total"] == "200"
    assert page(client).total == tried.total


def test_a_veto_is_said_whatever_the_score(client, shipped):
    give(client, shipped)
    found = page(client, **{"enterprise.grade": "D"})
    assert found.refused
    assert page(client).refused is False


def test_the_fragment_is_part_of_the_page(client, htmx_client):
    tried = {"enterprise.staff_total": "200", "try": "1"}
    whole, part = client.post(PATH, tried).text, htmx_client.post(PATH, tried).text
    tokenless = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
    squeeze = lambda text: re.sub(r"\s+", " ", tokenless.sub("", text)).strip()  # noqa: E731
    assert squeeze(part) in squeeze(whole)


def test_every_programme_with_figures_has_a_page_and_no_other(client, shipped):
    for slug, editions in shipped.rulebook.editions.items():
        scored = "item" in editions[-1].text and editions[-1].scoring is not None
        status = client.get(f"/programmes/{slug}/score/").status_code
        assert status == 404 or (scored and status == 200), slug
    assert client.get("/programmes/national-tech-sme/score/").status_code == 200
    assert client.get("/programmes/talent-flat/score/").status_code == 404


def test_a_programme_leads_to_its_score(client):
    assert (
        'href="/programmes/data-for-land/score/"' in client.get("/programmes/data-for-land/").text
    )


def test_results_lead_to_the_land_score(client, shipped):
    give(client, shipped)
    assert 'href="/land-score/"' in client.get("/results/").text


def test_english_has_no_chinese_figures(client, shipped):
    give(client, shipped)
    client.cookies["django_language"] = "en"
    assert "85.57 of 100 points" in client.get(PATH, {"target": "90"}).text


def test_a_score_costs_two_queries(
    client, shipped, db, monkeypatch, shipped_texts, django_assert_max_num_queries
):
    monkeypatch.undo()
    monkeypatch.setattr(current, "_kept", None)
    load_catalogue(shipped_texts)
    give(client, shipped)
    client.get(PATH)
    with django_assert_max_num_queries(2):
        client.get(PATH, CHANGED)
    current._kept = None


# --- Asking back before a figure becomes an answer ------------------------------------------------

REVENUE, STAFF, TAX = (
    "enterprise.revenue_last_year",
    "enterprise.staff_total",
    "enterprise.tax_last_year",
)


def kept(client, name):
    return client.session.get("answers", {}).get(name)


@pytest.mark.parametrize(
    ("name", "typed"), [(STAFF, "1000000"), (TAX, "5"), (STAFF, "10 50"), (TAX, "12万 3")]
)
def test_a_doubtful_figure_is_asked_back_and_not_kept(client, shipped, name, typed):
    give(client, shipped)
    before = kept(client, name)
    response = client.post(PATH, {name: typed, "enterprise.grade": "B"})
    assert response.status_code == 200
    assert kept(client, name) == before
    assert kept(client, "enterprise.grade") == "B"
    (refused,) = response.context["refused"]
    assert (refused.name, refused.typed) == (name, typed)
    assert all(refused.why)
    assert f'value="{typed}"' in response.text
    assert "已存为你的回答" in response.text
    assert "没有保存" in response.text


def test_every_figure_is_asked_back_as_on_the_page_of_its_question(client, shipped):
    """The same typed into both: what one keeps the other keeps, whatever the programme."""
    asked = 0
    for slug in shipped.rulebook.editions:
        path = f"/programmes/{slug}/score/"
        if client.get(path).status_code == 404:
            continue
        for name in client.get(path).context["form"].fields:
            if name == "target" or shipped.vocabulary[name].derived:
                continue
            for typed in ("5", "9600", "1000000", "10 50"):
                client.session.flush()
                alone = (
                    client.post(
                        f"/questions/{name}/", {"answer": typed, "sensitive": "on"}
                    ).status_code
                    == 302
                )
                client.session.flush()
                together = client.post(path, {name: typed}).status_code == 302
                assert together is alone, (slug, name, typed)
                asked += not alone
    assert asked > 10


def test_what_is_meant_is_kept_once_it_is_said(client, shipped):
    give(client, shipped)
    asked = client.post(PATH, {TAX: "5", STAFF: "1000000"})
    meant = re.findall(r'name="meant"\s+value="([^"]*)"', asked.text)
    assert f"{TAX}=50000" in meant
    hidden = dict(asked.context["form"].sendable)
    assert hidden == {TAX: "5", STAFF: "1000000"}
    again = client.post(PATH, {**hidden, "meant": f"{TAX}=50000"})
    assert [each.name for each in again.context["refused"]] == [STAFF]
    assert kept(client, TAX) == "50000"
    last = client.post(PATH, {STAFF: "1000000", "meant": f"{STAFF}=1000000"})
    assert last.headers["Location"] == PATH
    assert kept(client, STAFF) == "1000000"


def test_what_cannot_be_read_can_be_sent_and_is_told(client, shipped):
    """Only what was understood stood in the button's form, so the rest went without a word."""
    give(client, shipped)
    tried = client.get(PATH, {STAFF: "10 50"})
    assert f'<input type="hidden" name="{STAFF}" value="10 50">' in tried.text
