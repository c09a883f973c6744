"""Two requests that change one session at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.test import Client

from leqing.sessions import SessionStore, merge
from policies import answers
from tests.policies.pages.fixtures import shipped, shipped_in_memory

__all__ = ["shipped", "shipped_in_memory"]
POSTED = {
    "founder.degree": "master",
    "founder.born_on": "1999-03-02",
    "team.size": "4",
    "enterprise.legal_form": "limited_company",
}


def answers_of_all_at_once(monkeypatch):
    """Post every answer in the same moment, each in a tab of one browser; what is kept."""
    first = Client()
    first.post("/questions/enterprise.town/", {"answer": "liushi"})
    together, keep = Barrier(len(POSTED), timeout=20), answers.SessionStore.keep

    def keep_together(self, name, value):
        together.wait()  # every request has read the session, none has written it
        keep(self, name, value)

    def post(posted):
        name, typed = posted
        tab = Client()
        tab.cookies = first.cookies
        try:
            return tab.post(f"/questions/{name}/", {"answer": typed, "sensitive": "on"}).status_code
        finally:
            connection.close()

    with monkeypatch.context() as patched, ThreadPoolExecutor(len(POSTED)) as tabs:
        patched.setattr(answers.SessionStore, "keep", keep_together)
        assert set(tabs.map(post, POSTED.items())) == {302}
    return set(first.session["answers"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("shipped")
def test_answers_posted_at_once_are_all_kept(monkeypatch):
    for _round in range(3):
        assert answers_of_all_at_once(monkeypatch) == {"enterprise.town", *POSTED}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("shipped")
def test_without_it_some_are_lost(monkeypatch, settings):
    """Or the test above could not see the fault."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    assert len(answers_of_all_at_once(monkeypatch)) < 1 + len(POSTED)


def two(data):
    """A session read twice."""
    kept = SessionStore()
    kept.update(data)
    kept.save()
    one, other = SessionStore(kept.session_key), SessionStore(kept.session_key)
    assert one.items() == other.items() == data.items()
    return one, other


@pytest.mark.django_db
def test_what_was_erased_stays_erased_and_a_later_answer_stays():
    one, other = two({"answers": {"a": 1, "b": 2}, "change": []})
    one.pop("answers")
    one.save()
    other["answers"] = {"a": 1, "b": 2, "c": 3}
    other.save()
    assert SessionStore(one.session_key).load() == {"answers": {"c": 3}, "change": []}


@pytest.mark.django_db
def test_a_session_that_ended_meanwhile_does_not_come_back():
    one, other = two({"answers": {"a": 1}})
    one.flush()
    other["answers"] = {"b": 2}
    with pytest.raises(UpdateError):
        other.save()
    assert not SessionStore().exists(other.session_key)


@pytest.mark.django_db
def test_what_was_saved_once_is_not_undone_by_saving_again():
    one, other = two({"a": 1})
    one["a"] = 2
    one.save()
    other["a"] = 3
    other.save()
    one["b"] = 1
    one.save()
    assert SessionStore(one.session_key).load() == {"a": 3, "b": 1}


@pytest.mark.django_db
def test_a_new_key_takes_everything_along():
    one, _other = two({"a": {"x": 1}})
    old = one.session_key
    one.cycle_key()
    one["b"] = 1
    one.save()
    assert not SessionStore().exists(old)
    assert SessionStore(one.session_key).load() == {"a": {"x": 1}, "b": 1}


@pytest.mark.parametrize(
    ("before", "mine", "now", "merged"),
    [
        pytest.param({}, {"a": 1}, {"b": 1}, {"a": 1, "b": 1}, id="both are new"),
        pytest.param({"a": 1}, {}, {"a": 1, "b": 1}, {"b": 1}, id="I removed it"),
        pytest.param({"a": 1}, {"a": 1}, {}, {}, id="another removed it"),
        pytest.param({"a": 1}, {"a": 2}, {"a": 3}, {"a": 2}, id="the later wins"),
        pytest.param(
            {"a": {"x": 1, "y": 1}},
            {"a": {"x": 2, "y": 1}},
            {"a": {"x": 1, "z": 1}},
            {"a": {"x": 2, "z": 1}},
            id="one level down",
        ),
        pytest.param(
            {"a": {"x": 1}}, {"a": {}}, {"a": {"x": 1, "y": 1}}, {"a": {"y": 1}}, id="less"
        ),
        pytest.param(
            {"a": 1}, {"a": {"x": 1}}, {"a": {"y": 1}}, {"a": {"x": 1, "y": 1}}, id="kind"
        ),
        pytest.param({"a": {"x": 1}}, {"a": {"x": 2}}, {"a": 3}, {"a": {"x": 2}}, id="other kind"),
        pytest.param({"a": None}, {"a": None, "b": None}, {"a": 0}, {"a": 0, "b": None}, id="null"),
    ],
)
def test_my_changes_are_laid_over_those_of_others(before, mine, now, merged):
    assert merge(before, mine, now) == merged
