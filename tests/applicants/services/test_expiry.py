"""The job that ends what was kept for long enough: what is due, and what is not yet."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from applicants.matching import keeping
from applicants.models import (
    Application,
    CalendarFeed,
    Determination,
    FirstDay,
    Notification,
    Profile,
    Step,
)
from applicants.notifications.outbox import queue
from applicants.retention import kept
from applicants.services import expiry
from applicants.services.applying import hand_in, withdraw
from applicants.services.expiry import expire, warn_of_drafts
from applicants.services.export import ask_for_export, make_exports
from applicants.services.feeds import make_feed
from applicants.services.freezing import held
from applicants.services.profiles import set_sensitive_consent, withdraw_consent
from applicants.uploads import stored_names
from leqing.accounts.mails import send
from policies.models import Programme
from policies.permission import permission_for
from policies.services import rulebook
from tests.applicants.factories import (
    DAY,
    UserFactory,
    a_form,
    a_profile,
    an_application,
    determined,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def after(key, *, days=0, seconds=0):
    """The moment at which something made now has been there for as long as the table says."""
    return timezone.now() + kept(key).span + timedelta(days=days, seconds=seconds)


def ends(key, before, then):
    """Whether a class is counted at the second moment alone; counting touches nothing."""
    counts = [expire(now=at, dry_run=True)[key] for at in (before, then)]
    assert expire(now=then, dry_run=True)[key] == counts[1]
    return counts == [0, 1]


def around(key):
    """A minute before and after a period ends."""
    return after(key, seconds=-60), after(key, seconds=60)


def a_draft(profile=None):
    programme = Programme.objects.get(slug="room")
    profile = profile or a_profile()
    form = a_form(submit=False)
    return hand_in(profile_id=profile.pk, programme=programme, form=form, on=DAY).application


class TestDrafts:
    def test_the_owner_is_told_a_week_before(self):
        draft = a_draft()
        assert warn_of_drafts(now=after("drafts", days=-8)) == 0
        assert warn_of_drafts(now=after("drafts", days=-6)) == 1
        assert warn_of_drafts(now=after("drafts", days=-6)) == 0
        mail = Notification.objects.get(kind="draft_expires")
        assert mail.application == draft
        assert "示例办公间" in mail.subject

    def test_it_goes_with_its_files(self, django_capture_on_commit_callbacks):
        a_draft()
        warn_of_drafts(now=after("drafts", days=-6))
        then = after("drafts", days=2)
        assert expire(now=then, dry_run=True)["drafts"] == 1
        assert Application.objects.exists()
        with django_capture_on_commit_callbacks(execute=True):
            assert expire(now=then)["drafts"] == 1
        assert not Application.objects.exists()
        assert not list(stored_names())

    def test_nobody_who_was_not_told_loses_one(self):
        a_draft()
        assert expire(now=after("drafts", days=30))["drafts"] == 0

    def test_what_was_handed_in_is_no_draft(self):
        an_application()
        assert warn_of_drafts(now=after("drafts", days=30)) == 0


class TestApplications:
    def test_an_ended_one_loses_name_and_papers(self, django_capture_on_commit_callbacks):
        application = an_application()
        withdraw(
            application_id=application.pk,
            version=application.version,
            actor=application.profile.owner,
        )
        assert ends("ended", *around("ended"))
        with django_capture_on_commit_callbacks(execute=True):
            expire(now=after("ended", seconds=60))
        assert held(application.snapshot)["applicant"]["erased"]
        assert not list(stored_names())
        assert Step.objects.filter(application=application).exists()
        assert expire(now=after("ended", seconds=60))["ended"] == 0

    def test_a_decided_one_later(self):
        determined()
        assert ends("decided", *around("decided"))
        assert expire(now=after("ended", days=30), dry_run=True)["ended"] == 0
        expire(now=after("decided", seconds=60))
        assert held(Determination.objects.get().snapshot)["applicant"]["erased"]

    def test_one_that_is_open_stays(self):
        an_application()
        found = expire(now=after("decided", days=30), dry_run=True)
        assert found["ended"] == found["decided"] == 0


class TestMails:
    def test_a_code_goes_when_its_mail_has_ended(self):
        user = UserFactory()
        send("account/email/login_code", recipient=user.email, user=user, code="12345678")
        assert expire(dry_run=True)["codes"] == 0
        Notification.objects.update(state="sent")
        expire()
        mail = Notification.objects.get()
        assert (mail.text, mail.html) == ("", "")
        assert mail.recipient == user.email
        assert ends("account_mails", *around("account_mails"))
        expire(now=after("account_mails", seconds=60))
        assert not Notification.objects.exists()

    def test_a_reminder_loses_text_and_address_and_is_told_once_all_the_same(self):
        profile = a_profile()
        about = {
            "kind": Notification.Kind.FIRST_DAY,
            "dedupe_key": "first-day",
            "recipient": "canary@example.org",
            "subject": "x",
            "text": "x",
            "language": "en",
            "user": profile.owner,
        }
        queue(**about)
        Notification.objects.update(state="sent")
        assert ends("reminders", *around("reminders"))
        expire(now=after("reminders", seconds=60))
        mail = Notification.objects.get()
        assert (mail.text, mail.subject, mail.recipient) == ("", "", "")
        assert not queue(**about)


class TestFacts:
    def test_answers_go_when_the_consent_was_taken_back(self):
        profile = a_profile()
        assert expire(now=after("paused", days=1), dry_run=True)["paused"] == 0
        withdraw_consent(profile_id=profile.pk)
        assert ends("paused", *around("paused"))
        expire(now=after("paused", seconds=60))
        profile.refresh_from_db()
        assert profile.facts == {}
        assert not profile.fact_changes.exists()

    def test_a_sensitive_one_goes_with_the_last_programme_that_asks_for_it(self, monkeypatch):
        profile = a_profile()
        monkeypatch.setattr(expiry, "asks", lambda document, name: True)
        assert expire(dry_run=True)["unneeded"] == 0
        monkeypatch.undo()
        sensitive(monkeypatch, "enterprise.staff", "founder.born_on", "founder.degree")
        Profile.objects.update(facts={**profile.facts, "founder.degree": "bachelor"})
        assert expire(dry_run=True)["unneeded"] == 1
        expire()
        profile.refresh_from_db()
        assert set(profile.facts) == {"founder.born_on", "enterprise.town"}

    def test_a_sensitive_one_goes_where_no_chosen_programme_asks_for_it(self, monkeypatch):
        """Whoever allowed it for every programme keeps it; it is kept for nobody else's sake."""
        chosen, every = a_profile(), a_profile()
        sensitive(monkeypatch, "founder.born_on")
        asks = {d.programme for d in documents() if expiry.asks(d, "founder.born_on")}
        others = sorted(set(rulebook().editions) - asks)
        assert asks
        assert others
        allow(every, None)
        allow(chosen, sorted(asks)[:1])
        assert expire(dry_run=True)["unneeded"] == 0
        allow(chosen, others[:1])
        assert expire(dry_run=True)["unneeded"] == 1
        expire()
        chosen.refresh_from_db()
        every.refresh_from_db()
        assert "founder.born_on" not in chosen.facts
        assert "founder.born_on" in every.facts
        assert not chosen.fact_changes.filter(name="founder.born_on").exists()

    def test_days_and_feeds_end(self):
        profile = a_profile()
        make_feed(profile_id=profile.pk)
        programme = Programme.objects.get(slug="room")
        FirstDay.objects.create(profile=profile, programme=programme, on=timezone.localdate())
        assert ends("feeds", *around("feeds"))
        assert ends("first_days", timezone.now(), after("first_days", days=1))
        expire(now=after("feeds", days=1))
        assert not CalendarFeed.objects.exists()
        assert not FirstDay.objects.exists()

    def test_the_copy_ends(self, monkeypatch):
        monkeypatch.setattr(keeping, "age", lambda: 86_401.0)
        assert expire()["copy"] == 1


def sensitive(monkeypatch, *names):
    """Mark some facts as sensitive, and leave the others."""
    catalogue = expiry.current_catalogue()
    marked = {
        name: type("Fact", (), {"sensitive": name in names})() for name in catalogue.vocabulary
    }
    marked |= {name: type("Fact", (), {"sensitive": True})() for name in names}
    seen = type("Seen", (), {"vocabulary": marked, "rulebook": catalogue.rulebook})()
    monkeypatch.setattr(expiry, "current_catalogue", lambda: seen)


def documents():
    return [each for editions in rulebook().editions.values() for each in editions]


def allow(profile, programmes):
    """Sensitive answers for some programmes, or for every one."""
    chosen = permission_for(None if programmes is None else tuple(programmes))
    set_sensitive_consent(profile_id=profile.pk, permission=chosen)


def test_copies_of_own_data_end(django_capture_on_commit_callbacks):
    profile = a_profile()
    ask_for_export(profile_id=profile.pk, actor=profile.owner)
    make_exports()
    export = profile.export
    export.asked_at = timezone.now() - kept("exports").span - timedelta(seconds=60)
    export.save()
    with django_capture_on_commit_callbacks(execute=True):
        assert expire()["exports"] == 1
    assert not list(stored_names())


def test_the_command_prints_every_line_and_touches_nothing_in_a_dry_run():
    a_draft()
    out = StringIO()
    call_command("retention", "--dry-run", stdout=out)
    for key in ("visits", "drafts", "backups"):
        assert key in out.getvalue()
    assert "0 would go" in out.getvalue()
    call_command("retention", stdout=StringIO())
    assert Application.objects.exists()
    assert datetime.now(tz=timezone.get_current_timezone())
