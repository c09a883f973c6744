"""Days that were counted in working days, when the calendar is another than it was."""

from datetime import date, datetime, timedelta
from datetime import time as clock
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applicants.models import Application, Notification, Supplement
from applicants.notifications.planning import plan_supplements
from applicants.services import reviewing
from applicants.services.applying import answer_supplement
from applicants.services.deadlines import recount_deadlines
from applicants.workflow import Status
from policies.models import CalendarYear, SpecialDay
from tests.applicants.factories import a_profile, an_application, asked, determined, reviewed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
ASKED, DAYS = date(2026, 12, 1), 55
WAS, IS = date(2027, 2, 19), date(2027, 2, 25)


def announce(*, off=(date(2027, 2, 9), 4), announced=True):
    """Four days off in February 2027, and the year as announced."""
    first, count = off
    SpecialDay.objects.filter(on__in=[first + timedelta(days=n) for n in range(count)]).delete()
    SpecialDay.objects.bulk_create(
        SpecialDay(year_id=2027, on=first + timedelta(days=n), name_zh="示例", name_en="Example")
        for n in range(count)
    )
    CalendarYear.objects.filter(year=2027).update(announced=announced)


def papers_asked():
    return asked(an_application(on=ASKED), on=ASKED, working_days=DAYS)


def moved():
    return Notification.objects.filter(kind="deadline_moved")


def test_a_calendar_that_is_announced_moves_the_day_and_tells_it_once():
    supplement = papers_asked().supplement
    assert (supplement.due_on, supplement.due_provisional) == (WAS, True)
    announce()
    assert recount_deadlines(on=date(2026, 12, 10)) == 1
    assert recount_deadlines(on=date(2026, 12, 10)) == 0
    supplement.refresh_from_db()
    assert (supplement.due_on, supplement.due_provisional) == (IS, False)
    [mail] = moved()
    assert "2 月 19 日" in mail.text
    assert "2 月 25 日" in mail.text
    assert "暂定" not in mail.text


def test_nobody_lapses_before_the_new_day():
    application = papers_asked()
    announce()
    assert reviewing.lapse_overdue(on=date(2027, 2, 20)) == 0  # though nothing was counted yet
    application.refresh_from_db()
    assert application.status == Status.SUPPLEMENT_REQUESTED
    assert application.supplement.due_on == IS
    assert reviewing.lapse_overdue(on=IS) == 0
    assert reviewing.lapse_overdue(on=IS + timedelta(days=1)) == 1


def test_without_another_calendar_it_lapses_on_the_day_that_was_told():
    """The control of the test above."""
    papers_asked()
    assert reviewing.lapse_overdue(on=date(2027, 2, 20)) == 1


def test_a_day_off_that_is_taken_back_brings_a_certain_day_no_sooner():
    application = papers_asked()
    announce()
    recount_deadlines(on=date(2026, 12, 10))
    SpecialDay.objects.filter(name_en="Example").delete()
    assert recount_deadlines(on=date(2026, 12, 11)) == 0
    application.supplement.refresh_from_db()
    assert application.supplement.due_on == IS


def test_a_provisional_day_that_comes_sooner_leaves_time_to_answer():
    application = papers_asked()
    announce(announced=False)
    recount_deadlines(on=date(2026, 12, 10))
    SpecialDay.objects.filter(name_en="Example").delete()
    recount_deadlines(on=date(2027, 2, 20))
    application.supplement.refresh_from_db()
    assert application.supplement.due_on == date(2027, 2, 23)
    recount_deadlines(on=date(2027, 2, 21))
    application.supplement.refresh_from_db()
    assert application.supplement.due_on == date(2027, 2, 23)


def test_reminders_follow_the_day():
    application = papers_asked()
    assert plan_supplements(on=WAS - timedelta(days=3)) == 1
    announce()
    recount_deadlines(on=WAS - timedelta(days=3))
    old = Notification.objects.get(kind="supplement_due")
    assert (old.state, old.reason) == ("cancelled", "moved")
    assert plan_supplements(on=WAS) == 0
    assert plan_supplements(on=IS - timedelta(days=3)) == 1
    keys = Notification.objects.filter(kind="supplement_due").values_list("dedupe_key", flat=True)
    assert f"application:{application.pk}:supplement-due:{IS}" in keys


def test_the_days_of_the_department_are_counted_too():
    application = an_application(on=date(2026, 12, 29))
    assert (application.due_on, application.due_provisional) == (date(2027, 1, 6), True)
    announce(off=(date(2027, 1, 4), 2))
    assert recount_deadlines(on=date(2026, 12, 30)) == 1
    application.refresh_from_db()
    assert (application.due_on, application.due_provisional) == (date(2027, 1, 8), False)
    assert moved().count() == 1


def test_a_clock_that_stands_still_keeps_what_is_left_of_it():
    application = an_application(on=date(2026, 12, 29))
    asked(application, on=date(2027, 1, 5), working_days=20)
    announce(off=(date(2027, 1, 4), 2))  # both lay before it was stopped
    recount_deadlines(on=date(2027, 1, 6))
    application.refresh_from_db()
    assert application.days_left == 3
    answer_supplement(
        application_id=application.pk,
        version=application.version,
        answer="已补交",
        papers=[],
        actor=application.profile.owner,
        on=date(2027, 1, 11),
    )
    application.refresh_from_db()
    assert (application.due_from, application.due_days) == (date(2027, 1, 11), 3)
    assert application.due_on == date(2027, 1, 14)


def test_what_is_decided_is_left_alone():
    application = determined(reviewed(an_application(on=ASKED), on=ASKED))
    announce()
    assert recount_deadlines(on=ASKED) == 0
    application.refresh_from_db()
    assert application.due_on is None


def test_a_mail_about_a_day_that_moved_again_is_taken_back():
    papers_asked()
    announce()
    recount_deadlines(on=ASKED)
    SpecialDay.objects.create(year_id=2027, on=date(2027, 2, 25), name_zh="示例", name_en="E")
    recount_deadlines(on=ASKED)
    assert list(moved().order_by("pk").values_list("state", flat=True)) == ["cancelled", "waiting"]


def test_what_was_stored_before_is_filled_from_steps_and_days():
    first, second = an_application(on=timezone.localdate()), papers_asked()
    Supplement.objects.update(asked_at=timezone.make_aware(datetime.combine(ASKED, clock(10))))
    known = Application.objects.get(pk=first.pk)
    Application.objects.update(due_from=None, due_days=None)
    Supplement.objects.update(due_from=None, due_days=None)
    fill = import_module("applicants.migrations.0014_fill_deadline_counts").fill
    fill(apps, None)
    first.refresh_from_db()
    assert (first.due_from, first.due_days) == (known.due_from, known.due_days)
    second.supplement.refresh_from_db()
    assert (second.supplement.due_from, second.supplement.due_days) == (ASKED, DAYS)


def many(number):
    """So many applications with papers asked for, by copying one."""
    origin = papers_asked()
    supplement, snapshot = origin.supplement, origin.snapshot
    profiles = [a_profile() for _each in range(number)]
    rows = []
    for profile in profiles:
        snapshot.pk = None
        snapshot._state.adding = True
        snapshot.save()
        rows.append(_copy(origin, profile=profile, snapshot_id=snapshot.pk))
    Application.objects.bulk_create(rows)
    Supplement.objects.bulk_create(_copy(supplement, application=row) for row in rows)


def _copy(row, **changes):
    values = {
        f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name != "id"
    }
    if "reference" in values:
        values["reference"] = f"2026-{changes['profile'].pk:013d}"
    if "profile" in changes:
        changes["profile_id"] = changes.pop("profile").pk
    if "application" in changes:
        changes["application_id"] = changes.pop("application").pk
    return type(row)(**{**values, **changes})


def test_a_thousand_days_move_at_once():
    many(999)
    announce()
    with CaptureQueriesContext(connection) as queries:
        assert recount_deadlines(on=ASKED) == 1_000
    assert set(Supplement.objects.values_list("due_on", "due_provisional")) == {(IS, False)}
    assert moved().count() == 1_000
    assert len(queries) < 12_000
    with CaptureQueriesContext(connection) as again:
        assert recount_deadlines(on=ASKED) == 0
    assert len(again) == 2  # the calendar, and that nothing is left
