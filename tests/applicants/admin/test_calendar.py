"""A change of the calendar says what it moves before it moves anything."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from applicants.models import Notification
from applicants.services.deadlines import foresee_moves, recount_deadlines
from policies.models import CalendarYear, SpecialDay
from policies.services.calendar import working_days
from tests.applicants.factories import UserFactory, an_application, asked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
PAGE = reverse("admin:policies_calendaryear_change", args=[2027])
DELETE = reverse("admin:policies_calendaryear_delete", args=[2027])
ASKED, DAYS = date(2026, 12, 1), 55
WAS, IS = date(2027, 2, 19), date(2027, 2, 25)
NEW = [date(2027, 2, day) for day in (9, 10, 11, 12)]  # four working days that become free


def filled(client, *, off=(), **more):
    """The form of the year as its page has it, with days off added."""
    context = client.get(PAGE).context
    form = dict(context["adminform"].form.initial)
    form.pop("year", None)
    [days] = [each.formset for each in context["inline_admin_formsets"]]
    rows = [{**line.initial, "id": line.instance.pk} for line in days.initial_forms]
    rows += [{"on": on, "name_zh": "示例", "name_en": "Example", "id": ""} for on in off]
    form |= {"days-TOTAL_FORMS": len(rows), "days-INITIAL_FORMS": len(days.initial_forms)}
    for number, row in enumerate(rows):
        form |= {
            f"days-{number}-{name}": value for name, value in row.items() if value is not False
        }
        form[f"days-{number}-year"] = 2027
    return {name: value for name, value in {**form, **more}.items() if value is not False}


def deadlines(count):
    return [asked(an_application(on=ASKED), on=ASKED, working_days=DAYS) for _ in range(count)]


def test_a_change_is_shown_before_it_is_saved_and_saved_when_it_was_seen(admin_client):
    rows = deadlines(20)
    assert {row.supplement.due_on for row in rows} == {WAS}
    sent = filled(admin_client, off=NEW, announced="on")
    shown = admin_client.post(PAGE, sent)
    assert shown.status_code == 200
    moves = shown.context["moves"]
    assert (moves.later, moves.sooner, moves.first, moves.last) == (20, 0, IS, IS)
    assert (moves.least, moves.most, moves.people) == (6, 6, 20)
    assert "20 个期限推迟。" in shown.text
    assert "都改动 6 天。" in shown.text
    assert "会通知 20 位申报人" in shown.text
    assert "还没有保存" in shown.text
    assert 'value="示例"' in shown.text  # what was typed
    assert not SpecialDay.objects.filter(on=NEW[0]).exists()
    assert not CalendarYear.objects.get(pk=2027).announced
    assert recount_deadlines(on=ASKED) == 0

    seen = shown.context["seen_calendar"]
    assert f'name="seen_calendar" value="{seen}"' in shown.text
    assert admin_client.post(PAGE, sent | {"seen_calendar": seen}).status_code == 302
    assert recount_deadlines(on=ASKED) == 20
    assert Notification.objects.filter(kind="deadline_moved").count() == 20


def test_what_stays_is_not_counted(admin_client):
    for number in (DAYS, DAYS + 1, 5):  # the last one is over before the days off
        asked(an_application(on=ASKED), on=ASKED, working_days=number)
    moves = admin_client.post(PAGE, filled(admin_client, off=NEW)).context["moves"]
    assert (moves.later, moves.people) == (2, 2)


def test_another_change_than_the_one_that_was_seen_is_shown_first(admin_client):
    deadlines(1)
    seen = admin_client.post(PAGE, filled(admin_client, off=NEW)).context["seen_calendar"]
    other = filled(admin_client, off=NEW[:2], seen_calendar=seen)
    shown = admin_client.post(PAGE, other)
    assert shown.context["moves"].last == date(2027, 2, 23)
    assert not SpecialDay.objects.filter(on=NEW[0]).exists()


def test_what_moves_nothing_is_saved_at_once(admin_client):
    deadlines(3)
    assert admin_client.post(PAGE, filled(admin_client, source_en="Another")).status_code == 302
    assert admin_client.post(PAGE, filled(admin_client, announced="on")).status_code == 302
    assert CalendarYear.objects.get(pk=2027).announced


def test_a_mistake_comes_before_the_question(admin_client):
    deadlines(1)
    shown = admin_client.post(PAGE, filled(admin_client, off=NEW, source_zh=""))
    assert "moves" not in shown.context
    assert "还没有保存" not in shown.text


def test_what_was_confirmed_already_is_not_asked_again(admin_client):
    """The worker has not counted yet; another change that moves nothing more is saved at once."""
    deadlines(3)
    sent = filled(admin_client, off=NEW)
    seen = admin_client.post(PAGE, sent).context["seen_calendar"]
    assert admin_client.post(PAGE, sent | {"seen_calendar": seen}).status_code == 302
    assert admin_client.post(PAGE, filled(admin_client, source_en="Other")).status_code == 302
    later = filled(admin_client, off=[date(2027, 11, 1)])
    assert admin_client.post(PAGE, later).status_code == 302
    more = filled(admin_client, off=[date(2027, 2, 8)])
    assert admin_client.post(PAGE, more).status_code == 200


@pytest.mark.parametrize("user", ["admin", "officer"])
def test_no_year_is_deleted(admin_client, client, user):
    """The database gives the program no right to, and days hang on it."""
    if user == "officer":
        officer = UserFactory(staff=True)
        officer.user_permissions.add(*Permission.objects.filter(codename="view_calendaryear"))
        client.force_login(officer)
    asking = admin_client if user == "admin" else client
    for answer in (asking.get(DELETE), asking.post(DELETE, {"post": "yes"})):
        assert answer.status_code in (302, 403, 404)
    chosen = {"action": "delete_selected", "_selected_action": [2027], "post": "yes"}
    admin_client.post(reverse("admin:policies_calendaryear_changelist"), chosen)
    assert CalendarYear.objects.filter(pk=2027).exists()
    assert DELETE not in admin_client.get(PAGE).text


def test_what_is_foreseen_is_what_happens():
    deadlines(3)
    an_application(on=date(2027, 2, 1))
    mark = working_days().fingerprint()
    SpecialDay.objects.bulk_create(
        SpecialDay(year_id=2027, on=on, name_zh="节", name_en="x") for on in NEW
    )
    assert working_days().fingerprint() != mark
    foreseen = foresee_moves(on=ASKED)
    assert foreseen.later + foreseen.sooner == recount_deadlines(on=ASKED) == 4
    assert not foresee_moves(on=ASKED)
