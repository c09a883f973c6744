"""Reminders: the right ones, on the right day, once."""

from datetime import date, timedelta

import pytest
from django.db import connection

from applicants.models import FirstDay, Notification, Profile
from applicants.notifications.planning import plan_reminders
from applicants.services.applying import hand_in
from applicants.services.profiles import set_consent, state_fact
from policies.models import Edition, Programme
from policies.rules.quantities import NumberRangeError
from tests.applicants.factories import DAY, a_form, a_profile, an_application, asked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
CLOSES = date(2026, 3, 31)
FITS = {"enterprise.staff": 5}


def kinds():
    return list(Notification.objects.order_by("pk").values_list("kind", flat=True))


def closing():
    return Notification.objects.filter(kind="window_closes")


def plan_each_day(first, last):
    day = first
    while day <= last:
        plan_reminders(on=day)
        plan_reminders(on=day)
        day += timedelta(days=1)


def test_a_closing_intake_is_told_seven_days_and_one_day_before():
    profile = a_profile(facts=FITS)
    plan_each_day(date(2026, 3, 1), date(2026, 4, 5))
    keys = closing().order_by("pk").values_list("dedupe_key", flat=True)
    assert list(keys) == [f"profile:{profile.pk}:closes:grant:{CLOSES}:{n}" for n in (7, 1)]
    assert all("List-Unsubscribe" in each.headers for each in closing())
    assert {each.expires_at.date() for each in closing()} == {CLOSES}  # midnight, in UTC


def test_an_intake_closes_with_an_edition_that_was_shortened():
    profile = a_profile(facts=FITS)
    last = date(2026, 3, 20)
    Edition.objects.filter(programme__slug="grant").update(in_force_to=last)
    plan_each_day(date(2026, 3, 1), date(2026, 4, 5))
    keys = closing().order_by("pk").values_list("dedupe_key", flat=True)
    assert list(keys) == [f"profile:{profile.pk}:closes:grant:{last}:{n}" for n in (7, 1)]


def test_not_a_day_earlier_and_the_day_itself():
    a_profile(facts=FITS)
    plan_reminders(on=CLOSES - timedelta(days=8))
    assert not closing().exists()
    plan_reminders(on=CLOSES - timedelta(days=7))
    assert closing().count() == 1


def test_a_pause_of_the_scheduler_only_delays_it():
    a_profile(facts=FITS)
    plan_reminders(on=CLOSES - timedelta(days=4))
    assert closing().count() == 1
    assert "3 月 31 日" in closing().get().subject or "31 March" in closing().get().subject


def test_one_answer_away_is_told_with_the_answer():
    a_profile(facts={})
    plan_reminders(on=CLOSES)
    mail = closing().get()
    assert "员工人数" in mail.text


@pytest.mark.parametrize("facts", [{"enterprise.staff": 2}])
def test_who_does_not_fit_is_not_disturbed(facts):
    a_profile(facts=facts)
    plan_reminders(on=CLOSES)
    assert not closing().exists()


def test_who_has_applied_is_not_reminded():
    profile = a_profile(facts=FITS)
    grant = Programme.objects.get(slug="grant")
    assert hand_in(profile_id=profile.pk, programme=grant, form=a_form(files={}), on=DAY).submitted
    plan_reminders(on=CLOSES)
    assert not closing().exists()


def test_without_consent_nobody_is_reminded():
    a_profile(facts=FITS, remind=False)
    withdrawn = a_profile(facts=FITS)
    set_consent(profile_id=withdrawn.pk, purpose="remind", given=False)
    plan_reminders(on=CLOSES)
    assert not closing().exists()


def test_a_closed_account_is_not_reminded():
    profile = a_profile(facts=FITS)
    profile.owner.is_active = False
    profile.owner.save()
    plan_reminders(on=CLOSES)
    assert not closing().exists()


def test_the_first_eligible_day_is_the_engine_s_own():
    profile = a_profile(facts={"founder.born_on": date(2008, 3, 10)})  # 18 on 10 March 2026
    plan_reminders(on=DAY)
    assert profile.first_days.get(programme__slug="aged").on == date(2026, 3, 10)
    plan_each_day(date(2026, 3, 3), date(2026, 3, 9))
    assert "first_day" not in kinds()
    plan_each_day(date(2026, 3, 10), date(2026, 3, 12))
    mail = Notification.objects.get(kind="first_day")
    assert "示例成年补贴" in mail.subject
    assert not FirstDay.objects.filter(programme__slug="aged").exists()


def test_a_first_day_that_was_slept_through_is_told_afterwards():
    a_profile(facts={"founder.born_on": date(2008, 3, 10)})
    plan_reminders(on=DAY)
    plan_reminders(on=date(2026, 3, 14))
    assert Notification.objects.filter(kind="first_day").count() == 1


def test_a_first_day_that_no_longer_holds_is_not_told():
    profile = a_profile(facts={"founder.born_on": date(2008, 3, 10)})
    plan_reminders(on=DAY)
    state_fact(
        profile_id=profile.pk,
        name="founder.born_on",
        value=date(2010, 3, 10),
        by=profile.owner_id,
    )
    plan_each_day(date(2026, 3, 9), date(2026, 3, 12))
    assert "first_day" not in kinds()
    assert profile.first_days.get(programme__slug="aged").on == date(2028, 3, 10)


def with_an_impossible_number(profile):
    """What only a script can store: the rules know no number of that size."""
    with connection.cursor() as cursor:
        facts = '{"enterprise.staff": 1e999}'
        cursor.execute(
            "UPDATE applicants_profile SET facts = %s WHERE id = %s", [facts, profile.pk]
        )


def test_facts_that_cannot_be_read_cost_one_profile(caplog):
    first, odd, last = (a_profile(facts=FITS) for _ in range(3))
    with_an_impossible_number(odd)
    with pytest.raises(NumberRangeError):
        list(Profile.objects.all())
    assert plan_reminders(on=CLOSES) == 2
    told = {key.split(":")[1] for key in closing().values_list("dedupe_key", flat=True)}
    assert told == {str(first.pk), str(last.pk)}
    [record] = [each for each in caplog.records if each.levelname == "ERROR"]
    assert record.getMessage() == f"No reminders could be planned for profile {odd.pk}."


def test_facts_that_cannot_be_read_keep_back_no_papers():
    with_an_impossible_number(asked().profile)
    plan_reminders(on=date(2026, 3, 6))
    assert "supplement_due" in kinds()


def test_papers_that_are_due_are_told_three_days_before_once():
    application = asked()  # on Monday 2 March, five working days: 9 March
    plan_each_day(date(2026, 3, 3), date(2026, 3, 5))
    assert "supplement_due" not in kinds()
    plan_each_day(date(2026, 3, 6), date(2026, 3, 9))
    mail = Notification.objects.get(kind="supplement_due")
    assert mail.application == application
    assert "List-Unsubscribe" not in mail.headers


def test_planning_asks_no_more_for_more_that_has_nothing_new(django_assert_max_num_queries):
    for _ in range(10):
        a_profile(facts=FITS)
    plan_reminders(on=DAY)
    with django_assert_max_num_queries(60):
        plan_reminders(on=DAY)


def test_nothing_is_planned_for_a_draft_or_an_application_under_way():
    an_application()
    plan_reminders(on=DAY)
    assert kinds() == ["received"]
