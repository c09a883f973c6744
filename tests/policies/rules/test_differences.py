"""What an edition says otherwise than the one before."""

import re
from itertools import pairwise

import pytest

from policies.rules.differences import AREAS, differences
from policies.rules.documents import read_documents
from tests.policies.rules.documents import CLAUSE, PROGRAMMES, plain, read, shipped_library
from tests.policies.rules.test_sentences import WORDED

HAN = re.compile(r"[\u3400-\u9fff]")
AT_LEAST_3 = {"fact": "staff", "at_least": 3, **CLAUSE}
LOCAL = {"fact": "town", "is": "l", **CLAUSE}
CLEAN = {"fact": "clean", "is": True, **CLAUSE}
RULE = {"eligibility": {"all": [AT_LEAST_3, LOCAL]}}


def compared(before, after, **names):
    """The differences of two documents as (area, English sentence)."""
    old, new = (read(plain(facts=WORDED, **(RULE | each))) for each in (before, after))
    return [(each.area, each.sentence("en")) for each in differences(old, new, **names)]


def rule(*parts):
    return {"eligibility": {"all": list(parts)}}


def scored(*items, **scoring):
    return {"scoring": {"items": list(items), **scoring, **CLAUSE}}


def item(name="size", most=20, **parts):
    words = {"zh-hans": "规模", "en": "Size"}
    method = {"fact": "staff", "bands": [{"at_least": 5, "points": 10}]}
    return {"item": name, "max": most, "label": words, **(parts or method)}


def award(**parts):
    return {"awards": [{"kind": "cash", "mode": "fixed", "unit": "CNY", **parts}]}


def paper(**parts):
    return {"documents": [{"name": {"zh-hans": "申请表", "en": "Form"}, **parts}]}


def step(**parts):
    return {
        "process": [{"stage": "publicity", "label": {"zh-hans": "公示", "en": "Publicity"}} | parts]
    }


ANY = {"label": {"zh-hans": "规模", "en": "Size"}, "any": [AT_LEAST_3, CLEAN]}
OLD_STAFF = {**AT_LEAST_3, "label": {"zh-hans": "人手够", "en": "Enough staff"}}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({}, {}, [], id="nothing"),
        pytest.param(
            {},
            rule({**AT_LEAST_3, "at_least": 5}, LOCAL),
            [("eligibility", "Staff: “at least 3 people” becomes “at least 5 people”")],
            id="a bound",
        ),
        pytest.param(
            {},
            rule({"fact": "staff", "more_than": 3, **CLAUSE}, LOCAL),
            [("eligibility", "Staff: “at least 3 people” becomes “more than 3 people”")],
            id="whether the bound is included",
        ),
        pytest.param(
            {},
            rule(AT_LEAST_3, LOCAL, CLEAN),
            [("eligibility", "Added: Clean record")],
            id="a criterion more",
        ),
        pytest.param(
            {},
            rule(AT_LEAST_3),
            [("eligibility", "Removed: Town is Liushi")],
            id="a criterion less",
        ),
        pytest.param({}, rule(LOCAL, AT_LEAST_3), [], id="another order says the same"),
        pytest.param(
            rule({**OLD_STAFF}),
            rule({**OLD_STAFF, "at_least": 5}),
            [
                (
                    "eligibility",
                    "Enough staff: “at least 3 people” becomes “at least 5 people”",
                )
            ],
            id="a bound behind words that stay",
        ),
        pytest.param(
            rule(OLD_STAFF),
            rule({**AT_LEAST_3, "at_least": 5, "label": {"zh-hans": "多", "en": "Many staff"}}),
            [("eligibility", "“Enough staff” becomes “Many staff”")],
            id="other words for another bound",
        ),
        pytest.param(
            rule(ANY),
            rule({**ANY, "any": [{**AT_LEAST_3, "at_least": 4}, CLEAN]}),
            [
                (
                    "eligibility",
                    "Within “Size”: Staff: “at least 3 people” becomes “at least 4 people”",
                )
            ],
            id="a bound within a group",
        ),
        pytest.param(
            rule(ANY),
            rule({**ANY, "any": [AT_LEAST_3, CLEAN, LOCAL]}),
            [("eligibility", "Within “Size”: Added: Town is Liushi")],
            id="one more way within a group",
        ),
        pytest.param(
            rule({"any": [AT_LEAST_3, CLEAN]}),
            rule({"all": [AT_LEAST_3, CLEAN], "label": ANY["label"]}),
            [("eligibility", "“Any one of the following” becomes “Size”")],
            id="one of them was enough",
        ),
        pytest.param(
            {"eligibility": {"some": "patents", "where": {"field": "used", "is": True}, **CLAUSE}},
            {
                "eligibility": {
                    "some": "patents",
                    "where": {"field": "rank", "at_most": 3},
                    **CLAUSE,
                }
            },
            [
                (
                    "eligibility",
                    "“At least one of Patents: In use” becomes "
                    "“At least one of Patents: Rank is at most 3”",
                )
            ],
            id="what is asked of records",
        ),
        pytest.param({}, scored(item()), [("scoring", "Added: Scoring")], id="a score"),
        pytest.param(scored(item()), {}, [("scoring", "Removed: Scoring")], id="no score"),
        pytest.param(
            scored(item(), pass_mark=5),
            scored(item(), pass_mark=8),
            [("scoring", "Points needed: “5 points” becomes “8 points”")],
            id="a pass mark",
        ),
        pytest.param(
            scored(item(), pass_mark=5),
            scored(item()),
            [("scoring", "Points needed: no longer said, was “5 points”")],
            id="a pass mark less",
        ),
        pytest.param(
            scored(item()),
            scored(item(), floors={"size": 5}),
            [("scoring", "Least points of Size: now “5 points”")],
            id="a floor more",
        ),
        pytest.param(
            scored(item()),
            scored(item(most=25)),
            [("scoring", "Most points of Size: “20 points” becomes “25 points”")],
            id="most points of an item",
        ),
        pytest.param(
            scored(item()),
            scored(item(), item("more")),
            [("scoring", "Added: Size (at most 20 points)")],
            id="an item more",
        ),
        pytest.param(
            scored(item()),
            scored(item(fact="staff", bands=[{"at_least": 6, "points": 10}])),
            [
                (
                    "scoring",
                    "How Size is scored: “Staff: from 5 people: 10 points” becomes "
                    "“Staff: from 6 people: 10 points”",
                )
            ],
            id="a band",
        ),
        pytest.param(
            scored(item(fact="staff", linear={"from": 0, "to": 10})),
            scored(item(fact="staff", ratio_to=10, cap=2)),
            [
                (
                    "scoring",
                    "How Size is scored: “Staff: evenly from 0 people to 10 people” becomes "
                    "“Staff: measured against 10 people, at most 2 times”",
                )
            ],
            id="another method",
        ),
        pytest.param(
            scored(item(fact="town", points={"l": 5})),
            scored(item(judged=True)),
            [
                (
                    "scoring",
                    "How Size is scored: “Town: Liushi: 5 points” becomes “reviewers give it”",
                )
            ],
            id="a table of points",
        ),
        pytest.param(
            scored(item(sum_of=[item(most=10, fact="staff", count=1)])),
            scored(item(sum_of=[item(most=10, fact="staff", count=2)])),
            [
                (
                    "scoring",
                    "Within “Size”: How Size is scored: “Staff: 1 point each” becomes "
                    "“Staff: 2 points each”",
                )
            ],
            id="a part of an item",
        ),
        pytest.param(
            scored(item(), pass_mark=5, waived_when=CLEAN),
            scored(item(), pass_mark=5, waived_when={"any": [CLEAN, LOCAL]}),
            [
                ("direct_routes", "Added: Clean record or Town is Liushi"),
                ("direct_routes", "Removed: Clean record"),
            ],
            id="a direct route",
        ),
        pytest.param(
            award(amount=100),
            award(amount=200),
            [("awards", "Cash: “¥100” becomes “¥200”")],
            id="an amount",
        ),
        pytest.param(
            award(amount=100),
            award(amount=100, up_to=True, times=3),
            [("awards", "Cash: “¥100” becomes “up to ¥100, 3 times”")],
            id="an amount that is the most now",
        ),
        pytest.param(
            award(amount=100),
            award(amount=100, mode="competitive"),
            [("awards", "How Cash is given: “a set amount” becomes “awarded in competition”")],
            id="how it is given",
        ),
        pytest.param(
            award(amount=100),
            award(amount=100, when=CLEAN),
            [("awards", "Within “Who gets Cash”: Added: Clean record")],
            id="who gets it",
        ),
        pytest.param({}, award(amount=100), [("awards", "Added: Cash, ¥100")], id="an award more"),
        pytest.param(
            award(amount=100), {}, [("awards", "Removed: Cash, ¥100")], id="an award less"
        ),
        pytest.param({}, paper(), [("papers", "Added: Form")], id="a paper more"),
        pytest.param(
            paper(),
            paper(required=False),
            [("papers", "Form: “required” becomes “if you have it”")],
            id="a paper that is no longer required",
        ),
        pytest.param(
            step(working_days=5),
            step(working_days=7),
            [("process", "Publicity: “5 working days” becomes “7 working days”")],
            id="a limit of a step",
        ),
        pytest.param(
            step(working_days=1),
            step(),
            [("process", "Publicity: “1 working day” becomes “no limit”")],
            id="a limit less",
        ),
        pytest.param(
            {"windows": [{"from": "2025-06-01", "to": "2025-08-31"}]},
            {"windows": [{"from": "2026-06-01", "to": "2026-09-30"}]},
            [
                (
                    "windows",
                    "When to apply: “1 June 2025 to 31 August 2025” becomes "
                    "“1 June 2026 to 30 September 2026”",
                )
            ],
            id="days of a window",
        ),
        pytest.param(
            {"windows": [{"after": "founded", "within_months": 6}]},
            {"windows": [{"after": "founded", "from_months": 12, "within_months": 1}]},
            [
                (
                    "windows",
                    "When to apply: “counted from “Day of registration”, for 6 months” becomes "
                    "“counted from “Day of registration”, opens after 12 months, for 1 month”",
                )
            ],
            id="a personal clock",
        ),
        pytest.param(
            {}, {"windows": ["rolling"]}, [("windows", "Added: all year")], id="a window more"
        ),
        pytest.param(
            {"excludes": ["other"]},
            {"excludes": [{"group": "rooms", "take": "highest"}]},
            [
                ("excludes", "Added: the highest of its group counts (rooms)"),
                ("excludes", "Removed: not together with Other help"),
            ],
            id="what it goes with",
        ),
        pytest.param(
            {},
            {"audience": ["person", "enterprise"], "department": "youth-league"},
            [
                ("head", "Department: “Science” becomes “youth-league”"),
                ("head", "For whom: “companies” becomes “persons, companies”"),
            ],
            id="who decides and for whom",
        ),
        pytest.param(
            {"outcomes": [{"name": "A", "when": CLEAN}, {"name": "B"}]},
            {"outcomes": [{"name": "A", "when": LOCAL}, {"name": "B", "when": CLEAN}]},
            [
                ("outcomes", "Within “A”: Added: Town is Liushi"),
                ("outcomes", "Within “A”: Removed: Clean record"),
                ("outcomes", "B: “everything else” becomes “Clean record”"),
            ],
            id="classes",
        ),
        pytest.param(
            {},
            rule({**AT_LEAST_3, "basis": "assumed"}, {**LOCAL, "basis": "assumed"}),
            [
                (
                    "basis",
                    "Basis of parts that say the same (2): “official text” becomes "
                    "“an example, to be confirmed”",
                )
            ],
            id="how sure one is",
        ),
        pytest.param(
            {"tables": {"t": {"l": 3}}}
            | rule({"formula": "staff - lookup(t, town)", "at_least": 0, **CLAUSE}),
            {"tables": {"t": {"l": 4}}}
            | rule({"formula": "staff - lookup(t, town)", "at_least": 0, **CLAUSE}),
            [
                (
                    "eligibility",
                    "Staff − the figure of the table for Town is at least 0: "
                    "how it is worked out has changed",
                )
            ],
            id="figures behind the same words",
        ),
    ],
)
def test_a_difference_is_said(before, after, expected):
    names = {
        "departments": {"science": {"name": {"zh-hans": "科技局", "en": "Science"}}},
        "titles": {"other": {"zh-hans": "别的补贴", "en": "Other help"}},
    }
    assert compared(before, after, **names) == expected


def shipped_pairs():
    library = shipped_library()
    for path in PROGRAMMES:
        editions = read_documents(path.read_text("utf-8"), library=library)
        in_order = sorted(editions, key=lambda document: document.in_force.first)
        for before, after in pairwise(in_order):
            yield pytest.param(before, after, id=f"{after.programme} {after.edition}")


@pytest.mark.parametrize(("before", "after"), list(shipped_pairs()))
def test_shipped_editions_differ_in_both_languages(before, after):
    found = differences(before, after, departments=shipped_library().departments)
    assert found
    assert [each.area for each in found] == sorted((e.area for e in found), key=AREAS.index)
    for each in found:
        assert HAN.search(each.sentence("zh-hans"))
        assert not HAN.search(each.sentence("en")), each
    assert len({each.sentence("zh-hans") for each in found}) == len(found)


@pytest.mark.parametrize(("before", "after"), list(shipped_pairs()))
def test_what_is_added_one_way_is_removed_the_other_way(before, after):
    there, back = differences(before, after), differences(after, before)
    words = [
        sorted((e.area, e.what["en"], len(e.within)) for e in found if e.kind == kind)
        for found, kind in ((there, "added"), (back, "removed"))
    ]
    assert words[0] == words[1]
    assert not differences(before, before)


def test_the_editions_of_the_specialised_sme_of_2022_and_2026():
    path = next(path for path in PROGRAMMES if path.stem == "specialised-sme")
    before, after = read_documents(path.read_text("utf-8"), library=shipped_library())
    said = [each.sentence("zh-hans") for each in differences(before, after)]
    assert "“从事细分市场满 2 年”改为“从事细分市场满 3 年”" in said
    assert any("由“不少于 1000 万元”改为“不少于 1500 万元”" in each for each in said)
    assert "取消：评分" in said


def test_a_clock_that_runs_from_an_event_says_so():
    event = {"zh-hans": "在温州首次参保", "en": "you were first insured in Wenzhou"}
    facts = {**WORDED, "insured": {"type": "date", "label": "参保日期", "event": event}}
    old, new = (
        read(plain(facts=facts, **RULE, windows=[{"after": "insured", "within_months": months}]))
        for months in (6, 12)
    )
    (each,) = differences(old, new)
    assert each.sentence("zh-hans") == (
        "申报时间：由“从在温州首次参保起算，6 个月内有效”改为“从在温州首次参保起算，12 个月内有效”"
    )
    assert "counted from when you were first insured in Wenzhou, for 6 months" in each.sentence(
        "en"
    )


def test_how_and_how_often_one_applies_stand_at_the_head():
    """A difference stands where the page has its part, whatever else has changed."""
    elsewhere = {"elsewhere": {"name": "Portal", "url": "https://example.org/"}}
    old, new = (
        {"again": {"months": 36}, **paper(required=True)},
        {"again": {"months": 24}, **paper(required=False), "application": elsewhere}
        | rule({**AT_LEAST_3, "at_least": 5}, LOCAL),
    )
    assert [area for area, _ in compared(old, new)] == ["head", "head", "eligibility", "papers"]
    assert ("head", "How often: “again after 36 months” becomes “again after 24 months”") in (
        compared(old, new)
    )
