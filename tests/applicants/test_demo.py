"""The demonstration: complete, evidently invented, made once."""

import json
import re
from collections import Counter
from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.db import transaction
from django.test import override_settings
from stdnum.cn import ric, uscc

from applicants.demo import answers, make_demo
from applicants.demo.people import facts_for, first_and_last_address
from applicants.facts import read_facts
from applicants.models import (
    Application,
    Attachment,
    Consent,
    Membership,
    Notification,
    Profile,
    Snapshot,
    Step,
)
from applicants.services.replaying import replay_determinations
from applicants.workflow import Status
from policies.services import current_catalogue, load_calendar, load_catalogue
from policies.services.files import SHIPPED, read_folder
from policies.services.officers import NAME

DAY = date(2026, 11, 26)
PASSWORD = "badi-komu-fesa-runo"
# The mark rolls back what a test changes, within the transaction of the module.
pytestmark = [pytest.mark.slow, pytest.mark.django_db]
MODELS = (User, EmailAddress, Profile, Application, Attachment, Step, Snapshot, Notification)


@pytest.fixture(scope="module")
def shipped(django_db_setup, django_db_blocker):
    """The shipped catalogue and calendar, until the module ends."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_catalogue(read_folder(SHIPPED))
        load_calendar()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    """Where the files of the demonstration lie."""
    return tmp_path_factory.mktemp("demo") / "media"


@pytest.fixture(scope="module")
def demo(shipped, media):
    """What making it reported."""
    with override_settings(MEDIA_ROOT=media):
        return make_demo(DAY, password=PASSWORD)


def counts():
    return [model.objects.count() for model in MODELS]


def stored_files(media):
    return {path for path in media.rglob("*") if path.is_file()}


# --- how much -------------------------------------------------------------------------------------


def test_there_are_as_many_as_promised(demo):
    assert demo.made
    assert demo.profiles == Profile.objects.count() == 200
    assert sum(demo.applications.values()) == Application.objects.count() == 40
    kinds = Counter(Profile.objects.values_list("kind", flat=True))
    assert kinds == {"person": 90, "enterprise": 90, "expert": 20}


def test_every_status_is_there(demo):
    assert set(demo.applications) == {status.value for status in Status}
    assert demo.applications == Counter(Application.objects.values_list("status", flat=True))


def test_three_departments_have_two_kinds_of_staff_and_applications_under_way(demo):
    roles = Counter(Membership.objects.values_list("department__slug", "role"))
    slugs = ("youth-league", "human-resources", "science")
    assert roles == {(slug, role): 1 for slug in slugs for role in ("reviewer", "decider")}
    for slug in slugs:
        own = Application.objects.filter(programme__department__slug=slug)
        assert own.open().count() >= 3
        assert own.filter(determination__isnull=False).exists()


def test_some_are_overdue_and_some_are_due_soon(demo):
    due = list(Application.objects.open().exclude(due_on=None).values_list("due_on", flat=True))
    assert sum(day < DAY for day in due) >= 3
    assert sum(DAY <= day <= DAY + timedelta(days=2) for day in due) >= 3


def test_papers_are_asked_for_and_one_is_due_within_three_days(demo):
    asked = Application.objects.filter(status=Status.SUPPLEMENT_REQUESTED)
    days = [each.supplement.due_on for each in asked]
    assert any(DAY <= day <= DAY + timedelta(days=3) for day in days)
    answered = Application.objects.filter(status=Status.SUBMITTED, supplement__isnull=False)
    assert answered.count() >= 2
    assert answered.filter(attachments__supplement=True).exists()


def test_every_one_of_them_was_handed_in_before_today(demo):
    handed_in = Application.objects.handed_in()
    assert all(each.submitted_at.date() < DAY for each in handed_in)
    assert all(each.snapshot.judged_on < DAY for each in handed_in)


# --- evidently invented ---------------------------------------------------------------------------


def test_names_and_addresses_say_that_nobody_is_meant(demo):
    names = [*Profile.objects.values_list("name", flat=True)]
    names += User.objects.exclude(first_name="").values_list("first_name", flat=True)
    assert len(names) == 209
    assert all(name.startswith("示例") for name in names)
    addresses = [
        *User.objects.values_list("email", flat=True),
        *EmailAddress.objects.values_list("email", flat=True),
        *Notification.objects.values_list("recipient", flat=True),
    ]
    assert all(address.endswith("@demo.invalid") for address in addresses)
    assert Profile.objects.get(owner__email="founder-017@demo.invalid").name == "示例申报人 017"
    assert all(User.objects.filter(email=each).exists() for each in first_and_last_address())


def test_credit_codes_are_valid_and_of_no_region(demo):
    codes = list(Profile.objects.exclude(credit_code="").values_list("kind", "credit_code"))
    assert len({code for _, code in codes}) == len(codes) == 90
    for kind, code in codes:
        assert kind == "enterprise"
        assert uscc.is_valid(code)
        assert code[2:8] == "000000"


def test_nothing_looks_like_a_telephone_or_identity_number(demo):
    texts = [*Snapshot.objects.values_list("facts", flat=True)]
    texts += [json.dumps(p.facts, default=str) + p.name for p in Profile.objects.all()]
    for text in texts:
        numbers = re.findall(r"(?<![0-9A-Z])[0-9]{11,18}X?(?![0-9A-Z])", text)
        assert not [number for number in numbers if number.startswith("1") and len(number) == 11]
        assert not [number for number in numbers if ric.is_valid(number)]


def test_papers_are_real_files_that_are_called_samples(demo, media):
    rows = list(Attachment.objects.all())
    assert 40 <= len(rows) == demo.files <= 60
    assert {media / row.stored for row in rows} == stored_files(media)
    assert {row.content_type for row in rows} >= {"application/pdf", "image/png"}
    assert all(row.name.startswith("示例") for row in rows)


# --- plausible ------------------------------------------------------------------------------------


def test_every_fact_is_in_the_vocabulary_and_accepted_by_it(demo):
    vocabulary = current_catalogue().vocabulary
    for profile in Profile.objects.all():
        assert set(profile.facts) <= set(vocabulary)
        assert len(vocabulary.read(profile.facts)) == len(profile.facts) > 0
        assert not [name for name in profile.facts if vocabulary[name].derived]


def test_about_a_sixth_of_the_answers_is_missing(demo, monkeypatch):
    monkeypatch.setattr(answers, "FORGOTTEN", 0)
    vocabulary = current_catalogue().vocabulary
    asked, given = 0, 0
    for profile in Profile.objects.select_related("owner"):
        number, kind = int(profile.owner.email[8:11]), Profile.Kind(profile.kind)
        asked += len(facts_for(kind, number, vocabulary, on=DAY)) - 1  # for whom they look
        given += len(profile.facts)
    assert 0.13 < 1 - given / asked < 0.18


def test_all_agreed_to_keep_and_half_to_reminders_in_two_languages(demo):
    given = Counter(Consent.objects.values_list("purpose", flat=True))
    assert given == {"keep": 200, "remind": 100, "sensitive": 200}
    languages = Counter(Profile.objects.values_list("language", flat=True))
    assert languages == {"zh-hans": 160, "en": 40}


def test_two_policy_officers_can_approve_what_the_other_proposes(demo):
    officers = User.objects.filter(groups__name=NAME).order_by("email")
    assert [each.email for each in officers] == [
        "officer.one@demo.invalid",
        "officer.two@demo.invalid",
    ]
    for officer in officers:
        assert officer.has_perm("policies.change_edition")
        assert officer.has_perm("policies.approve_edition")
        assert officer.has_perm("policies.view_edition")
        assert not officer.has_perm("applicants.view_profile")
        assert not officer.is_superuser


def test_founders_sign_in_by_code_and_staff_by_password(demo):
    founders = User.objects.filter(is_staff=False)
    assert not any(user.has_usable_password() for user in founders)
    verified = EmailAddress.objects.filter(verified=True, primary=True)
    assert set(verified.values_list("user", "email")) == set(
        User.objects.values_list("pk", "email")
    )
    staff = User.objects.filter(is_staff=True)
    assert staff.count() == 9
    assert all(user.check_password(PASSWORD) for user in staff)
    assert [user.email for user in staff.filter(is_superuser=True)] == ["admin@demo.invalid"]


def test_each_application_has_its_history_its_snapshot_and_its_mail(demo):
    for application in Application.objects.handed_in():
        *_, last = application.steps.all()
        assert last.target == application.status
        assert application.notifications.filter(kind=Notification.Kind.RECEIVED).exists()
    assert not [each for each in replay_determinations() if each.problem]


# --- once, and the same ---------------------------------------------------------------------------


def test_a_second_time_changes_nothing(demo, media):
    before, files = counts(), stored_files(media)
    assert not make_demo(DAY, password="another one").made
    assert (counts(), stored_files(media)) == (before, files)


def test_another_database_gets_the_same_people(demo):
    vocabulary = current_catalogue().vocabulary
    for profile in Profile.objects.select_related("owner"):
        number = int(profile.owner.email[8:11])
        facts = facts_for(Profile.Kind(profile.kind), number, vocabulary, on=DAY)
        facts.pop("audience")
        assert read_facts(profile.facts, vocabulary) == facts
