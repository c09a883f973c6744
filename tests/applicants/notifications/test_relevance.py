"""What waits is asked once more, when it is to be sent, whether it is wanted and true."""

from datetime import date, timedelta

import pytest

from applicants.models import MutedKind, Notification
from applicants.notifications import sending
from applicants.notifications.planning import plan_reminders
from applicants.notifications.relevance import CHECKS, obsolescence
from applicants.services import applying, reviewing
from applicants.services.applying import hand_in
from applicants.services.profiles import set_consent, state_fact
from policies.models import Programme
from tests.applicants.factories import DAY, a_form, a_profile, an_application, asked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
CLOSES = date(2026, 3, 31)
GROWN = date(2026, 3, 10)


def closing(profile):
    plan_reminders(on=CLOSES - timedelta(days=7))
    return Notification.objects.get(kind="window_closes", user=profile.owner)


def coming_of_age():
    profile = a_profile(facts={"founder.born_on": date(2008, 3, 10)})
    plan_reminders(on=DAY)
    plan_reminders(on=GROWN)
    return profile, Notification.objects.get(kind="first_day")


def founder():
    return a_profile(facts={"enterprise.staff": 5})


def test_every_kind_stands_in_the_table():
    assert set(CHECKS) == set(Notification.Kind)


def test_a_reminder_that_is_true_is_sent():
    assert obsolescence(closing(founder()), on=CLOSES) is None
    assert obsolescence(coming_of_age()[1], on=GROWN) is None


def test_who_handed_in_meanwhile_is_not_reminded():
    profile = founder()
    row = closing(profile)
    grant = Programme.objects.get(slug="grant")
    assert hand_in(profile_id=profile.pk, programme=grant, form=a_form(files={}), on=DAY).submitted
    assert obsolescence(row, on=CLOSES) == "applied"


def test_who_took_consent_back_or_closed_the_account_is_not_reminded():
    profile = founder()
    row = closing(profile)
    set_consent(profile_id=profile.pk, purpose="remind", given=False)
    assert obsolescence(row, on=CLOSES) == "consent"
    profile.owner.is_active = False
    profile.owner.save()
    assert obsolescence(row, on=CLOSES) == "account"


def test_what_was_turned_off_while_a_sender_held_it_is_not_sent():
    row = closing(founder())
    MutedKind.objects.create(user_id=row.user_id, kind=row.kind)
    assert obsolescence(row, on=CLOSES) == "muted"


@pytest.mark.parametrize(
    ("kind", "changed", "reason"),
    [("window_closes", 2, "unfit"), ("first_day", date(2010, 3, 10), "unfit")],
)
def test_who_no_longer_fits_is_not_told(kind, changed, reason):
    if kind == "window_closes":
        profile, on, name = founder(), CLOSES, "enterprise.staff"
        row = closing(profile)
    else:
        (profile, row), on, name = coming_of_age(), GROWN, "founder.born_on"
    state_fact(profile_id=profile.pk, name=name, value=changed, by=profile.owner_id)
    assert obsolescence(row, on=on) == reason


def test_an_intake_that_is_over_is_not_announced():
    assert obsolescence(closing(founder()), on=CLOSES + timedelta(days=1)) == "rules"


def test_papers_that_came_or_have_another_day_are_not_asked_for():
    application = asked()
    plan_reminders(on=date(2026, 3, 9))
    row = Notification.objects.get(kind="supplement_due")
    assert obsolescence(row, on=date(2026, 3, 9)) is None
    application.supplement.due_on += timedelta(days=1)
    application.supplement.save()
    row = Notification.objects.get(kind="supplement_due")
    assert obsolescence(row, on=date(2026, 3, 9)) == "moved"
    applying.withdraw(
        application_id=application.pk,
        version=application.version,
        actor=application.profile.owner,
    )
    for kind in ("supplement_due", "supplement_asked"):
        assert obsolescence(Notification.objects.get(kind=kind), on=DAY) == "past"


def test_a_notice_of_what_happened_is_always_sent():
    application = asked()
    reviewing.lapse_overdue(on=date(2026, 3, 20))
    for kind in ("received", "lapsed"):
        row = Notification.objects.get(kind=kind, application=application)
        assert obsolescence(row, on=date(2026, 3, 21)) is None


def test_the_reason_stands_in_the_row(mailoutbox):
    application = an_application()
    asked(application)
    Notification.objects.exclude(kind="supplement_asked").delete()
    application.refresh_from_db()
    applying.withdraw(
        application_id=application.pk,
        version=application.version,
        actor=application.profile.owner,
    )
    assert sending.send_due() == 1
    row = Notification.objects.get(kind="supplement_asked")
    assert (row.state, row.reason, row.last_error) == ("cancelled", "past", "")
    assert not mailoutbox
