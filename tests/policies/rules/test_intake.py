"""The one intake state: for one edition, some facts and a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.rules.errors import RuleError
from policies.rules.grammar import INTAKES
from policies.rules.intake import (
    CLOSED,
    ELSEWHERE,
    EXPECTED,
    FULL,
    NO_APPLICATION,
    OPEN,
    OPENS,
    OVER_FOR_YOU,
    STATES,
    UNANNOUNCED,
    UNKNOWN,
    intake_of,
)
from policies.rules.rulebook import Rulebook
from tests.policies.rules.documents import CLAUSE, explained, leaf, read

ON = date(2026, 12, 1)
GRADED = leaf("firm.is_local", "is", True)


def intake(facts=None, on=ON, taken=0, **parts):
    document = read(eligibility=GRADED, **parts)
    counts = {("tried", "2026", number): taken for number in range(len(document.windows))}
    return intake_of(document, facts or {}, on=on, taken=counts)


def of_days(first, last, **more):
    return {"from": first, "to": last, **CLAUSE, **more}


@pytest.mark.parametrize(
    ("window", "state"),
    [
        pytest.param("rolling", OPEN, id="all year"),
        pytest.param(of_days("2026-11-01", "2026-12-01"), OPEN, id="the last day is included"),
        pytest.param(of_days("2026-12-01", None), OPEN, id="the first day is included"),
        pytest.param(of_days("2026-12-02", "2027-01-31"), OPENS, id="from an announced day"),
        pytest.param(of_days("2026-06-01", "2026-11-30"), CLOSED, id="over since yesterday"),
        pytest.param(
            of_days("2026-06-01", "2026-11-30", basis="assumed"),
            EXPECTED,
            id="assumed days close nothing",
        ),
        pytest.param(
            of_days("2026-11-01", "2026-12-31", basis="assumed"),
            EXPECTED,
            id="assumed days open nothing",
        ),
        pytest.param(
            of_days("2025-11-01", "2025-11-30"), EXPECTED, id="those of an earlier year neither"
        ),
        pytest.param(
            of_days("2026-06-01", "2026-08-31", expected=True), EXPECTED, id="said to be expected"
        ),
    ],
)
def test_days_of_the_calendar(window, state):
    assert intake(windows=[window]).state == state


def test_documents_name_every_state():
    assert INTAKES == STATES


def test_no_window_is_not_open():
    assert intake().state == UNANNOUNCED


def test_what_nobody_applies_for_has_no_intake_whatever_its_windows_say():
    assert intake(application="none", windows=["rolling"]).state == NO_APPLICATION


def test_another_platform_takes_what_is_open():
    elsewhere = {"elsewhere": {"name": {"zh-hans": "平台", "en": "Platform"}}}
    assert intake(application=elsewhere, windows=["rolling"]).state == ELSEWHERE
    assert intake(application=elsewhere).state == UNANNOUNCED
    coming = of_days("2027-01-01", None)
    assert intake(application=elsewhere, windows=[coming]).state == OPENS


@pytest.mark.parametrize(
    ("days", "on", "forecast"),
    [
        (("2026-06-01", "2026-08-31"), ON, (date(2027, 6, 1), date(2027, 8, 31))),
        (("2026-06-01", "2026-08-31"), date(2027, 7, 1), (date(2027, 6, 1), date(2027, 8, 31))),
        (("2026-06-01", "2026-08-31"), date(2027, 9, 1), (date(2028, 6, 1), date(2028, 8, 31))),
        (("2027-06-01", "2027-08-31"), ON, (date(2027, 6, 1), date(2027, 8, 31))),
        ((None, "2025-11-09"), ON, (None, date(2027, 11, 9))),
        (("2028-02-29", None), date(2029, 3, 1), (date(2030, 2, 28), None)),
    ],
)
def test_a_forecast_is_the_round_that_is_not_over_yet(days, on, forecast):
    first, last = days
    found = intake(on=on, windows=[of_days(first, last, expected=True)])
    assert found.state == EXPECTED
    assert found.forecast == forecast


def clock(**more):
    return {"after": "firm.founded_on", "within_months": 24, **CLAUSE, **more}


def test_a_clock_of_ones_own():
    founded = {"firm.founded_on": date(2025, 3, 1)}
    assert intake(founded, windows=[clock()]).state == OPEN
    assert intake(founded, on=date(2027, 3, 1), windows=[clock()]).state == OPEN
    assert intake(founded, on=date(2027, 3, 2), windows=[clock()]).state == OVER_FOR_YOU
    assert intake(founded, windows=[clock(from_months=36)]).state == OPENS
    found = intake(windows=[clock()])
    assert (found.state, found.missing) == (UNKNOWN, ("firm.founded_on",))


def test_an_assumed_clock_that_ran_out_is_to_be_asked_about():
    founded = {"firm.founded_on": date(2020, 3, 1)}
    assert intake(founded, windows=[clock(basis="assumed")]).state == UNANNOUNCED


STUDENTS = [
    clock(when=leaf("firm.grade", "in", ["A", "B"])),
    {"rolling": True, "when": leaf("firm.grade", "is", "C"), **CLAUSE},
]


def test_each_window_counts_for_those_it_is_for():
    long_ago = {"firm.founded_on": date(2020, 1, 1)}
    assert intake({**long_ago, "firm.grade": "A"}, windows=STUDENTS).state == OVER_FOR_YOU
    assert intake({**long_ago, "firm.grade": "C"}, windows=STUDENTS).state == OPEN
    assert intake({"firm.grade": "C"}, windows=STUDENTS).state == OPEN, "no clock is asked for"
    unknown = intake(long_ago, windows=STUDENTS)
    assert (unknown.state, unknown.missing) == (UNKNOWN, ("firm.grade",))


def test_what_no_answer_makes_better_is_not_asked():
    late = {"rolling": False, **of_days("2026-01-01", "2026-02-01")}
    late["when"] = leaf("firm.grade", "is", "C")
    del late["rolling"]
    assert intake(windows=[late]).state == CLOSED
    assert intake(windows=["rolling", late]).state == OPEN
    assert intake({"firm.grade": "A"}, windows=[late]).state == OVER_FOR_YOU


def test_places_bind():
    window = {"rolling": True, "capacity": 12, **CLAUSE}
    assert intake(windows=[window], taken=11).state == OPEN
    assert intake(windows=[window], taken=12).state == FULL
    assert intake(windows=[window, "rolling"], taken=12).state == OPEN


def test_of_two_that_are_open_the_one_that_ends_first_counts():
    found = intake(windows=["rolling", of_days("2026-11-01", "2026-12-31")])
    assert (found.state, found.closes_on) == (OPEN, date(2026, 12, 31))


def test_an_edition_to_come_says_from_when():
    document = read(
        eligibility=GRADED,
        windows=["rolling"],
        in_force={"from": "2027-02-01", "to": None},
    )
    book = Rulebook([document])
    result = book.explain_one("tried", {}, on=ON)
    assert (result.verdict, result.intake.state) == ("not_in_force", OPENS)
    assert result.intake.opens_on == date(2027, 2, 1)
    assert book.intakes({}, on=ON)["tried"].opens_on == date(2027, 2, 1)


def test_result_and_list_say_the_same():
    document = read(eligibility=GRADED, windows=STUDENTS)
    result = explained(document, {}, on=ON)
    assert result.intake == Rulebook([document]).intakes({}, on=ON)["tried"]


@pytest.mark.parametrize(
    ("parts", "place"),
    [
        ({"application": "somewhere"}, "application"),
        ({"again": {"times": 1, "months": 2}}, "again"),
        ({"again": {}}, "again"),
        ({"windows": [{"rolling": True, "expected": True}]}, "windows[0].expected"),
        ({"windows": [{"rolling": True, "when": {"fact": "firm.nothing"}}]}, "windows[0].when"),
        (
            {"documents": [{"name": "x", "required": True, "required_when": GRADED}]},
            "documents[0]",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_place(parts, place):
    with pytest.raises(RuleError, match=place.replace("[", r"\[").replace("]", r"\]")):
        read(eligibility=GRADED, **parts)


def test_a_paper_may_depend_on_an_answer():
    papers = [{"name": "a"}, {"name": "b", "required": False}]
    papers.append({"name": "c", "required_when": leaf("firm.is_new", "is", True)})
    document = read(eligibility=GRADED, documents=papers)
    assert explained(document, {}).papers == (True, False, None)
    assert explained(document, {"firm.is_new": True}).papers == (True, False, True)
    assert explained(document, {"firm.is_new": False}).papers == (True, False, False)


DAYS = [date(2026, month, 15) for month in range(1, 13)]
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "firm.grade": st.sampled_from("ABC"),
        "firm.is_new": st.booleans(),
        "firm.founded_on": st.dates(date(2015, 1, 1), date(2027, 1, 1)),
    },
)
CONDITIONS = [
    None,
    leaf("firm.grade", "is", "A"),
    leaf("firm.is_new", "is", True),
    {"any": [leaf("firm.grade", "in", ["B", "C"]), leaf("firm.is_new", "is", False)]},
]
WINDOWS = st.lists(
    st.builds(
        lambda base, when: {**base, **({} if when is None else {"when": when})},
        st.sampled_from(
            [
                {"rolling": True, **CLAUSE},
                of_days("2026-03-01", "2026-05-31"),
                of_days("2025-09-01", "2025-10-31"),
                of_days("2026-06-01", "2026-08-31", basis="assumed"),
                clock(),
                clock(from_months=12, within_months=6),
                clock(basis="assumed"),
            ]
        ),
        st.sampled_from(CONDITIONS),
    ),
    max_size=4,
)


@given(WINDOWS, FACTS, FACTS, st.sampled_from(DAYS))
def test_learning_never_contradicts(windows, known, more, on):
    """What is said before an answer still holds after it, but that one knows more."""
    document = read(eligibility=GRADED, windows=windows)
    before = intake_of(document, known, on=on)
    after = intake_of(document, {**more, **known}, on=on)
    assert before.state in STATES
    if before.state == UNKNOWN:
        assert before.missing, "an unknown intake names what decides it"
        return
    never = {CLOSED, OVER_FOR_YOU}
    assert after.state == before.state or {before.state, after.state} <= never
