"""Erasing an account: what goes, what stays as a record, and what that still says."""

import importlib

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from applicants.models import (
    Application,
    Attachment,
    AuditEvent,
    Notification,
    Profile,
    Seal,
    Snapshot,
)
from applicants.services.applying import withdraw
from applicants.services.erasure import belongings_of, erase_account, strip_application
from applicants.services.errors import RefusedError
from applicants.services.feeds import make_feed
from applicants.services.freezing import digest, held, judged_again
from applicants.services.profiles import state_fact
from applicants.services.replaying import replay_determinations
from applicants.services.sessions import end_dead_sessions
from applicants.uploads import stored_names
from policies.presentation.audience import AUDIENCE
from tests.applicants.factories import (
    BORN,
    TOWN,
    UserFactory,
    a_form,
    a_member,
    a_profile,
    an_application,
    asked,
    determined,
)
from tests.applicants.pages.conftest import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
NAME, MAIL, CODE = "金丝雀甲", "canary@example.org", "91330382MF0TEXT02Y"
FACTS = {"founder.born_on": BORN, "enterprise.town": TOWN, "enterprise.staff": 98765}


@pytest.fixture
def canary():
    """A founder whose every trace can be told."""
    owner = UserFactory(email=MAIL, first_name=NAME)
    EmailAddress.objects.create(user=owner, email=MAIL, verified=True, primary=True)
    profile = a_profile(owner, name=NAME, facts=FACTS, credit_code=CODE)
    make_feed(profile_id=profile.pk)
    return profile


def everything():
    """Every row of every table as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')
            found += [f"{table} {row[0]}" for row in cursor.fetchall()]
    return "\n".join(found)


def erase(profile, captured):
    with captured(execute=True):
        erase_account(user_id=profile.owner_id, actor=profile.owner)


class TestWithoutAnythingHandedIn:
    def test_nothing_is_left(self, canary, django_capture_on_commit_callbacks):
        client_of(canary).post("/questions/enterprise.town/", {"answer": "liushi"})
        erase(canary, django_capture_on_commit_callbacks)
        end_dead_sessions()
        assert not Profile.objects.exists()
        assert not User.objects.filter(pk=canary.owner_id).exists()
        assert not Session.objects.exists()
        left = everything()
        for trace in (NAME, MAIL, CODE, "98765"):
            assert trace not in left

    def test_drafts_go_with_their_files(self, canary, django_capture_on_commit_callbacks):
        from applicants.services.applying import hand_in
        from policies.models import Programme
        from tests.applicants.factories import DAY

        programme = Programme.objects.get(slug="room")
        hand_in(profile_id=canary.pk, programme=programme, form=a_form(submit=False), on=DAY)
        assert list(stored_names())
        erase(canary, django_capture_on_commit_callbacks)
        assert not list(stored_names())
        assert not Application.objects.exists()

    def test_an_account_without_profile_goes_too(self, django_capture_on_commit_callbacks):
        user = UserFactory(email=MAIL)
        with django_capture_on_commit_callbacks(execute=True):
            erase_account(user_id=user.pk, actor=user)
        assert not User.objects.filter(pk=user.pk).exists()


class TestWithARecord:
    def test_name_number_and_contact_go(self, canary, django_capture_on_commit_callbacks):
        application = determined(an_application_reviewed(canary))
        facts = application.snapshot.facts
        erase(canary, django_capture_on_commit_callbacks)
        end_dead_sessions()
        left = everything()
        for trace in (NAME, MAIL, CODE, "98765"):
            assert trace not in left
        assert not list(stored_names())
        assert Snapshot.objects.get(application=application).facts == facts
        who = held(Snapshot.objects.get(application=application))
        assert who["applicant"] == {
            "kind": "person",
            "name": "",
            "credit_code": "",
            "erased": True,
        }
        assert who["facts"] == {"founder.born_on": "1999-03-02", "enterprise.town": "liushi"}

    def test_the_decision_can_still_be_worked_out(self, canary, django_capture_on_commit_callbacks):
        application = determined(an_application_reviewed(canary))
        erase(canary, django_capture_on_commit_callbacks)
        assert [each.problem for each in replay_determinations()] == [""]
        kept = Snapshot.objects.get(application=application)
        assert digest(kept.facts) == kept.facts_sha256
        assert judged_again(kept) == kept.verdict

    def test_papers_go_and_their_digests_stay(self, canary, django_capture_on_commit_callbacks):
        application = an_application(canary)
        sha256 = application.attachments.get().sha256
        erase(canary, django_capture_on_commit_callbacks)
        file = Attachment.objects.get()
        assert (file.name, file.sha256) == ("", sha256)

    def test_what_is_open_is_withdrawn(self, canary, django_capture_on_commit_callbacks):
        application = asked(an_application(canary))
        erase(canary, django_capture_on_commit_callbacks)
        application.refresh_from_db()
        assert application.status == "withdrawn"
        assert not Notification.objects.exists()

    def test_nobody_can_sign_in(self, canary, django_capture_on_commit_callbacks):
        an_application(canary)
        client = client_of(canary)
        erase(canary, django_capture_on_commit_callbacks)
        user = User.objects.get(pk=canary.owner_id)
        assert not user.is_active
        assert (user.email, user.first_name, user.last_login) == ("", "", None)
        assert client.get("/me/").url.startswith("/account/sign-in/")

    def test_the_address_can_begin_anew(self, canary, django_capture_on_commit_callbacks):
        an_application(canary)
        erase(canary, django_capture_on_commit_callbacks)
        assert a_profile(UserFactory(email=MAIL)).applications.count() == 0

    def test_twice_is_once(self, canary, django_capture_on_commit_callbacks):
        an_application(canary)
        erase(canary, django_capture_on_commit_callbacks)
        erase(canary, django_capture_on_commit_callbacks)
        assert Application.objects.count() == 1


def an_application_reviewed(profile):
    from tests.applicants.factories import reviewed

    return reviewed(an_application(profile))


def test_others_keep_what_is_theirs(canary, django_capture_on_commit_callbacks):
    other = an_application(a_profile(name="另一人"))
    erase(canary, django_capture_on_commit_callbacks)
    assert held(Snapshot.objects.get(application=other))["applicant"]["name"] == "另一人"
    assert list(stored_names())
    assert Notification.objects.filter(user=other.profile.owner).exists()


def test_staff_are_not_erased(canary):
    staff = a_member()
    with pytest.raises(RefusedError):
        erase_account(user_id=staff.pk, actor=staff)
    assert User.objects.filter(pk=staff.pk).exists()


def test_the_log_says_that_it_was_done(canary, django_capture_on_commit_callbacks):
    an_application(canary)
    erase(canary, django_capture_on_commit_callbacks)
    entry = AuditEvent.objects.get(action="account.erased")
    assert entry.subject_id == str(canary.owner_id)
    assert entry.details["records"] == 1
    assert not entry.actor_name


def test_what_hangs_on_an_account_is_told_before(canary):
    an_application(canary)
    found = belongings_of(canary.owner_id)
    assert (found.facts, found.files, len(found.open), len(found.ended)) == (3, 1, 1, 0)


def test_whom_one_looks_for_is_counted_as_an_answer_as_on_the_page_of_answers(canary):
    before = belongings_of(canary.owner_id).facts
    state_fact(profile_id=canary.pk, name=AUDIENCE, value=frozenset({"person"}), by=canary.owner_id)
    assert belongings_of(canary.owner_id).facts == before + 1


def test_an_ended_application_is_stripped_alone(canary, django_capture_on_commit_callbacks):
    application = an_application(canary)
    withdraw(application_id=application.pk, version=application.version, actor=canary.owner)
    with django_capture_on_commit_callbacks(execute=True):
        strip_application(application_id=application.pk)
        strip_application(application_id=application.pk)
    assert held(application.snapshot)["applicant"]["erased"]
    assert not list(stored_names())
    canary.refresh_from_db()
    assert canary.name == NAME


def test_facts_that_the_verdict_does_not_need_are_sealed(canary):
    snapshot = an_application(canary).snapshot
    assert "98765" not in snapshot.facts
    assert NAME not in snapshot.facts
    assert held(snapshot)["facts"]["enterprise.staff"] == 98765
    assert held(snapshot)["provenance"]["enterprise.staff"]["source"] == "typed"


def test_sessions_of_those_who_are_there_go_on(canary):
    client = client_of(canary)
    stranger = SessionStore()
    stranger["answers"] = {"enterprise.town": "liushi"}
    stranger.save()
    pending = SessionStore()
    pending["asked_codes"] = ["gone@example.org", []]
    pending.save()
    assert end_dead_sessions() == 1
    assert client.get("/me/").status_code == 200
    assert SessionStore().exists(stranger.session_key)


def test_records_of_before_are_sealed_and_unsealed_again(canary):
    """The migration, on a record as it was written before there were seals."""
    migration = importlib.import_module("applicants.migrations.0019_seal_records")
    application = an_application(canary)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(migration.OFF)
        migration.unseal(apps, None)
        row = Snapshot.objects.get(application=application)
        assert NAME in row.facts
        assert CODE in row.facts
        assert not Seal.objects.exists()
        clear = row.facts
        migration.seal(apps, None)
        row.refresh_from_db()
        assert NAME not in row.facts
        assert digest(row.facts) == row.facts_sha256
        assert held(row)["applicant"]["name"] == NAME
        migration.unseal(apps, None)
        row.refresh_from_db()
        assert row.facts == clear
        migration.seal(apps, None)
        cursor.execute(migration.ON)


def test_a_changed_answer_reaches_no_record(canary):
    snapshot = an_application(canary).snapshot
    state_fact(profile_id=canary.pk, name="enterprise.town", value="hongqiao", by=1)
    assert held(snapshot)["facts"]["enterprise.town"] == "liushi"
    assert timezone.localdate() >= snapshot.judged_on
