"""My days: as a page, and as calendars read back the way RFC 5545 says."""

import re
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.utils.html import escape

from policies.presentation.icalendar import Publisher, calendar, escaped, folded, uid
from policies.presentation.plan import Entry
from tests.policies.pages.founder import DAY, answer
from tests.policies.pages.made import CLAUSE, programme, texts

AT = datetime(2026, 7, 15, 4, 30, tzinfo=UTC)
FIXED = {"from": "2026-08-01", "to": "2026-09-30", **CLAUSE}
CLOCK = {"after": "founder.born_on", "within_months": 330, **CLAUSE}
ADULT = {"formula": "years_between(founder.born_on, today)", "between": [18, 27], **CLAUSE}


def parsed(text):
    """The events of a calendar as {property: value}; every line is checked on the way."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    physical = text.split("\r\n")[:-1]
    assert all(len(line.encode()) <= 75 for line in physical)
    lines = re.sub(r"\r\n[ \t]", "", text).split("\r\n")[:-1]
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    head, events, inside = {}, [], []
    for line in lines:
        name, value = re.match(r'((?:[^":]|"[^"]*")+):(.*)', line, re.DOTALL).groups()
        if name == "BEGIN":
            inside.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert inside.pop() == value
        elif inside == ["VCALENDAR"]:
            head[name] = value
        elif inside[-1] == "VEVENT":
            assert name not in events[-1]  # each once
            events[-1][name] = value
        else:
            events[-1].setdefault("alarm", {})[name] = value
    assert inside == []
    return head, events


def unescaped(value):
    return re.sub(r"\\([\\;,nN])", lambda m: "\n" if m[1] in "nN" else m[1], value)


def born(client, day="1999-03-02"):
    client.cookies["django_language"] = "en"
    client.post("/questions/enterprise.staff/", {"answer": "4"})
    client.post("/questions/founder.born_on/", {"answer": day, "sensitive": "on"})


def days(client, query=""):
    found = client.get(f"/plan/{query}").context["plan"].entries
    return [(entry.on.isoformat(), entry.kind, entry.slug) for entry in found]


def test_windows_clocks_and_the_days_of_a_yes_stand_in_their_order(client, show):
    show(
        texts(
            programme("fixed", windows=[FIXED]),
            programme("clock", windows=[CLOCK]),
            programme("adult", eligibility=ADULT),
        )
    )
    born(client)
    assert days(client) == [
        ("2026-08-01", "opens", "fixed"),
        ("2026-09-02", "ends", "clock"),
        ("2026-09-30", "closes", "fixed"),
        ("2027-03-01", "last-day", "adult"),
    ]
    months = client.get("/plan/").context["plan"].months
    assert [month.name for month in months] == ["August 2026", "September 2026", "March 2027"]
    last = client.get("/plan/").context["plan"].entries[-1]
    assert last.why.startswith("no longer met after that: ")


def test_the_first_possible_day_and_windows_that_close_before_it(client, show):
    early = {"from": "2026-07-01", "to": "2026-08-01", **CLAUSE}
    show(texts(programme("adult", eligibility=ADULT, windows=[early, FIXED])))
    born(client, "2008-09-01")
    assert days(client)[:3] == [
        ("2026-08-01", "opens", "adult"),
        ("2026-09-01", "first-day", "adult"),
        ("2026-09-30", "closes", "adult"),
    ]


def test_a_refusal_for_good_has_no_days(client, show):
    show(texts(programme("adult", eligibility=ADULT, windows=[FIXED])))
    born(client, "1970-01-01")
    assert days(client) == []
    assert "No day is known" in client.get("/plan/").content.decode()
    assert client.get("/plan/leqing.ics").status_code == 200


def test_one_kind_can_be_looked_at_alone(client, show):
    show(texts(programme("fixed", windows=[FIXED]), programme("clock", windows=[CLOCK])))
    born(client)
    assert [kind for _, kind, _ in days(client, "?kind=ends")] == ["ends"]
    assert len(days(client, "?kind=party")) == len(days(client, "?kind=first-day")) == 3
    fragment = client.get("/plan/?kind=ends", headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="days">')
    assert "<html" not in fragment


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_shipped_catalogue_has_days_for_a_founder(client, shipped, language):
    client.cookies["django_language"] = language
    answer(client)
    response = client.get("/plan/")
    found = response.context["plan"].entries
    assert found
    assert all(entry.on >= DAY for entry in found)
    assert all(escape(entry.title) in response.content.decode() for entry in found)
    assert len({entry.identity for entry in found}) == len(found)
    head, events = parsed(client.get("/plan/leqing.ics").content.decode())
    assert len(events) == len(found)
    assert (head["VERSION"], head["METHOD"]) == ("2.0", "PUBLISH")
    assert head["X-WR-CALNAME"] == head["NAME"]


def test_the_file_says_what_the_page_says(client, shipped):
    answer(client)
    found = client.get("/plan/").context["plan"].entries
    response = client.get("/plan/leqing.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    _head, events = parsed(response.content.decode())
    for entry, event in zip(found, events, strict=True):
        assert event["DTSTART;VALUE=DATE"] == f"{entry.on:%Y%m%d}"
        assert unescaped(event["SUMMARY"]) == f"{entry.kind_name}: {entry.title}"
        assert entry.why in unescaped(event["DESCRIPTION"])
        assert event["URL"].endswith(f"/programmes/{entry.slug}/")
        assert ("alarm" in event) is (entry.kind in ("closes", "ends", "last-day", "expected-end"))


def test_each_day_is_a_file_by_itself(client, shipped):
    answer(client)
    whole = parsed(client.get("/plan/leqing.ics").content.decode())[1]
    for entry in client.get("/plan/").context["plan"].entries:
        response = client.get(f"/plan/{entry.identity}.ics")
        [event] = parsed(response.content.decode())[1]
        assert event["UID"] in {each["UID"] for each in whole}
    assert client.get("/plan/none-such-0.ics").status_code == 404


# --- the format ---------------------------------------------------------------------------------


def entry(**parts):
    return Entry(
        **{
            "key": "closes/a/2026/0",
            "kind": "closes",
            "kind_name": "Window closes",
            "on": date(2026, 12, 31),
            "day": "",
            "weekday": "",
            "slug": "a",
            "title": "A",
            "department": "",
            "mark": "met",
            "state": "",
            "why": "",
            "assumed": False,
            **parts,
        }
    )


PUBLISHER = Publisher(
    name='My "days"', address="no@example.org", root="https://example.org/p/", disclaimer=""
)


def test_an_event_is_exact():
    [event] = parsed(calendar([entry()], PUBLISHER, at=AT))[1]
    assert event == {
        "UID": str(uid(entry())),
        "DTSTAMP": "20260715T043000Z",
        "LAST-MODIFIED": "20260715T043000Z",
        "SEQUENCE": "195",
        'ORGANIZER;CN="My days"': "mailto:no@example.org",
        "DTSTART;VALUE=DATE": "20261231",
        "DTEND;VALUE=DATE": "20270101",
        "SUMMARY": "Window closes: A",
        "DESCRIPTION": "",
        "URL": "https://example.org/p/a/",
        "CATEGORIES": "Window closes",
        "CLASS": "PRIVATE",
        "STATUS": "CONFIRMED",
        "TRANSP": "TRANSPARENT",
        "alarm": {"ACTION": "DISPLAY", "TRIGGER": "-P6DT15H", "DESCRIPTION": "Window closes: A"},
    }


def test_an_identifier_stays_when_the_day_moves_and_differs_by_window():
    assert uid(entry()) == uid(entry(on=date(2027, 1, 31), title="B"))
    assert uid(entry()) != uid(entry(key="closes/a/2026/1"))
    assert UUID(uid(entry()))


def test_a_later_calendar_wins():
    later = AT.replace(month=8)
    numbers = [
        int(parsed(calendar([entry()], PUBLISHER, at=at))[1][0]["SEQUENCE"]) for at in (AT, later)
    ]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize(
    "title",
    [
        "a;b,c\\d",
        "one\ntwo\r\nthree\rfour",
        "乐清" * 60,
        "é" * 37 + "字",
        "x" * 300,
        "a\x00\x1bb",
        "😀" * 40,
    ],
)
def test_whatever_a_title_holds_comes_back(title):
    [event] = parsed(calendar([entry(title=title)], PUBLISHER, at=AT))[1]
    plain = title.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").replace("\x1b", "")
    assert unescaped(event["SUMMARY"]) == f"Window closes: {plain}"


def test_folding_cuts_no_character_and_loses_nothing():
    for length in range(70, 80):
        line = "x" * length + "字符"
        pieces = list(folded(line))
        assert "".join([pieces[0], *(piece[1:] for piece in pieces[1:])]) == line
        assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert list(folded("")) == [""]


def test_what_parts_a_value_is_escaped():
    assert escaped("a;b,c\\d\ne") == "a\\;b\\,c\\\\d\\ne"
