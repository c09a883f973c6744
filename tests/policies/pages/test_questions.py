"""Asking: the order, skipping, changing, deleting, and the same with htmx."""

import json
import re

import pytest

from tests.policies.pages.founder import DAY, FOUNDER, answer

pytestmark = pytest.mark.usefixtures("shipped")


def next_name(client):
    """The fact that is asked now; ``None`` where the results come instead.

    Sensitive questions are allowed where the site asks whether they may be asked.
    """
    response = client.get("/questions/")
    assert response.status_code == 302
    if response.url == "/questions/sensitive/":
        client.post(response.url, {"scope": "all"})
        return next_name(client)
    return (
        response.url.removeprefix("/questions/").strip("/") if "question" in response.url else None
    )


def test_for_whom_is_asked_first(client):
    assert next_name(client) == "audience"


def test_nobody_is_asked_what_concerns_others(client, shipped):
    """Whoever is an expert is asked what decides about programmes for experts, nothing else."""
    held, _ = shipped.rulebook.in_force(DAY)
    by_whom = {
        whom: {name for each in documents for name in each.verdict_facts}
        for whom, documents in (
            ("expert", [each for each in held if "expert" in each.audience]),
            ("others", [each for each in held if "expert" not in each.audience]),
        )
    }
    assert by_whom["others"] - by_whom["expert"]
    client.post("/questions/audience/", {"answer": ["expert"]})
    asked = []
    while (name := next_name(client)) is not None:
        assert name not in asked
        asked.append(name)
        client.post(f"/questions/{name}/", {"skip": "1"})
    assert any(name.startswith("expert.") for name in asked)
    assert set(asked) <= by_whom["expert"]


def test_a_skipped_question_is_not_asked_again_until_one_wants_it(client):
    client.post("/questions/audience/", {"skip": "1"})
    name = next_name(client)
    client.post(f"/questions/{name}/", {"skip": "1"})
    assert next_name(client) != name
    client.post("/answers/ask-again/")
    assert next_name(client) == "audience"


def test_skipping_everything_ends_at_the_results(client, few):
    for _ in range(300):
        name = next_name(client)
        if name is None:
            return
        client.post(f"/questions/{name}/", {"skip": "1"})
    pytest.fail("there is always another question")


def test_an_answer_can_be_changed_from_the_list(client):
    answer(client)
    name = "founder.degree"
    assert 'name="back" value="answers"' in client.get(f"/questions/{name}/?back=answers").text
    response = client.post(f"/questions/{name}/", {"answer": "doctorate", "back": "answers"})
    assert response.url == "/answers/?changed=1"
    assert "博士" in client.get("/answers/").text


def test_an_answer_can_be_deleted(client):
    answer(client)
    assert client.post("/answers/founder.degree/delete/").url == "/answers/"
    assert client.get("/answers/").context["count"] == len(FOUNDER) - 1
    assert client.post("/answers/founder.degree/delete/").status_code == 302


def test_everything_is_erased_only_when_confirmed(client):
    answer(client)
    assert client.get("/answers/erase/").status_code == 200
    assert client.get("/answers/").context["count"] == len(FOUNDER)
    assert client.post("/answers/erase/").url == "/"
    assert client.get("/answers/").context["count"] == 0
    assert not client.session.keys()


@pytest.mark.parametrize(
    ("back", "url"),
    [
        ("results", "/results/"),
        ("youth-home", "/programmes/youth-home/"),
    ],
)
def test_an_answer_leads_back_to_where_it_was_asked_for(client, back, url):
    page = client.get(f"/questions/founder.degree/?back={back}")
    assert page.context["back_url"] == url
    response = client.post("/questions/founder.degree/", {"answer": "master", "back": back})
    assert response.url == url


@pytest.mark.parametrize("back", ["//elsewhere.example", "erase", "no-such-programme"])
def test_no_other_place_can_be_led_to(client, back):
    response = client.post("/questions/founder.degree/", {"answer": "master", "back": back})
    assert response.url.startswith("/questions/")


def test_going_back_leads_through_what_was_answered(client):
    answer(client, {"founder.degree": "master", "team.size": "4"})
    page = client.get("/questions/founder.born_on/")
    assert page.context["back_url"] == "/questions/team.size/"
    assert client.get("/questions/team.size/").context["back_url"] == "/questions/founder.degree/"
    assert client.get("/questions/founder.degree/").context["back_url"] == "/"


def test_why_names_the_programmes_that_need_it(client):
    asked = client.get("/questions/founder.born_on/").context["question"]
    assert "youth-home" in dict(asked.programmes)


def test_counts_move_with_each_answer(client):
    before = client.get("/questions/founder.born_on/").context["progress"]
    answer(client)
    after = client.get("/questions/founder.born_on/").context["progress"]
    assert before.decided < after.decided
    assert after.total == after.decided + after.undecided


def test_a_visitor_who_only_looks_gets_no_session(client):
    for path in ("/", "/results/", "/programmes/", "/programmes/youth-home/", "/answers/"):
        client.get(path)
    assert "session" not in client.cookies


def test_what_shows_answers_is_kept_by_no_cache(client):
    for path in ("/", "/questions/founder.degree/", "/answers/", "/results/"):
        assert "no-store" in client.get(path).headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "/questions/no.such_fact/",
        "/questions/founder.age/",  # derived: it is worked out
        "/questions/a/b/",
        "/programmes/no-such-programme/",
        "/programmes/%00/",
        "/categories/no-such-category/",
        "/answers/founder..age/delete/",
    ],
)
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code in (400, 404)


# --- htmx ---------------------------------------------------------------------------------------


def test_the_fragment_is_the_part_of_the_page(client, htmx_client):
    htmx_client.cookies = client.cookies
    answer(client)
    page = client.get("/questions/founder.born_on/").text
    fragment = htmx_client.get("/questions/founder.born_on/").text
    assert "<html" not in fragment
    assert without_token(fragment).strip() in without_token(page)


def without_token(text):
    before, marker, rest = text.partition('name="csrfmiddlewaretoken" value="')
    while marker:
        text = before + rest.partition('"')[2]
        before, marker, rest = text.partition('name="csrfmiddlewaretoken" value="')
    return text


def test_htmx_is_led_to_the_next_question_and_its_address(htmx_client):
    response = htmx_client.post("/questions/founder.degree/", {"answer": "master"})
    assert response.status_code == 302
    following = htmx_client.get(response.url)
    assert following.headers["HX-Push-Url"] == response.url


def test_an_error_comes_as_the_same_fragment_and_pushes_no_address(htmx_client):
    response = htmx_client.post(
        "/questions/founder.born_on/", {"answer": "明天", "sensitive": "on"}
    )
    assert response.status_code == 200
    assert 'id="question"' in response.text
    assert "HX-Push-Url" not in response.headers


def test_the_end_of_the_questions_is_a_page_of_its_own(htmx_client):
    response = htmx_client.post(
        "/questions/founder.degree/", {"answer": "master", "back": "answers"}
    )
    assert response.headers["HX-Redirect"] == "/answers/?changed=1"


def test_going_back_in_history_gets_the_whole_page(client):
    response = client.get(
        "/questions/founder.degree/", headers={"HX-History-Restore-Request": "true"}
    )
    assert "<html" in response.text
    assert "HX-Request" in response.headers["Vary"]


@pytest.mark.parametrize(
    ("name", "sent", "shown"),
    [
        ("founder.born_on", {"answer": "昨天"}, r'value="昨天"'),
        ("founder.degree", {"answer": "doctorate"}, r'value="doctorate"[^>]*checked'),
        ("founder.key_groups", {"answer": ["none-of-these"]}, r'"none-of-these"[^>]*checked'),
        ("enterprise.patents", {"answer-0-owner_rank": "x２"}, r'value="x２"'),
    ],
)
def test_what_is_half_typed_is_shown_once_in_the_other_language(client, name, sent, shown):
    address = f"/questions/{name}/"
    response = client.post(address, {**sent, "language": "en", "back": "answers"})
    assert response.url == f"{address}?back=answers"
    assert client.cookies["django_language"].value == "en"
    assert name not in client.session.get("answers", {})
    assert re.search(shown, client.get(address).text)
    assert not re.search(shown, client.get(address).text)


def test_a_language_that_there_is_not_changes_nothing(client):
    response = client.post("/questions/founder.born_on/", {"answer": "1999", "language": "xx"})
    assert response.url == "/questions/founder.born_on/"
    assert "django_language" not in client.cookies
    assert 'value="1999"' in client.get(response.url).text


def test_too_much_is_not_kept(client):
    sent = {"answer": "9" * 20_001, "language": "en"}
    client.post("/questions/founder.born_on/", sent)
    assert "half_typed" not in client.session


# --- A skip takes its details along --------------------------------------------------------------


@pytest.mark.parametrize(
    ("skipped", "details"),
    [
        ("founder.sells_food", {"founder.food_permit", "founder.health_certificate_until"}),
        ("founder.nationality", {"founder.residence_permit_until", "founder.work_permit_until"}),
    ],
)
def test_what_hangs_on_a_skipped_question_is_not_asked(client, skipped, details):
    client.post("/questions/audience/", {"answer": ["starting"]})
    client.post(f"/questions/{skipped}/", {"skip": "1"})
    asked = set()
    while (name := next_name(client)) is not None:
        asked.add(name)
        client.post(f"/questions/{name}/", {"skip": "1"})
    assert not asked & details
    assert len(asked) > 10


def test_what_hangs_on_an_answer_is_asked(client):
    client.post("/questions/audience/", {"answer": ["starting"]})
    client.post("/questions/founder.sells_food/", {"answer": "yes"})
    asked = set()
    while (name := next_name(client)) is not None:
        asked.add(name)
        client.post(f"/questions/{name}/", {"skip": "1"})
    assert {"founder.food_permit", "founder.health_certificate_until"} <= asked


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize("url", ["/questions/need.title/", "/questions/founder.contest_awards/"])
def test_what_is_half_typed_is_kept_without_identity_numbers(client, url):
    number = "330382190001010348"  # of nobody: born in 1900
    typed = f"测试断路器 {number[:6]}.{number[6:14]}.{number[14:]}"
    sent = {"answer": typed, "answer-0-name": typed, "language": "en"}
    assert client.post(url, sent).status_code == 302
    held = json.dumps(dict(client.session.items()), ensure_ascii=False)
    assert "测试断路器" in held
    assert "0348" not in held
    assert "测试断路器 ×××" in client.get(url).text
