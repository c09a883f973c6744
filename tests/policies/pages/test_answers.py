"""Who one is, and what a change of an answer moves."""

import pytest

from policies.presentation.moves import moves
from tests.policies.pages.founder import DAY, FOUNDER, answer

pytestmark = pytest.mark.usefixtures("shipped")
WHO, FORM = "audience", "enterprise.legal_form"


def kept(client, name):
    """What is kept of a fact: nothing, ``None`` for a skip, or the answer."""
    return client.session.get("answers", {}).get(name, "nothing")


def say(client, name, typed, back=""):
    """Give one answer."""
    return client.post(f"/questions/{name}/", {"answer": typed, "back": back})


class TestWho:
    def test_without_a_company_the_form_of_it_is_known(self, client):
        say(client, WHO, ["starting", "student"])
        assert kept(client, FORM) == "none"
        assert "还没有注册" in client.get("/answers/").text

    def test_programmes_for_companies_are_settled_at_once(self, client, shipped):
        say(client, WHO, ["starting"])
        text = client.get("/results/").text
        assert "面向企业，办好执照后再看" in text
        assert shipped.rulebook.document("provincial-tech-centre", on=DAY)

    def test_a_company_beside_it_settles_nothing(self, client):
        say(client, WHO, ["starting", "running"])
        assert kept(client, FORM) == "nothing"

    def test_what_was_said_before_counts_more(self, client):
        say(client, FORM, "partnership")
        say(client, WHO, ["starting"])
        assert kept(client, FORM) == "partnership"

    def test_a_company_founded_since_makes_the_form_open_again(self, client):
        say(client, WHO, ["starting"])
        say(client, WHO, ["running"], back="answers")
        assert kept(client, FORM) == "nothing"

    def test_words_of_former_times_are_asked_again(self, client):
        session = client.session
        session["answers"] = {WHO: ["person"]}
        session.save()
        assert client.get("/questions/").url == "/questions/audience/"


class TestChange:
    def test_what_moved_is_shown_with_the_way_back(self, client):
        answer(client)
        response = say(client, "founder.born_on", "1960-01-01", back="answers")
        assert response.url == "/answers/?changed=1"
        page = client.get(response.url).text
        assert "1960 年 1 月 1 日" in page
        assert "青创之家" in page
        assert "撤销这次修改" in page
        assert client.post("/answers/undo/").url == "/answers/"
        assert kept(client, "founder.born_on") == FOUNDER["founder.born_on"]
        assert "你改了什么" not in client.get(response.url).text

    def test_deleting_is_asked_about_and_leaves_nothing_to_undo(self, client):
        answer(client)
        say(client, "founder.free_space", "none", back="answers")
        page = client.get("/answers/founder.free_space/delete/").text
        assert "删除这个回答？" in page
        assert "青创之家" in page  # what moves
        assert kept(client, "founder.free_space") == "none"
        assert client.post("/answers/founder.free_space/delete/").url == "/answers/"
        assert not {"change", "half_typed"} & set(client.session.keys())
        client.post("/answers/undo/")
        assert kept(client, "founder.free_space") == "nothing"

    def test_what_the_vocabulary_does_not_know_can_be_deleted(self, client):
        session = client.session
        session["answers"] = {"no.such": None}
        session.save()
        assert "no.such" in client.get("/answers/no.such/delete/").text
        client.post("/answers/no.such/delete/")
        assert kept(client, "no.such") == "nothing"

    def test_a_skip_can_be_undone(self, client):
        answer(client)
        client.post("/questions/team.size/", {"skip": "1", "back": "answers"})
        assert kept(client, "team.size") is None
        client.post("/answers/undo/")
        assert kept(client, "team.size") == "4"

    def test_who_one_is_comes_back_with_what_followed(self, client):
        say(client, WHO, ["running"], back="answers")
        say(client, WHO, ["starting"], back="answers")
        assert kept(client, FORM) == "none"
        client.post("/answers/undo/")
        assert kept(client, WHO) == ["running"]
        assert kept(client, FORM) == "nothing"

    def test_an_answer_given_again_changes_nothing(self, client):
        answer(client)
        response = say(client, "team.size", "4", back="answers")
        assert "你改了什么" not in client.get(response.url).text

    @pytest.mark.parametrize("former", [None, "x", [], [["no.such", []]], [["audience", [["x"]]]]])
    def test_a_strange_memory_is_passed_over(self, client, former):
        answer(client)
        session = client.session
        session["change"] = former
        session.save()
        assert client.get("/answers/?changed=1").status_code == 200
        assert client.post("/answers/undo/").status_code == 302
        assert client.get("/answers/").status_code == 200

    def test_nothing_to_undo(self, client):
        assert client.post("/answers/undo/").status_code == 302

    def test_erasing_forgets_the_change_too(self, client):
        answer(client)
        client.post("/answers/team.size/delete/")
        client.post("/answers/erase/")
        assert "change" not in client.session


def test_moves_name_both_places_and_good_news_first(shipped):
    book = shipped.rulebook
    form = {"enterprise.legal_form": "limited_company", "founder.free_space": "none"}
    form["enterprise.town"] = "liushi"
    young = {**form, "founder.born_on": DAY.replace(year=1999)}
    old = {**form, "founder.born_on": DAY.replace(year=1950)}
    found = {move.slug: move for move in moves(book, old, young, on=DAY)}
    assert (found["youth-shop"].was, found["youth-shop"].now) == ("目前不符合", "可能符合条件")
    assert found["youth-shop"].mark == "met"
    assert moves(book, old, young, on=DAY)[0].mark == "met"
    assert moves(book, young, young, on=DAY) == []
