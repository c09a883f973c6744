"""Facts with their provenance and history; consent."""

from fractions import Fraction
from pathlib import Path

import pytest
from django.conf import settings

from applicants.facts import facts_of
from applicants.matching import keeping
from applicants.matching.results import editions_for, fits
from applicants.matching.runs import start_due
from applicants.matching.snapshot import current_snapshot
from applicants.matching.sweeping import run_here
from applicants.models import CalendarFeed, FactChange, Notification, Profile
from applicants.notifications.outbox import queue
from applicants.notifications.planning import plan_profiles
from applicants.services.feeds import make_feed
from applicants.services.profiles import (
    CONSENT,
    forget_facts,
    renew_consent,
    set_consent,
    state_fact,
    update_profile,
    withdraw_consent,
)
from policies.models import Edition
from policies.services import current_catalogue
from tests.applicants.factories import BORN, DAY, TOWN, UserFactory, a_profile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_answers_become_facts_with_provenance():
    profile = a_profile()
    assert profile.facts == {"founder.born_on": "1999-03-02", "enterprise.town": "liushi"}
    origin = profile.provenance["enterprise.town"]
    assert origin["source"] == "typed"
    assert origin["by"] == profile.owner_id
    assert origin["as_of"]
    assert facts_of(profile, current_catalogue().vocabulary) == {
        "founder.born_on": BORN,
        "enterprise.town": TOWN,
    }


def test_whom_one_looks_for_is_no_fact():
    profile = a_profile(facts={"audience": frozenset({"running", "expert"})})
    assert profile.audience == ["expert", "running"]
    assert profile.facts == {}


def test_numbers_stay_exact():
    profile = a_profile(facts={})
    state_fact(profile_id=profile.pk, name="x", value=Fraction("0.1"), by=profile.owner_id)
    state_fact(profile_id=profile.pk, name="y", value=123_456_789_012_345, by=profile.owner_id)
    kept = Profile.objects.get(pk=profile.pk)
    assert kept.facts == {"x": Fraction(1, 10), "y": 123_456_789_012_345}
    kept.save()
    assert Profile.objects.get(pk=profile.pk).facts == kept.facts


def history(profile):
    return list(profile.fact_changes.values_list("name", "before", "after"))


def test_every_change_leaves_history_whoever_makes_it():
    profile = a_profile(facts={"enterprise.town": "liushi"})
    state_fact(profile_id=profile.pk, name="enterprise.town", value="hongqiao", by=1)
    facts = {"enterprise.town": "hongqiao", "enterprise.staff": 3}
    Profile.objects.filter(pk=profile.pk).update(facts=facts)
    assert sorted(history(profile), key=str) == sorted(
        [
            ("enterprise.town", None, "liushi"),
            ("enterprise.town", "liushi", "hongqiao"),
            ("enterprise.staff", None, 3),
        ],
        key=str,
    )


def test_a_fact_takes_its_history_with_it_whoever_deletes_it():
    profile = a_profile(facts={"founder.monthly_wage": 987654, "enterprise.town": "liushi"})
    state_fact(profile_id=profile.pk, name="founder.monthly_wage", value=987655, by=1)
    forget_facts(profile_id=profile.pk, names=["founder.monthly_wage"])
    assert history(profile) == [("enterprise.town", None, "liushi")]
    Profile.objects.filter(pk=profile.pk).update(facts={})
    assert history(profile) == []


@pytest.mark.django_db(transaction=True)
def test_the_copy_of_everybody_goes_at_once_with_a_fact():
    profile = a_profile(facts={"founder.monthly_wage": 987654})
    current_snapshot()
    assert keeping.name()
    state_fact(profile_id=profile.pk, name="enterprise.town", value="liushi", by=1)
    assert keeping.name()
    forget_facts(profile_id=profile.pk, names=["founder.monthly_wage"])
    left = {path.name for path in Path(settings.MATCHING_ROOT).iterdir()}
    assert left == {"lock"}
    assert "founder.monthly_wage" not in current_snapshot().frame.columns


def test_erasing_all_facts_leaves_no_history():
    profile = a_profile(facts={"founder.monthly_wage": 987654, "founder.born_on": BORN})
    forget_facts(profile_id=profile.pk, names=None)
    assert history(profile) == []


def test_the_same_value_again_is_no_change():
    profile = a_profile(facts={"enterprise.town": "liushi"})
    state_fact(profile_id=profile.pk, name="enterprise.town", value="liushi", by=1)
    assert FactChange.objects.count() == 1


def test_what_the_vocabulary_no_longer_knows_is_passed_over():
    profile = a_profile(facts={"gone": 1, "enterprise.town": "elsewhere"})
    assert facts_of(profile, current_catalogue().vocabulary) == {}


def test_consent_is_given_once_taken_back_and_given_again():
    profile = a_profile(remind=False)
    for given in (True, True, False, False, True):
        set_consent(profile_id=profile.pk, purpose="remind", given=given)
    rows = profile.consents.filter(purpose="remind")
    assert [row.withdrawn_at is None for row in rows] == [False, True]
    assert {row.text_version for row in rows} == {CONSENT}


def test_taking_consent_back_stops_reminders():
    profile = a_profile()
    update_profile(profile_id=profile.pk, name="示例", credit_code="", language="en", remind=False)
    assert not Profile.objects.with_consent("remind").exists()
    assert Profile.objects.with_consent("keep").exists()


def test_a_profile_is_its_owner_s_alone():
    profile = a_profile()
    assert Profile.objects.owned_by(profile.owner).get() == profile
    assert not Profile.objects.owned_by(UserFactory()).exists()


class TestConsentTakenBack:
    """Nothing is worked out of the answers of somebody who took the consent to it back."""

    @pytest.fixture
    def room(self):
        return Edition.objects.get(programme__slug="room")

    def test_matching_passes_over_them(self, room, django_capture_on_commit_callbacks):
        profile, other = a_profile(), a_profile()
        assert set(current_snapshot().ids) == {profile.pk, other.pk}
        with django_capture_on_commit_callbacks(execute=True):
            withdraw_consent(profile_id=profile.pk)
        assert set(current_snapshot().ids) == {other.pk}
        run_here(start_due(on=DAY), progress=lambda done: None)
        assert set(fits(room).eligible) == {other.pk}

    def test_a_result_of_before_holds_no_more_at_once(
        self, room, django_capture_on_commit_callbacks
    ):
        profile = a_profile()
        run_here(start_due(on=DAY), progress=lambda done: None)
        assert profile.pk in fits(room).eligible
        with django_capture_on_commit_callbacks(execute=True):
            withdraw_consent(profile_id=profile.pk)
        assert profile.pk not in fits(room).eligible
        assert editions_for(profile.pk) == []
        with django_capture_on_commit_callbacks(execute=True):
            renew_consent(profile_id=profile.pk)
        assert profile.pk in fits(room).undetermined  # the day of birth has to be allowed again

    def test_reminders_and_calendar_stop(self):
        profile = a_profile()
        make_feed(profile_id=profile.pk)
        queue(
            kind=Notification.Kind.FIRST_DAY,
            dedupe_key="x",
            recipient="x@example.org",
            subject="x",
            text="x",
            language="en",
            user=profile.owner,
        )
        withdraw_consent(profile_id=profile.pk)
        assert Notification.objects.get().state == "cancelled"
        assert not CalendarFeed.objects.exists()
        assert plan_profiles(on=DAY) == 0

    def test_both_are_written_down(self):
        profile = a_profile()
        withdraw_consent(profile_id=profile.pk)
        withdraw_consent(profile_id=profile.pk)
        assert not profile.consents.filter(withdrawn_at=None).exists()
        renew_consent(profile_id=profile.pk)
        given = profile.consents.filter(withdrawn_at=None)
        assert [each.purpose for each in given] == ["keep"]
        profile.refresh_from_db()
        assert not profile.is_paused
        assert profile.facts
