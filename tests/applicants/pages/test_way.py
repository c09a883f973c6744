"""What was just posted, and the way back: the same with an account and without one."""

import pytest
from django.test import Client

from policies import way
from tests.applicants.factories import UserFactory, a_profile
from tests.applicants.pages.conftest import client_of
from tests.policies.pages.fixtures import shipped, shipped_in_memory

__all__ = ["shipped", "shipped_in_memory"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]
KNOWN = {
    "founder.works_in_yueqing": True,
    "founder.talent_class": frozenset({"none"}),
    "team.size": 3,
}


@pytest.fixture(params=["without account", "with account"])
def visitor(request):
    """Somebody with three answers of an earlier visit, or nobody."""
    if request.param == "without account":
        return Client()
    return client_of(
        a_profile(facts={n: v for n, v in KNOWN.items() if n != "founder.talent_class"})
    )


def post(client, name, **sent):
    """Post a question as a browser does: the page that comes next."""
    response = client.post(f"/questions/{name}/", {"sensitive": "on", **sent}, follow=True)
    assert response.redirect_chain, response.context["form"].errors
    return response


def noted(page):
    """The fact that a page says was noted, with its value."""
    last = page.context["last"]
    return (last.name, last.value) if last else None


def walk_back(client, page):
    """The addresses that Back leads through, to the first that is no question."""
    found = []
    while (url := page.context["back_url"]).startswith("/questions/"):
        assert url not in found, "a loop"
        found.append(url)
        page = client.get(url)
    return [one.split("/")[2] for one in found], url


def test_the_note_names_what_was_just_posted(visitor):
    page = post(visitor, "enterprise.legal_form", answer="individual_business")
    assert noted(page) == ("enterprise.legal_form", "个体工商户")
    assert noted(post(visitor, "team.size", answer="4")) == ("team.size", "4 人")


def test_the_note_names_a_changed_answer(visitor):
    post(visitor, "enterprise.town", answer="liushi")
    post(visitor, "founder.degree", answer="master")
    page = post(visitor, "enterprise.town", answer="hongqiao")
    assert noted(page) == ("enterprise.town", "虹桥镇")
    assert 'href="/questions/enterprise.town/"' in page.text


def test_the_note_names_who_one_is_and_not_what_follows_from_it(visitor):
    visitor.post("/questions/sensitive/", {"scope": "all"})  # or that would be asked next
    assert post(visitor, "audience", answer=["starting"]).context["last"].name == "audience"


def test_the_note_names_a_list(visitor):
    sent = {"answer-0-kind": "invention", "answer-0-in_use": "yes"}
    assert post(visitor, "enterprise.patents", **sent).context["last"].name == "enterprise.patents"


def test_a_skip_is_not_noted_and_neither_is_what_came_before_it(visitor):
    post(visitor, "team.size", answer="4")
    page = post(visitor, "founder.degree", skip="1")
    assert noted(page) is None
    assert page.context["back_url"] == "/questions/founder.degree/"


def test_nothing_is_noted_that_an_earlier_visit_answered(visitor):
    assert noted(visitor.get("/questions/", follow=True)) is None


def test_going_back_follows_the_order_of_this_visit(visitor):
    for name, value in [("team.size", "4"), ("founder.born_on", "1999-03-02")]:
        post(visitor, name, answer=value)
    page = post(visitor, "enterprise.town", answer="liushi")
    way = ["enterprise.town", "founder.born_on", "team.size"]
    assert walk_back(visitor, page) == (way, "/")


def test_what_is_posted_again_is_the_last_on_the_way(visitor):
    for name, value in [("team.size", "4"), ("founder.degree", "master"), ("team.size", "5")]:
        page = post(visitor, name, answer=value)
    assert walk_back(visitor, page) == (["team.size", "founder.degree"], "/")


def test_a_deleted_answer_is_no_longer_on_the_way(visitor):
    for name, value in [("team.size", "4"), ("founder.degree", "master")]:
        post(visitor, name, answer=value)
    visitor.post("/answers/founder.degree/delete/")
    page = visitor.get("/questions/founder.born_on/")
    assert walk_back(visitor, page) == (["team.size"], "/")


def test_two_tabs_share_one_way_and_each_note_is_of_its_own_post(visitor):
    post(visitor, "team.size", answer="4")
    other = post(visitor, "founder.degree", answer="master")
    one = post(visitor, "enterprise.town", answer="liushi")
    assert [noted(other)[0], noted(one)[0]] == ["founder.degree", "enterprise.town"]
    assert walk_back(visitor, one)[0] == ["enterprise.town", "founder.degree", "team.size"]


def test_the_other_language_changes_neither_note_nor_way(visitor):
    address = post(visitor, "team.size", answer="4").request["PATH_INFO"]
    page = visitor.post(address, {"answer": "", "language": "en"}, follow=True)
    assert page.context["last"].name == "team.size"
    assert page.context["back_url"] == "/questions/team.size/"


def test_another_day_is_another_visit(visitor, monkeypatch):
    post(visitor, "team.size", answer="4")
    monkeypatch.setattr(way, "LASTS", 0)
    page = visitor.get("/questions/founder.degree/")
    assert (noted(page), page.context["back_url"]) == (None, "/")


def test_signing_in_keeps_the_way(client):
    for name, value in [("team.size", "4"), ("founder.degree", "master")]:
        post(client, name, answer=value)
    client.force_login(UserFactory())
    sent = {
        "kind": "person",
        "name": "示例",
        "language": "zh-hans",
        "consent": "on",
        "of_age": "on",
    }
    page = client.post("/welcome/", {**sent, "next": "/questions/"}, follow=True)
    assert noted(page) == ("founder.degree", "硕士")
    assert walk_back(client, page) == (["founder.degree", "team.size"], "/")


def test_answers_merged_at_sign_in_keep_the_way(client):
    for name, value in [("team.size", "4"), ("founder.degree", "master")]:
        post(client, name, answer=value)
    client.force_login(a_profile(facts=KNOWN).owner)
    page = client.post("/welcome/answers/", {"take": "1", "next": "/questions/"}, follow=True)
    assert noted(page) == ("founder.degree", "硕士")
    assert walk_back(client, page) == (["founder.degree", "team.size"], "/")


@pytest.mark.parametrize(
    ("came", "back"),
    [
        ("http://testserver/answers/", "/answers/"),
        ("http://testserver/programmes/?q=x", "/programmes/?q=x"),
        ("http://testserver/questions/audience/", "/questions/audience/"),
        ("http://testserver/questions/team.size/", "/"),  # it might lead here in turn
        ("http://testserver/questions/", "/"),
        ("http://elsewhere.example/answers/", "/"),
        ("http://[::1", "/"),
        ("", "/"),
    ],
)
def test_before_the_first_post_back_leads_to_where_one_came_from(visitor, came, back):
    page = visitor.get("/questions/founder.degree/", headers={"referer": came})
    assert page.context["back_url"] == back


def test_the_first_question_of_all_leads_out(visitor):
    came = {"referer": "http://testserver/questions/founder.degree/"}
    assert visitor.get("/questions/audience/", headers=came).context["back_url"] == "/"


def test_where_one_came_from_outlasts_an_error_and_the_other_language(visitor):
    address, sent = "/questions/founder.born_on/", {"answer": "昨天", "from": "/answers/"}
    came = {"referer": f"http://testserver{address}"}
    assert visitor.post(address, sent, headers=came).context["back_url"] == "/answers/"
    page = visitor.post(address, {**sent, "language": "en"}, headers=came, follow=True)
    assert page.context["back_url"] == "/answers/"


@pytest.mark.parametrize(
    "origin", ["//elsewhere.example/", "javascript:alert(1)", "/\\x", "/admin/"]
)
def test_no_other_page_can_be_named_as_where_one_came_from(client, origin):
    page = client.get("/questions/founder.degree/", {"from": origin})
    assert page.context["back_url"] == "/"


def test_a_way_that_cannot_be_read_is_none(client):
    for kept in ("x", [1], [0, ["team.size"]], {}):
        session = client.session
        session[way.KEY] = kept
        session.save()
        assert client.get("/questions/founder.degree/").context["back_url"] == "/"
