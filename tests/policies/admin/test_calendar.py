"""The calendar of working days in the admin."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies.models import CalendarYear, SpecialDay
from policies.services import load_calendar, working_days

LIST = reverse("admin:policies_calendaryear_changelist")
ADD = reverse("admin:policies_calendaryear_add")


def address(year):
    return reverse("admin:policies_calendaryear_change", args=[year])


def filled(year, /, *new, **columns):
    """The form of a year as the page has it, with days added; of a new year without one."""
    row = CalendarYear.objects.filter(pk=year).first()
    days = [(day.pk, day.on, day.working) for day in row.days.all()] if row else []
    form = {
        "source_zh": "通知",
        "source_en": "Notice",
        "url": "",
        "days-TOTAL_FORMS": len(days) + len(new),
        "days-INITIAL_FORMS": len(days),
        **columns,
    }
    for number, (pk, on, working) in enumerate([*days, *(("", *day) for day in new)]):
        day = {"id": pk, "year": year if row else "", "on": on, "name_zh": "节", "name_en": "Feast"}
        day |= {"working": "on"} if working else {}
        form |= {f"days-{number}-{name}": value for name, value in day.items()}
    return form


@pytest.fixture
def calendar(db):
    """The shipped years."""
    return load_calendar()


def test_the_pages_can_be_read(calendar, admin_client):
    for page in (LIST, f"{LIST}?announced__exact=1", ADD, address(2026), address(2027)):
        text = admin_client.get(page).content.decode()
        assert admin_client.get(page).status_code == 200
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)


def test_the_list_shows_how_many_days_are_worked(calendar, admin_client):
    assert '<td class="field-working_days">248</td>' in admin_client.get(LIST).content.decode()


def test_the_number_of_queries_does_not_grow(calendar, admin_client):
    def queries():
        with CaptureQueriesContext(connection) as found:
            admin_client.get(LIST)
        return len(found)

    queries()
    before = queries()
    for year in range(2030, 2042):
        CalendarYear.objects.create(year=year, source_zh="通知", source_en="Notice")
        SpecialDay.objects.create(year_id=year, on=date(year, 5, 1), name_zh="节", name_en="Feast")
    assert queries() == before


def test_an_edit_is_stored(calendar, admin_client):
    form = filled(2027, ("2027-02-20", True), ("2027-02-09", False), announced="on")
    assert admin_client.post(address(2027), form).status_code == 302
    row = CalendarYear.objects.get(pk=2027)
    assert (row.announced, row.source_en) == (True, "Notice")
    assert working_days().is_working(date(2027, 2, 20))
    assert working_days().after(date(2027, 2, 4), 1) == (date(2027, 2, 10), False)
    assert load_calendar().written == []
    assert CalendarYear.objects.get(pk=2027).source_en == "Notice"


def test_a_year_is_added_and_keeps_its_number(calendar, admin_client):
    form = filled(None, ("2028-01-03", False), year=2028)
    assert admin_client.post(ADD, form).status_code == 302
    assert [day.on for day in CalendarYear.objects.get(pk=2028).days.all()] == [date(2028, 1, 3)]
    admin_client.post(address(2028), filled(2028, year=2029))
    assert not CalendarYear.objects.filter(pk=2029).exists()


@pytest.mark.parametrize(
    ("year", "day", "columns", "message"),
    [
        pytest.param(2027, "2026-12-31", {}, "This day lies in another year", id="foreign year"),
        pytest.param(2027, "2028-01-01", {}, "This day lies in another year", id="the next year"),
        pytest.param(None, "2029-01-01", {"year": 2028}, "This day lies in another", id="new year"),
        pytest.param(2027, "2027-02-05", {}, "already exists", id="a day that is there"),
        pytest.param(2027, "soon", {}, "We cannot read this date", id="no day"),
        pytest.param(2027, "2027-03-01", {"url": "javascript:x"}, "valid URL", id="no address"),
        pytest.param(None, "2101-03-01", {"year": 2101}, "between 1900 and 2100", id="far away"),
        pytest.param(None, "2026-03-01", {"year": 2026}, "already exists", id="a year again"),
        pytest.param(None, "2028-03-01", {"year": 10**9}, "less than or equal", id="too large"),
    ],
)
def test_what_is_wrong_is_told(calendar, admin_client, year, day, columns, message):
    admin_client.cookies["django_language"] = "en"
    before = SpecialDay.objects.count()
    page = address(year) if year else ADD
    response = admin_client.post(page, filled(year, (day, False), **columns))
    assert response.status_code == 200
    assert message in response.content.decode()
    assert SpecialDay.objects.count() == before


@pytest.mark.parametrize(
    "query",
    [
        {"source_en__regex": "("},
        {"days__name_zh__iregex": "(a+)+$"},
        {"announced__in": "1"},
        {"year__gte": "1"},
        {"_to_field": "source_zh"},
    ],
)
def test_free_lookups_are_refused(calendar, admin_client, query):
    assert admin_client.get(LIST, query).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("action", ["view", "add", "change"])  # nobody deletes a year
def test_only_who_may_does_it(rf, django_user_model, action):
    request = rf.get(LIST)
    request.user = django_user_model.objects.create_user("clerk", password="x", is_staff=True)
    pages = admin.site.get_model_admin(CalendarYear)
    assert not any(pages.get_model_perms(request).values())
    assert not pages.get_inline_instances(request)
    for name in ("calendaryear", "specialday"):
        right = Permission.objects.get(codename=f"{action}_{name}")
        request.user.user_permissions.add(right)
    request.user = django_user_model.objects.get(pk=request.user.pk)  # rights are kept on it
    assert pages.get_model_perms(request)[action]
    assert pages.get_inline_instances(request)


def test_the_form_obeys_the_content_security_policy(page, live_server, admin_client):
    """In a real browser: the fixture `page` fails the test on any breach."""
    load_calendar()
    session = admin_client.cookies[settings.SESSION_COOKIE_NAME]
    cookie = {"name": session.key, "value": session.value, "url": live_server.url}
    page.context.add_cookies([cookie])
    page.goto(f"{live_server.url}{LIST}")
    page.goto(f"{live_server.url}{address(2027)}")
    number = page.locator("#id_days-TOTAL_FORMS").input_value()
    page.click("#days-group .add-row a")
    page.fill(f"#id_days-{number}-on", "2027-02-20")
    page.check(f"#id_days-{number}-working")
    page.fill(f"#id_days-{number}-name_zh", "春节")
    page.fill(f"#id_days-{number}-name_en", "Spring Festival")
    page.click("[name=_save]")
    page.wait_for_url(f"**{LIST}")
    assert page.locator(".messagelist .success").is_visible()


def test_no_more_rows_are_drawn_than_a_year_has_days(calendar, admin_client):
    form = {**filled(2030, year=2030), "days-TOTAL_FORMS": 99_999}
    page = admin_client.post(ADD, form).content.decode()
    drawn = {int(number) for number in re.findall(r'name="days-(\d+)-on"', page)}
    assert max(drawn) < 366
    assert not CalendarYear.objects.filter(pk=2030).exists()


def test_a_day_that_stands_twice_is_told_in_words(calendar, admin_client):
    day = date(2027, 3, 1)
    text = admin_client.post(address(2027), filled(2027, (day, False), (day, False))).text
    assert "有一天写了两行：请只留一行。" in text
    assert "请修改on" not in text
