"""The calendar of working days: file, database, rules."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import translation

from policies.management.commands import calendar as command
from policies.models import CalendarYear, SpecialDay
from policies.services import CatalogueError, load_calendar, working_days
from policies.services.calendar import days_in_year, read_calendar
from policies.services.files import SHIPPED, read_folder

SMALL = """
2030:
  announced: false
  source: {zh-hans: 通知, en: Notice}
  url: https://example.org/notice
  holidays:
    - {name: {zh-hans: 节, en: Feast}, from: 2030-01-03, to: 2030-01-05, worked: [2030-01-06]}
"""


@pytest.fixture
def file(tmp_path):
    """Writes a text to a file."""

    def write(text):
        path = tmp_path / "calendar.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def everything():
    return [list(CalendarYear.objects.values()), list(SpecialDay.objects.values())]


# --- the shipped file ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_shipped_years():
    assert load_calendar().written == [2026, 2027]
    this, next_ = CalendarYear.objects.get(pk=2026), CalendarYear.objects.get(pk=2027)
    assert (this.announced, next_.announced) == (True, False)
    assert days_in_year(this) == 248
    worked = SpecialDay.objects.filter(year=2026, working=True).values_list("on", flat=True)
    assert [f"{on:%m-%d}" for on in worked] == [
        *("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")
    ]
    off = SpecialDay.objects.filter(year=2027).values_list("on", "working")
    assert [(f"{on:%m-%d}", working) for on, working in off] == [
        (day, False)
        for day in (
            *("01-01", "02-05", "02-06", "02-07", "02-08", "04-05", "05-01", "05-02"),
            *("06-09", "09-15", "10-01", "10-02", "10-03"),
        )
    ]
    for row in (*CalendarYear.objects.all(), *SpecialDay.objects.all()):
        row.full_clean()


def test_the_catalogue_does_not_mind_the_file():
    assert (SHIPPED / "calendar.yaml").exists()
    assert "calendar.yaml" not in read_folder(SHIPPED).shared


# --- loading ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_loading_twice_equals_once():
    load_calendar()
    before = everything()
    again = load_calendar()
    assert (again.written, again.awaiting) == ([], [])
    assert everything() == before


@pytest.mark.django_db
def test_what_officers_changed_stays():
    load_calendar()
    CalendarYear.objects.filter(pk=2026).update(source_en="Ours", announced=False)
    SpecialDay.objects.filter(on="2026-02-14").delete()
    SpecialDay.objects.create(year_id=2027, on="2027-02-09", name_zh="春节", name_en="Festival")
    before = everything()
    again = load_calendar()
    assert (again.written, again.awaiting) == ([], [2026])  # the file has it as announced
    assert everything() == before


@pytest.mark.django_db
def test_only_the_missing_year_is_written():
    CalendarYear.objects.create(year=2026, source_zh="我", source_en="Mine")
    assert load_calendar().written == [2027]
    assert not SpecialDay.objects.filter(year=2026).exists()


@pytest.mark.django_db(transaction=True)
def test_loads_at_the_same_time_write_once():
    def load(_):
        try:
            return load_calendar().written
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        written = [year for years in pool.map(load, range(4)) for year in years]
    assert sorted(written) == [2026, 2027]
    assert SpecialDay.objects.count() == sum(len(year.days) for year in read_calendar())


@pytest.mark.django_db
def test_a_year_without_an_address(file):
    load_calendar(file(SMALL.replace("  url: https://example.org/notice\n", "")))
    assert CalendarYear.objects.get().url == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "calendar.yaml: The text is empty"),
        ("- 2030", "calendar.yaml: expected a mapping"),
        (SMALL.replace("2030:", "2101:"), "expected a year from 1900 to 2100"),
        (SMALL.replace("2030:", "'２０３０':"), "expected a year from 1900 to 2100"),
        (SMALL.replace("announced: false", "announced: no"), "2030.announced: expected true or"),
        (SMALL.replace("announced:", "anounced:"), "2030: announced is missing"),
        (SMALL.replace("to: 2030", "to: 2029"), r"2030.holidays\[0\]: to: 2029-01-05 is before"),
        (SMALL.replace("to: 2030-01-05", "to: 2031-01-01"), "2031-01-01 is not in 2030"),
        (SMALL.replace("to: 2030-01-05", "to: 2099-01-01"), "is not in 2030"),
        (SMALL.replace("[2030-01-06]", "[2030-01-05]"), "2030-01-05 stands twice"),
        (SMALL.replace("[2030-01-06]", "[2030-01-07]"), "2030-01-07 is worked anyway"),
        (SMALL.replace("from: 2030-01-03", "from: 2030-02-30"), r"holidays\[0\].from: expected a"),
        (SMALL.replace("{zh-hans: 节, en: Feast}", "Feast"), r"holidays\[0\].name: expected a map"),
        (SMALL + SMALL, "stands twice"),
        (b"\xff", "calendar.yaml: is not UTF-8"),
    ],
)
def test_a_wrong_file_is_refused_as_a_whole(file, text, message):
    with pytest.raises(CatalogueError, match=message):
        load_calendar(file(text))
    assert not CalendarYear.objects.exists()


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(CatalogueError, match=r"nothing.yaml: cannot be read: No such file"):
        read_calendar(tmp_path / "nothing.yaml")


# --- for the rules ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_rules_get_it_in_one_query_and_never_stale(django_assert_num_queries):
    load_calendar()
    CalendarYear.objects.create(year=2028, source_zh="无", source_en="None")  # without days
    with django_assert_num_queries(1):
        calendar = working_days()
    assert calendar.announced == {2026}
    assert calendar.after(date(2026, 2, 13), 5) == (date(2026, 2, 27), False)
    SpecialDay.objects.filter(on="2026-02-14").delete()
    assert working_days().after(date(2026, 2, 13), 5) == (date(2026, 2, 28), False)


@pytest.mark.django_db
def test_an_empty_calendar_knows_the_week():
    assert working_days().after(date(2026, 3, 6), 1) == (date(2026, 3, 9), True)


# --- what the database refuses ------------------------------------------------------------------


@pytest.mark.django_db
def test_a_day_lies_in_its_year():
    load_calendar()
    wrong = SpecialDay(year_id=2026, on=date(2027, 3, 1), name_zh="节", name_en="Feast")
    with pytest.raises(ValidationError), translation.override("en"):
        wrong.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong.save()
    for year in (1899, 2101):
        with pytest.raises(IntegrityError), transaction.atomic():
            CalendarYear.objects.create(year=year)


@pytest.mark.django_db
def test_rows_say_what_they_are():
    load_calendar()
    day = SpecialDay.objects.select_related("year").get(on="2026-02-14")
    with translation.override("en"):
        assert (str(day), str(day.year)) == ("2026-02-14 Spring Festival", "2026")
        assert day.year.source.startswith("Holiday calendar")


# --- manage.py calendar load --------------------------------------------------------------------


def run(**options):
    """What was said on both streams."""
    out, err = StringIO(), StringIO()
    call_command("calendar", "load", stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


@pytest.mark.django_db
def test_the_command_says_what_it_wrote():
    assert run() == ("Wrote 2026, 2027.\n", "")
    assert run() == ("Nothing to do: it has all years.\n", "")
    assert run(verbosity=0) == ("", "")
    CalendarYear.objects.filter(pk=2026).update(announced=False)
    assert run(verbosity=0)[1] == "2026 is announced: enter its swapped days in the admin.\n"


@pytest.mark.parametrize(
    ("error", "raised"),
    [(CatalogueError.at("calendar.yaml", "wrong"), SystemExit), (DatabaseError("x"), CommandError)],
)
def test_the_command_fails_loudly(monkeypatch, error, raised):
    def fail():
        raise error

    monkeypatch.setattr(command, "load_calendar", fail)
    with pytest.raises(raised):
        run()
