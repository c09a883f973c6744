"""A list of records as a question: entries more and less, errors, none at all."""

from datetime import date

import pytest

from policies.forms.records import MOST_ENTRIES
from policies.rules.codes import CODES
from tests.policies.pages.founder import FOUNDER, answer

pytestmark = pytest.mark.usefixtures("shipped")
URL = "/questions/enterprise.patents/"
TWO = {
    "answer-0-kind": "invention",
    "answer-0-in_use": "yes",
    "answer-0-granted_on": "2024年6月",
    "answer-1-kind": "utility_model",
    "answer-1-owner_rank": "２",
}


def kept(client):
    """What is kept of the list."""
    return client.session["answers"].get("enterprise.patents")


def test_entries_are_kept_and_shown_again(client):
    assert client.post(URL, TWO).status_code == 302
    assert kept(client) == [
        {"kind": "invention", "in_use": True, "granted_on": "2024-06-01"},
        {"kind": "utility_model", "owner_rank": "2"},
    ]
    page = client.get(URL).text
    assert 'value="2024-06-01"' in page
    assert page.count('class="record"') == 2
    assert "2 " in client.get("/answers/").text


def test_the_rules_take_what_was_typed(client, shipped):
    from policies.forms import QuestionForm

    sent = {**TWO, "answer-0-granted_on": "2024年6月1日"}
    form = QuestionForm(sent, fact=shipped.vocabulary["enterprise.patents"])
    assert form.is_valid()
    assert form.value[0] == {"kind": "invention", "in_use": True, "granted_on": date(2024, 6, 1)}


@pytest.mark.parametrize(
    ("extra", "entries"),
    [({"answer-add": "1"}, 3), ({"answer-remove": "0"}, 1), ({"answer-remove": "x"}, 2)],
)
def test_an_entry_more_or_less_keeps_what_was_typed(client, extra, entries):
    response = client.post(URL, {**TWO, **extra})
    assert response.status_code == 200
    assert response.text.count('class="record"') == entries
    assert "aria-invalid" not in response.text
    assert 'value="２"' in response.text
    assert "enterprise.patents" not in client.session.get("answers", {})


def test_none_is_an_answer(client):
    client.post(URL, TWO)
    client.post(URL, {**TWO, "answer-none": "1"})
    assert kept(client) == []


def test_nothing_filled_in_is_told(client):
    response = client.post(URL, {"answer-0-kind": "", "answer-0-granted_on": " "})
    assert response.status_code == 200
    assert "一条也没有" in response.text


def test_a_wrong_part_is_told_where_it_stands(client):
    response = client.post(URL, {**TWO, "answer-1-granted_on": "昨天"})
    assert response.status_code == 200
    assert 'id="id_answer-1-granted_on_error"' in response.text
    assert "看不懂这个日期" in response.text
    assert 'value="昨天"' in response.text


def test_too_many_entries_are_told(client):
    many = {f"answer-{number}-kind": "invention" for number in range(51)}
    response = client.post(URL, many)
    assert response.status_code == 200
    assert "50" in response.text


@pytest.mark.parametrize(
    "posted",
    [
        {"answer-0-no_such_part": "x"},
        {"answer-9999-kind": "invention"},
        {"answer-0-kind": "no_such_kind"},
        {"answer": "text"},
        {"answer-0-granted_on": "\u202e" * 600},
        {},
    ],
)
def test_strange_posts_lose_nothing(client, posted):
    client.post(URL, TWO)
    assert client.post(URL, posted).status_code == 200
    assert len(kept(client)) == 2


def test_a_list_decides_a_programme(client, shipped):
    answer(client, FOUNDER)
    fact = shipped.vocabulary["enterprise.titles"]
    part = next(iter(fact.fields))
    page = client.get("/questions/enterprise.titles/").text
    assert f'name="answer-0-{part}"' in page
    assert client.get("/questions/").status_code == 302


TYPED = {
    "boolean": "yes",
    "date": "2024-06-15",
    "integer": "1",
    "money": "10万",
    "percent": "5",
    "decimal": "1",
    "text": "智能断路器",
}


def typed_for(fact):
    """Something that a part of an entry takes."""
    if fact.code:
        return CODES[fact.code].example
    if fact.min_years_ago:
        return "1980-06-15"
    return next(iter(fact.choices)) if fact.choices else TYPED[fact.type]


def test_as_many_entries_as_are_offered_can_be_sent(client, shipped):
    """Each part of each entry is a field of the form, and they all arrive."""
    lists = [fact for fact in shipped.vocabulary.values() if fact.type == "records"]
    assert lists
    for fact in lists:
        sent = {
            f"answer-{number}-{part}": typed_for(inner)
            for number in range(MOST_ENTRIES)
            for part, inner in fact.fields.items()
        }
        sent["sensitive"] = "on"
        response = client.post(f"/questions/{fact.name}/", sent)
        assert response.status_code == 302, fact.name
        assert len(client.session["answers"][fact.name]) == MOST_ENTRIES
    assert MOST_ENTRIES * max(len(fact.fields) for fact in lists) > 200
