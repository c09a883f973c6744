"""The page of one programme: schedule, editions, relations, questions, sources."""

import html
import re
from datetime import date
from itertools import pairwise

import pytest

from policies.presentation.programme import default_day
from policies.rules.differences import differences
from policies.rules.intake import UNANNOUNCED, Intake, intake_of
from policies.services.calendar import load_calendar
from tests.policies import small
from tests.policies.pages.founder import DAY, answer
from tests.policies.pages.test_languages import HAN, texts_of
from tests.policies.rules.documents import CLAUSE, leaf, read
from tests.policies.test_open_questions import CONFLICTS


@pytest.fixture
def calendar(db):
    load_calendar()


def page_of(client, slug, query=""):
    return html.unescape(client.get(f"/programmes/{slug}/{query}").content.decode())


def section(page, name):
    """The text of one section of a page."""
    found = re.search(rf'<section aria-labelledby="{name}">(.*?)</section>', page, re.DOTALL)
    return found[1] if found else ""


# --- steps and days -----------------------------------------------------------------------------


def test_every_step_has_its_days_from_today(client, shipped, calendar):
    steps = section(page_of(client, "youth-home"), "steps")
    assert 'value="2026-07-15"' in steps
    assert "2026 年 7 月 16 日至 7 月 22 日" in " ".join(steps.split())
    assert "没有公布时限" in steps
    assert "暂定" not in steps


def test_another_day_can_be_asked_for_and_counts_days_worked_in_exchange(client, shipped, calendar):
    steps = section(page_of(client, "youth-home", "?apply_on=2026-09-18"), "steps")
    assert "2026 年 9 月 20 日至 9 月 24 日" in " ".join(steps.split())


def test_what_lies_beyond_the_calendar_is_provisional(client, shipped, calendar):
    steps = section(page_of(client, "youth-home", "?apply_on=2027-03-01"), "steps")
    assert "暂定" in steps
    assert "还没有公布" in steps


@pytest.mark.parametrize("typed", ["2026-13-40", "tomorrow", "２", "1800-01-01", "x" * 900])
def test_a_day_that_is_none_says_so_and_shows_today(client, shipped, calendar, typed):
    response = client.get("/programmes/youth-home/", {"apply_on": typed})
    assert response.status_code == 200
    steps = section(response.content.decode(), "steps")
    assert 'role="alert"' in steps
    assert 'aria-invalid="true"' in steps
    assert 'value="2026-07-15"' in steps


@pytest.mark.parametrize("typed", ["2100-12-31", "1900-01-01", "２０２６年３月２日"])
def test_the_ends_of_time_and_what_people_type_are_days(client, shipped, calendar, typed):
    response = client.get("/programmes/youth-home/", {"apply_on": typed})
    assert 'role="alert"' not in section(response.content.decode(), "steps")


def test_a_day_outside_of_the_window_says_so(client, shipped, calendar):
    steps = section(page_of(client, "national-tech-sme", "?apply_on=2026-10-01"), "steps")
    assert "这一天不受理申报" in steps
    inside = section(page_of(client, "national-tech-sme", "?apply_on=2026-08-31"), "steps")
    assert "这一天不受理申报" not in inside


def test_the_usual_day_is_the_first_of_the_next_window():
    windows = [{"from": "2026-09-01", "to": "2026-09-30", **CLAUSE}]
    document = read(eligibility=leaf("firm.is_local", "is", True), windows=windows)
    for on, expected in (
        (date(2026, 7, 15), date(2026, 9, 1)),
        (date(2026, 9, 15), date(2026, 9, 15)),
        (date(2026, 10, 1), date(2026, 10, 1)),
    ):
        assert default_day(intake_of(document, {}, on=on), on=on) == expected
    assert default_day(Intake(state=UNANNOUNCED), on=DAY) == DAY


def test_htmx_gets_the_schedule_alone(client, shipped, calendar):
    headers = {"HX-Request": "true", "HX-Target": "schedule"}
    response = client.get("/programmes/youth-home/?apply_on=2026-09-18", headers=headers)
    text = response.content.decode()
    assert text.lstrip().startswith('<div id="schedule">')
    assert "<html" not in text
    assert "HX-Request" in response["Vary"]
    whole = client.get("/programmes/youth-home/?apply_on=2026-09-18").content.decode()
    assert text.strip() in whole


def test_each_day_of_the_programme_can_be_put_into_a_calendar(client, shipped, calendar):
    answer(client)
    windows = section(page_of(client, "national-tech-sme"), "windows")
    files = re.findall(r'href="(/plan/[^"]+\.ics)"', windows)
    assert files
    for path in files:
        response = client.get(path)
        assert response.status_code == 200
        assert response.content.startswith(b"BEGIN:VCALENDAR")
    older = page_of(client, "specialised-sme", "?edition=2022")
    assert ".ics" not in section(older, "windows")


# --- editions -----------------------------------------------------------------------------------


def test_each_edition_says_what_changed(client, shipped):
    for slug, editions in shipped.rulebook.editions.items():
        sources = section(page_of(client, slug), "sources")
        for before, after in pairwise(editions):
            for each in differences(before, after, departments=shipped.library.departments):
                start = each.what.get("zh-hans") or each.before["zh-hans"]
                assert "".join(start.split()) in "".join(sources.split()), slug


def test_an_older_edition_can_be_read_and_says_that_it_does_not_count(client, shipped):
    answer(client)
    link = 'href="/programmes/specialised-sme/?edition=2022"'
    assert link in page_of(client, "specialised-sme")
    page = page_of(client, "specialised-sme", "?edition=2022")
    assert "这是旧版本" in page
    assert "从事细分市场满 2 年" in section(page, "eligible")
    assert "从事细分市场满 3 年" not in section(page, "eligible")
    assert 'class="mark' not in page
    assert 'class="verdict' not in page
    assert 'id="schedule"' not in page
    assert "/apply/" not in section(page, "get")


def test_the_edition_in_force_may_be_asked_for_by_name(client, shipped):
    page = page_of(client, "specialised-sme", "?edition=2026")
    assert "这是旧版本" not in page
    assert 'class="verdict' in page


@pytest.mark.parametrize("query", ["?edition=1999", "?edition="])
def test_an_unknown_edition_is_not_found(client, shipped, query):
    assert client.get(f"/programmes/specialised-sme/{query}").status_code == 404


def test_a_programme_that_is_over_still_shows_its_rule(client, show):
    show(small.texts(programmes={"rent-help": small.RENT_2022}), on=date(2026, 3, 2))
    page = page_of(client, "rent-help")
    assert "今天没有在施行的版本" in page
    assert "不超过 35" in section(page, "eligible")


# --- relations, questions, sources --------------------------------------------------------------


def test_programmes_that_exclude_each_other_lead_to_each_other(client, shipped):
    for slug, editions in shipped.rulebook.editions.items():
        document = shipped.rulebook.document(slug, on=DAY)
        for other in document.excludes if document else ():
            if isinstance(other, str) and shipped.rulebook.document(other, on=DAY):
                assert f'href="/programmes/{other}/"' in section(page_of(client, slug), "related")
                back = section(page_of(client, other), "related")
                assert f'href="/programmes/{slug}/"' in back
        assert editions


def test_a_ladder_is_seen_from_both_ends(client, shipped):
    upper = section(page_of(client, "little-giant"), "related")
    assert 'href="/programmes/specialised-sme/"' in upper
    assert "必须先有" in upper
    lower = section(page_of(client, "specialised-sme"), "related")
    assert 'href="/programmes/little-giant/"' in lower
    assert "必须先有这一项" in lower


def test_every_open_question_stands_with_all_its_sources(client, shipped):
    for slug in shipped.rulebook.editions:
        document = shipped.rulebook.document(slug, on=DAY)
        if document is None:
            continue
        questions = section(page_of(client, slug), "open-questions")
        for raw in document.questions:
            assert raw["zh-hans"] in questions
            for key in raw.get("sources", ()):
                if key != "ASSUMED":
                    source = document.sources[key]
                    assert dict(source["title"])["zh-hans"] in questions, (slug, key)
                    assert source.get("url", "") in questions


@pytest.mark.parametrize(("topic", "slug", "sources"), CONFLICTS)
def test_a_conflict_shows_both_sources_under_one_question(client, shipped, topic, slug, sources):
    questions = section(page_of(client, slug), "open-questions")
    document = shipped.rulebook.document(slug, on=DAY)
    titles = [dict(document.sources[key]["title"])["zh-hans"] for key in sources]
    addresses = [document.sources[key].get("url", "") for key in sources]
    assert any(
        all(each in line for each in (*titles, *addresses)) for line in questions.split("</ul>")
    )


def test_sources_lead_out_and_say_so(client, shipped):
    sources = section(page_of(client, "youth-home"), "sources")
    for link in re.findall(r"<a [^>]*href=\"https?:[^>]*>", sources):
        assert 'rel="external noopener"' in link
    assert "（外部网站）" in sources


def test_the_older_edition_and_the_schedule_in_english(client, shipped, calendar):
    client.cookies["django_language"] = "en"
    for path in (
        "/programmes/specialised-sme/?edition=2022",
        "/programmes/youth-home/?apply_on=never",
        "/programmes/national-tech-sme/?apply_on=2027-01-01",
    ):
        allowed = re.compile(
            r"2024年6月15日|[\u3400-\u9fff]+〔\d{4}〕\d+\s?号|\([\u3400-\u9fff]+\)"
        )
        assert not [t for t in texts_of(client.get(path)) if HAN.search(allowed.sub("", t))]


# --- what it costs ------------------------------------------------------------------------------


def test_the_page_costs_one_query_for_its_calendar(
    client, shipped, calendar, django_assert_max_num_queries
):
    answer(client)
    for query in ("", "?edition=2022", "?apply_on=2026-08-03"):
        with django_assert_max_num_queries(2):  # the session besides
            client.get(f"/programmes/specialised-sme/{query}")
