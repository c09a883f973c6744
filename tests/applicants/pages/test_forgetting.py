"""What is deleted is gone: no undo, no other browser, no copy and no lapsed sign-in keeps it."""

from importlib import import_module

import pytest
from django.conf import settings
from django.test import Client

from applicants.models import Consent, Export, Profile
from applicants.services.export import ask_for_export, make_exports
from applicants.services.sessions import end_dead_sessions
from policies.permission import as_stored, permission_for
from tests.applicants.factories import a_profile
from tests.applicants.pages.conftest import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "on_the_day")]
BORN = "founder.born_on"
NEW = "1991-02-03"
WITHDRAW = "/answers/sensitive/withdraw/"


def change(client, typed=NEW, name=BORN):
    client.post(f"/questions/{name}/", {"answer": typed, "back": "answers"})


def facts(profile):
    return Profile.objects.get(pk=profile.pk).facts


def consents(profile, purpose="sensitive"):
    return profile.consents.filter(purpose=purpose, withdrawn_at=None)


def remembered(client):
    store = import_module(settings.SESSION_ENGINE).SessionStore(client.session.session_key)
    return {"change", "half_typed"} & set(store.load())


class TestUndo:
    def test_undoing_a_change_brings_the_former_answer_back(self, founder, profile):
        """The control: there is something to be undone."""
        change(founder)
        founder.post("/answers/undo/")
        assert facts(profile)[BORN] == "1999-03-02"

    def test_it_brings_back_no_sensitive_answer_that_is_no_longer_allowed(self, founder, profile):
        change(founder)
        founder.post(WITHDRAW)
        founder.post("/answers/undo/")
        assert BORN not in facts(profile)

    @pytest.mark.parametrize("place", ["/answers/erase/", WITHDRAW, f"/answers/{BORN}/delete/"])
    def test_another_browser_cannot_bring_back_what_was_deleted_here(self, profile, place):
        here, there = client_of(profile), client_of(profile)
        change(there)
        here.post(place)
        assert "undo" not in there.get("/answers/?changed=1").text
        there.post("/answers/undo/")
        assert BORN not in facts(profile)

    def test_a_worker_takes_it_out_of_the_other_browser(self, profile):
        here, there = client_of(profile), client_of(profile)
        change(there)
        stranger = client_of(a_profile())
        change(stranger)
        assert remembered(there) == {"change"}
        here.post("/answers/erase/")
        end_dead_sessions()
        assert remembered(there) == set()
        assert remembered(stranger) == {"change"}

    def test_what_is_answered_after_deleting_can_be_undone(self, founder, profile):
        founder.post("/answers/founder.born_on/delete/")
        change(founder, "liushi", "enterprise.town")
        change(founder, "hongqiao", "enterprise.town")
        founder.post("/answers/undo/")
        assert facts(profile)["enterprise.town"] == "liushi"


class TestConsent:
    def test_a_permission_given_before_signing_in_is_none_of_the_account(self):
        profile = a_profile(permission=None, facts={})
        client = client_of(profile)
        session = client.session  # as signing in leaves it
        session["sensitive"] = as_stored(permission_for(None))
        session.save()
        change(client)
        assert not consents(profile).exists()
        assert BORN not in facts(profile)

    def test_after_agreeing_again_sensitive_answers_are_gone(self, founder, profile):
        founder.post("/me/consent/")
        assert BORN in facts(profile)  # until then a copy can be taken
        founder.post("/me/consent/again/")
        assert BORN not in facts(profile)
        assert "enterprise.town" in facts(profile)
        assert not consents(profile).exists()

    def test_agreeing_again_without_having_taken_it_back_deletes_nothing(self, founder, profile):
        founder.post("/me/consent/again/")
        assert BORN in facts(profile)

    def test_while_it_is_taken_back_there_is_no_calendar(self, founder, profile):
        founder.post("/me/calendar/")
        address = profile.calendar_feed.token
        founder.post("/me/consent/")
        assert founder.post("/me/calendar/").url == "/me/consent/"
        assert Client().get(f"/calendar/{address}.ics").status_code == 404
        assert "/me/calendar/" not in founder.get("/plan/").text

    def test_while_it_is_taken_back_no_reminders_can_be_agreed_to(self, founder, profile):
        founder.post("/me/consent/")
        founder.post("/me/", {"name": "示例申报人", "language": "zh-hans", "remind": "on"})
        assert not consents(profile, Consent.Purpose.REMIND).exists()

    def test_no_to_sensitive_questions_asks_first_where_answers_would_go(self, founder, profile):
        answer = founder.post("/questions/sensitive/", {"scope": "none"})
        assert answer.url == WITHDRAW
        assert BORN in facts(profile)


class TestSignedOut:
    @pytest.mark.parametrize("place", ["/answers/erase/", WITHDRAW, f"/answers/{BORN}/delete/"])
    def test_a_lapsed_sign_in_says_that_nothing_is_deleted(self, profile, place):
        client = Client(enforce_csrf_checks=True)
        client.force_login(profile.owner)
        page = client.get(place)
        token = page.context["csrf_token"]
        del client.cookies[settings.SESSION_COOKIE_NAME]
        answer = client.post(place, {"csrfmiddlewaretoken": str(token)}, follow=True)
        assert answer.redirect_chain[-1][0].startswith("/account/sign-in/?next=/answers/")
        assert "还没有删除任何内容" in answer.text
        assert "已删除" not in answer.text
        assert BORN in facts(profile)

    def test_a_visitor_without_an_account_deletes_as_ever(self):
        client = Client()
        client.post("/questions/sensitive/", {"scope": "all"})
        change(client)
        assert client.post("/answers/erase/").url == "/"


class TestCopy:
    @pytest.mark.parametrize("place", ["/answers/erase/", WITHDRAW, f"/answers/{BORN}/delete/"])
    def test_a_copy_made_before_goes_with_what_is_deleted(self, founder, profile, place):
        ask_for_export(profile_id=profile.pk, actor=profile.owner)
        make_exports()
        assert Export.objects.filter(profile=profile).exclude(stored="").exists()
        founder.post(place)
        assert not Export.objects.filter(profile=profile).exists()
