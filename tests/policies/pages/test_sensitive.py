"""Sensitive questions: asked apart, for what is wanted, and taken back with their answers."""

import pytest

from policies.presentation.sensitive import asks
from tests.policies.pages.founder import DAY

BORN = {"answer": "1999-03-02"}

pytestmark = pytest.mark.usefixtures("shipped")


@pytest.fixture
def starter(client):
    """Somebody about to start, who was asked nothing else yet."""
    client.post("/questions/audience/", {"answer": ["starting"]})
    return client


def asked(client, *, most=400):
    """Everything that is asked when all is skipped; ends where it is asked whether one may."""
    names = []
    for _ in range(most):
        url = client.get("/questions/").url
        if not url.startswith("/questions/") or url == "/questions/sensitive/":
            return names, url
        names.append(url.removeprefix("/questions/").strip("/"))
        client.post(url, {"skip": "1"})
    pytest.fail("there is always another question")


def is_sensitive(shipped, name):
    fact = shipped.vocabulary.get(name)
    return fact is not None and fact.sensitive


def test_nothing_sensitive_is_asked_before_one_said_that_it_may_be(starter, shipped):
    names, end = asked(starter)
    assert end == "/questions/sensitive/"
    assert not [name for name in names if is_sensitive(shipped, name)]


def test_the_page_names_programmes_facts_and_what_a_no_means(starter):
    page = starter.get("/questions/sensitive/")
    assert page.context["programmes"]
    assert "出生日期" in page.context["facts"]
    assert "还不清楚" in page.text


def test_a_no_leaves_them_out_and_everything_else_goes_on(starter, shipped):
    starter.post("/questions/sensitive/", {"scope": "none"})
    names, end = asked(starter)
    assert end.startswith("/results/")
    assert len(names) > 5
    assert not [name for name in names if is_sensitive(shipped, name)]


def test_for_one_programme_only_what_it_needs_is_asked(starter, shipped):
    page = starter.get("/questions/sensitive/")
    chosen = min(page.context["programmes"], key=lambda each: len(each.facts))
    starter.post("/questions/sensitive/", {"scope": "some", "programme": chosen.slug})
    names, _ = asked(starter)
    sensitive = {name for name in names if is_sensitive(shipped, name)}
    held, _ = shipped.rulebook.in_force(DAY)
    document = next(each for each in held if each.programme == chosen.slug)
    assert sensitive
    assert sensitive <= {*document.verdict_facts}


def test_ticking_none_is_said_and_nothing_is_kept(starter):
    page = starter.post("/questions/sensitive/", {"scope": "some", "programme": "no-such"})
    assert page.status_code == 200
    assert "请至少勾选一个项目" in page.text
    assert "sensitive" not in starter.session


def test_an_answer_without_the_tick_is_not_kept_and_what_was_typed_stays(client):
    page = client.post("/questions/founder.born_on/", BORN)
    assert page.status_code == 200
    assert "请勾选同意保存" in page.text
    assert 'value="1999-03-02"' in page.text
    assert "founder.born_on" not in client.session.get("answers", {})


def test_the_tick_for_a_programme_is_for_this_programme(client):
    sent = {**BORN, "sensitive": "on", "back": "youth-home"}
    assert client.post("/questions/founder.born_on/", sent).status_code == 302
    assert client.session["sensitive"]["programmes"] == ["youth-home"]
    assert client.session["sensitive"]["version"]
    assert client.session["sensitive"]["at"]
    # the same is not asked a second time
    again = client.get("/questions/founder.born_on/")
    assert "sensitive" not in again.context["form"].fields


def test_a_skip_needs_no_tick(client):
    assert client.post("/questions/founder.born_on/", {"skip": "1"}).status_code == 302
    assert "sensitive" not in client.session


def test_taking_it_back_deletes_what_was_answered_and_leaves_the_rest(client):
    client.post("/questions/founder.born_on/", {**BORN, "sensitive": "on"})
    client.post("/questions/enterprise.town/", {"answer": "liushi"})
    assert "出生" in client.get("/answers/").text
    client.post("/answers/sensitive/withdraw/")
    kept = client.session["answers"]
    assert "founder.born_on" not in kept
    assert kept["enterprise.town"] == "liushi"
    assert "1999" not in str(dict(client.session.items()))
    page = client.get("/answers/")
    assert "不询问敏感信息" in page.text


def test_before_it_is_taken_back_one_sees_what_goes(client):
    client.post("/questions/founder.born_on/", {**BORN, "sensitive": "on"})
    page = client.get("/answers/sensitive/withdraw/")
    assert "出生日期" in page.text
    assert "founder.born_on" in client.session["answers"]


def test_a_no_where_answers_would_go_asks_first(client):
    client.post("/questions/founder.born_on/", {**BORN, "sensitive": "on"})
    answer = client.post("/questions/sensitive/", {"scope": "none"})
    assert answer.url == "/answers/sensitive/withdraw/"
    assert "founder.born_on" in client.session["answers"]


def test_fewer_programmes_keep_only_what_they_ask_for(starter, shipped):
    starter.post("/questions/sensitive/", {"scope": "all"})
    starter.post("/questions/founder.born_on/", BORN)
    starter.post("/questions/founder.monthly_wage/", {"answer": "8000"})
    sensitive = {"founder.born_on", "founder.monthly_wage"}
    assert sensitive <= set(starter.session["answers"])
    editions = shipped.rulebook.editions
    asked = {
        each.slug: {name for name in sensitive if any(asks(d, name) for d in editions[each.slug])}
        for each in starter.get("/questions/sensitive/").context["programmes"]
    }
    chosen, kept = next((slug, names) for slug, names in asked.items() if names != sensitive)
    sent = {"scope": "some", "programme": chosen}
    page = starter.post("/questions/sensitive/", sent, follow=True)
    assert sensitive & set(starter.session["answers"]) == kept
    assert "所选项目都用不到" in page.text


def test_what_is_half_typed_goes_with_it(client):
    client.post("/questions/sensitive/", {"scope": "all"})
    client.post("/questions/founder.born_on/", {"answer": "1966-06-06", "language": "en"})
    client.post("/answers/sensitive/withdraw/")
    assert "1966" not in client.get("/questions/founder.born_on/").text


def test_erasing_all_asks_anew(client):
    client.post("/questions/sensitive/", {"scope": "all"})
    client.post("/questions/founder.born_on/", BORN)
    client.post("/answers/erase/")
    assert "sensitive" not in client.session
    assert client.post("/questions/founder.born_on/", BORN).status_code == 200
