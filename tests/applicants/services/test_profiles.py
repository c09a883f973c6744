"""Facts with their provenance and history; consent."""

from fractions import Fraction

import pytest

from applicants.facts import facts_of
from applicants.models import FactChange, Profile
from applicants.services.profiles import forget_facts, set_consent, state_fact, update_profile
from policies.services import current_catalogue
from tests.applicants.factories import BORN, TOWN, UserFactory, a_profile

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


def test_every_change_leaves_history_whoever_makes_it():
    profile = a_profile(facts={"enterprise.town": "liushi"})
    state_fact(profile_id=profile.pk, name="enterprise.town", value="hongqiao", by=1)
    Profile.objects.filter(pk=profile.pk).update(facts={"enterprise.staff": 3})
    forget_facts(profile_id=profile.pk, names=["enterprise.staff"])
    found = FactChange.objects.filter(profile=profile).values_list("name", "before", "after")
    assert sorted(found, key=str) == sorted(
        [
            ("enterprise.town", None, "liushi"),
            ("enterprise.town", "liushi", "hongqiao"),
            ("enterprise.town", "hongqiao", None),
            ("enterprise.staff", None, 3),
            ("enterprise.staff", 3, None),
        ],
        key=str,
    )


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
    assert {row.text_version for row in rows} == {"2026-11"}


def test_taking_consent_back_stops_reminders():
    profile = a_profile()
    update_profile(profile_id=profile.pk, name="示例", credit_code="", language="en", remind=False)
    assert not Profile.objects.with_consent("remind").exists()
    assert Profile.objects.with_consent("keep").exists()


def test_a_profile_is_its_owner_s_alone():
    profile = a_profile()
    assert Profile.objects.owned_by(profile.owner).get() == profile
    assert not Profile.objects.owned_by(UserFactory()).exists()
