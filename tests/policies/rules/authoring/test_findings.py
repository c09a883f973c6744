"""What is found in a text while it is being written."""

import random
import time
from datetime import date
from fractions import Fraction

import pytest

from policies.rules.authoring.findings import Context, examine
from policies.rules.authoring.writing import document_text
from policies.rules.documents import read_document, split_documents
from policies.rules.facts import FactType
from policies.rules.library import Library
from policies.rules.reading import read_document_text
from policies.services.files import SHIPPED, read_folder
from tests.policies import small

LIBRARY = Library.read(small.SHARED)
CLAUSE = {"source": "S1", "basis": "official"}
BOTH = {"zh-hans": "甲", "en": "A"}


def leaf(fact, operator, value, **more):
    key = "formula" if "(" in fact else "fact"
    return {key: fact, operator: value, **CLAUSE, **more}


def plain(*criteria, **parts):
    return {
        "programme": "tried",
        "edition": "2026",
        "title": BOTH,
        "department": "youth-league",
        "audience": "enterprise",
        "category": "space",
        "in_force": {"from": "2026-01-01", "to": None},
        "eligibility": {"all": list(criteria) or [leaf("enterprise.staff", "at_least", 3)]},
        **parts,
    }


def examined(document, **around):
    text = document if isinstance(document, str) else document_text(document)
    return examine(text, library=LIBRARY, context=Context(**around))


def found(document, *kinds, **around):
    """The findings of some kinds: path, kind, severity."""
    result = examined(document, **around)
    assert result.document is not None, result.problems
    return [(f.path, f.kind, f.severity) for f in result.findings if not kinds or f.kind in kinds]


SETTLED = ("never_met", "always_met", "contradicts", "implied", "covered", "whole_range")
SETTLED = (*SETTLED, "stands_twice")
STAFF, TOWN = "enterprise.staff", "enterprise.town"


# --- problems -----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "a: [", "a", "[1]", "a: &x 1", "x" * 70_000, "\x00"])
def test_a_text_that_is_no_document_has_problems_and_nothing_else(text):
    result = examined(text)
    assert result.problems
    assert result.document is None
    assert not result.findings
    assert not result.can_be_proposed


def test_every_problem_has_its_path():
    document = plain(leaf(STAFF, "at_least", "three"), leaf("enterprise.stuff", "is", 1))
    result = examined(document)
    assert result.plain == document
    paths = [problem.path for problem in result.problems]
    assert paths == ["eligibility.all[0].at_least", "eligibility.all[1].fact"]


def test_a_criterion_without_source_is_a_problem():
    (problem,) = examined(plain({"fact": STAFF, "at_least": 3})).problems
    assert problem.path == "eligibility.all[0]"


def test_what_names_nothing_is_a_problem():
    document = plain(
        department="nobody", excludes=["nothing"], documents=[{"name": BOTH, "source": "S9"}]
    )
    paths = [problem.path for problem in examined(document, programmes=["other"]).problems]
    assert paths == ["department", "excludes[0]", "documents[0].source"]


def test_a_fact_of_another_meaning_is_a_problem():
    fact = {"type": "integer", "label": BOTH, "question": BOTH, "min": 0, "max": 9}
    document = plain(facts={"firm.new": fact, "enterprise.town": fact})
    other = FactType(name="firm.new", type="boolean")
    problems = examined(document, facts={"firm.new": ("other", other)}).problems
    assert [problem.path for problem in problems] == ["facts.enterprise.town", "facts.firm.new"]
    same = FactType(name="firm.new", type="integer")
    assert len(examined(document, facts={"firm.new": ("other", same)}).problems) == 1
    assert len(examined(document, facts={"firm.new": ("tried", other)}).problems) == 1


def test_a_new_fact_has_words_in_both_languages():
    document = plain(facts={"firm.new": {"type": "boolean", "label": "新"}})
    paths = [problem.path for problem in examined(document).problems]
    assert paths == ["facts.firm.new.label", "facts.firm.new.question"]


# --- criteria that decide nothing ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("criteria", "path", "kind", "severity"),
    [
        ([leaf(STAFF, "less_than", 0)], "all[0]", "never_met", "error"),
        ([leaf(STAFF, "between", [1, 2]), leaf(STAFF, "is", 3)], "all[0]", "contradicts", "error"),
        ([leaf(STAFF, "at_least", 0)], "all[0]", "always_met", "warning"),
        ([leaf(STAFF, "at_least", 3), leaf(STAFF, "more_than", 4)], "all[0]", "implied", "hint"),
        ([leaf(STAFF, "at_least", 3)] * 2, "all[0]", "stands_twice", "warning"),
        ([leaf(TOWN, "in", ["liushi", "hongqiao"])], "all[0]", "always_met", "warning"),
        (
            [leaf(TOWN, "is", "liushi"), leaf(TOWN, "is_not", "liushi")],
            "all[0]",
            "contradicts",
            "error",
        ),
        (
            [{"any": [leaf(STAFF, "at_least", 9), leaf(STAFF, "at_least", 3)]}],
            "all[0].any[0]",
            "covered",
            "warning",
        ),
        (
            [{"any": [leaf(STAFF, "at_least", 9), leaf(STAFF, "at_most", 9)]}],
            "all[0].any[0]",
            "whole_range",
            "warning",
        ),
        (
            [{"any": [leaf(STAFF, "less_than", 0), leaf(TOWN, "is", "liushi")]}],
            "all[0].any[0]",
            "never_met",
            "warning",
        ),
        (
            [
                leaf(STAFF, "at_least", 9),
                {"any": [leaf(STAFF, "at_most", 2), leaf(TOWN, "is", "liushi")]},
            ],
            "all[1].any[0]",
            "contradicts",
            "warning",
        ),
        (
            [
                leaf("years_between(founder.born_on, today)", "at_least", 18),
                leaf("years_between(founder.born_on, today)", "less_than", 18),
            ],
            "all[0]",
            "contradicts",
            "error",
        ),
        (
            [
                leaf("founder.born_on", "at_least", "2020-01-01"),
                leaf("founder.born_on", "at_most", "2019-12-31"),
            ],
            "all[0]",
            "contradicts",
            "error",
        ),
    ],
)
def test_a_criterion_that_decides_nothing_is_found(criteria, path, kind, severity):
    results = found(plain(*criteria), *SETTLED)
    assert (f"eligibility.{path}", kind, severity) in results
    assert len(results) == 1  # the other of the two is not blamed as well


@pytest.mark.parametrize(
    "criteria",
    [
        [leaf(STAFF, "at_least", 3), leaf(STAFF, "at_most", 4)],
        [leaf(STAFF, "more_than", 3), leaf(STAFF, "less_than", 5)],
        [leaf(STAFF, "is_known", True), leaf(STAFF, "at_least", 3)],
        [{"any": [leaf(STAFF, "at_most", 3), leaf(STAFF, "at_least", 5)]}],
        [
            {
                "any": [
                    leaf(TOWN, "is", "liushi"),
                    {"all": [leaf(TOWN, "is_not", "liushi"), leaf(STAFF, "is", 3)]},
                ]
            }
        ],
        [leaf(STAFF, "at_least", {"formula": "1 + 1"}), leaf(STAFF, "at_least", 3)],
    ],
)
def test_a_criterion_that_decides_something_is_left_alone(criteria):
    assert found(plain(*criteria), *SETTLED) == []


def test_two_that_only_a_whole_number_could_meet_contradict_each_other():
    criteria = [leaf(STAFF, "more_than", 3), leaf(STAFF, "less_than", 4)]
    assert found(plain(*criteria), "contradicts")
    money = {"type": "money", "label": BOTH, "question": BOTH, "min": 0, "max": 10}
    criteria = [leaf("firm.gain", "more_than", 3), leaf("firm.gain", "less_than", 4)]
    assert not found(plain(*criteria, facts={"firm.gain": money}), *SETTLED)


def test_random_ranges_are_judged_as_counting_them_out_does():
    """Over a fact of eleven values, by looking at every one."""
    chance = random.Random(20261126)
    fact = {"type": "integer", "label": BOTH, "question": BOTH, "min": 0, "max": 10}
    holds = {
        "at_least": lambda v, b: v >= b,
        "at_most": lambda v, b: v <= b,
        "more_than": lambda v, b: v > b,
        "less_than": lambda v, b: v < b,
        "is": lambda v, b: v == b,
        "is_not": lambda v, b: v != b,
    }
    for _ in range(300):
        pairs = [(chance.choice(list(holds)), chance.randint(-1, 11)) for _ in range(3)]
        criteria = [leaf("firm.n", operator, bound) for operator, bound in pairs]
        kinds = {k for _, k, _ in found(plain(*criteria, facts={"firm.n": fact}), *SETTLED)}
        sets = [{v for v in range(11) if holds[o](v, b)} for o, b in pairs]
        left = set.intersection(*sets)
        decides_nothing = any(
            set.intersection(*(s for j, s in enumerate(sets) if j != i)) <= sets[i]
            for i in range(3)
        )
        dead = bool({"never_met", "contradicts"} & kinds)
        if not left:
            # the last of them may be told by another name where two of three clash already
            assert dead, pairs
        else:
            assert not dead, pairs
            assert bool(kinds) is decides_nothing, (pairs, kinds)


# --- bands and steps ----------------------------------------------------------------------------


def scored(*bands):
    item = {"item": "a", "max": 9, "fact": STAFF, "bands": list(bands), **CLAUSE}
    return plain(scoring={"items": [item]})


def band(at_least, points):
    return {"at_least": at_least, "points": points}


def test_bands_that_nobody_reaches_or_that_change_nothing_are_found():
    kinds = ("band_out_of_reach", "band_changes_nothing")
    assert found(scored(band(200_000, 9), band(5, 3)), *kinds) == [
        ("scoring.items[0].bands[0].at_least", "band_out_of_reach", "warning")
    ]
    assert found(scored(band(5, 3), band(0, 1), band(-5, 0)), *kinds) == [
        ("scoring.items[0].bands[2]", "band_out_of_reach", "warning")
    ]
    assert found(scored(band(5, 3), band(4, 3)), *kinds) == [
        ("scoring.items[0].bands[1].points", "band_changes_nothing", "hint")
    ]


def awarded(*ranges):
    awards = [
        {"kind": "cash", "amount": 1, "when": leaf(STAFF, *each), **CLAUSE} for each in ranges
    ]
    return plain(awards=awards)


def test_gaps_and_overlaps_between_awards_are_found():
    kinds = ("gap", "both_apply")
    result = examined(awarded(("between", [1, 10]), ("between", [12, 20])))
    (gap,) = [f for f in result.findings if f.kind in kinds]
    assert (gap.path, gap.kind, gap.arguments["value"]) == ("awards[1].when", "gap", 11)
    assert found(awarded(("between", [1, 10]), ("between", [11, 20])), *kinds) == []
    (both,) = found(awarded(("between", [1, 10]), ("between", [10, 20])), *kinds)
    assert both == ("awards[1].when", "both_apply", "hint")


def test_a_gap_between_classes_is_found_unless_there_is_a_rest():
    classes = [
        {"name": "a", "when": leaf(STAFF, "at_least", 10)},
        {"name": "b", "when": leaf(STAFF, "between", [1, 5])},
    ]
    assert found(plain(outcomes=classes), "gap") == [("outcomes[0].when", "gap", "warning")]
    assert found(plain(outcomes=[*classes, {"name": "c"}]), "gap") == []


# --- what is lacking ----------------------------------------------------------------------------


def test_parts_without_source_are_found():
    document = plain(
        awards=[{"kind": "cash", "amount": 1}],
        documents=[{"name": BOTH}],
        windows=[{"rolling": True}],
    )
    assert found(document, "no_source") == [
        ("awards[0]", "no_source", "warning"),
        ("documents[0]", "no_source", "hint"),
        ("windows[0]", "no_source", "hint"),
    ]


def test_a_format_that_no_form_takes_is_found():
    document = plain(documents=[{"name": BOTH, "formats": ["pdf", "docx"], **CLAUSE}])
    assert found(document, "format_not_taken") == [
        ("documents[0].formats[1]", "format_not_taken", "error")
    ]


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\u2066", "\u3164", "\ue000", "\u200d"])
def test_a_sign_that_not_everybody_sees_is_found(sign):
    document = plain(title={"zh-hans": "甲", "en": f"A{sign}"})
    assert found(document, "odd_sign") == [("title.en", "odd_sign", "error")]


def test_an_escape_brings_no_such_sign_into_a_text():
    text = document_text(plain()).replace("en: A", 'en: "A\\u202eB"')
    assert found(text, "odd_sign") == [("title.en", "odd_sign", "error")]


def test_joiners_of_letters_are_no_such_sign():
    assert not found(plain(title={"zh-hans": "甲", "en": "क्\u200dष"}), "odd_sign")


def test_words_in_one_language_are_found():
    document = plain(
        leaf(STAFF, "at_least", 3, label="三人"),
        awards=[
            {"kind": "cash", "label": "Money", "note": {"zh-hans": "钱", "en": "钱"}, **CLAUSE}
        ],
    )
    findings = examined(document).findings
    told = [(f.path, f.arguments["language"]) for f in findings if f.kind == "missing_translation"]
    assert told == [
        ("eligibility.all[0].label", "en"),
        ("awards[0].label", "zh-hans"),
        ("awards[0].note", "en"),
    ]


def test_choices_without_a_row_are_found():
    award = {"kind": "cash", "formula": f"lookup(t, {TOWN})", **CLAUSE}
    document = plain(awards=[award], tables={"t": {"liushi": 3}})
    (finding,) = [f for f in examined(document).findings if f.kind == "lookup_without_row"]
    assert (finding.path, finding.arguments["keys"]) == ("tables.t", ("hongqiao",))
    whole = plain(awards=[award], tables={"t": {"liushi": 3, "hongqiao": 2}})
    assert found(whole, "lookup_without_row") == []


def test_what_nothing_uses_is_found():
    fact = {"type": "boolean", "label": BOTH, "question": BOTH}
    document = plain(
        leaf(f"p + {STAFF} * (1)", "at_least", 3),
        parameters={"p": 1, "q": 2},
        tables={"t": {"a": 1}},
        facts={"firm.used": fact, "firm.unused": fact},
        grants={"firm.used": True},
        sources={"X1": {"title": BOTH}},
    )
    assert found(document, "unused") == [
        ("parameters.q", "unused", "warning"),
        ("tables.t", "unused", "warning"),
        ("facts.firm.unused", "unused", "warning"),
        ("sources.X1", "unused", "hint"),
    ]


def test_a_number_without_limits_and_help_is_found():
    fact = {"type": "money", "label": BOTH, "question": BOTH}
    document = plain(leaf("firm.gain", "at_least", 3), facts={"firm.gain": fact})
    assert [kind for _, kind, _ in found(document, "no_help", "no_limits")] == [
        "no_help",
        "no_limits",
    ]


def test_a_number_in_a_record_without_limits_is_found():
    part = {"type": "integer", "label": BOTH, "min": 1}
    fact = {"type": "records", "label": BOTH, "question": BOTH, "fields": {"rank": part}}
    document = plain(leaf("count(firm.gains)", "at_least", 3), facts={"firm.gains": fact})
    place = ("facts.firm.gains.fields.rank", "no_limits", "warning")
    assert found(document, "no_limits") == [place]
    part["max"] = 9
    assert not found(document, "no_limits")


# --- examples -----------------------------------------------------------------------------------


def example(verdict="eligible", on="2026-03-01", **facts):
    names = {"staff": STAFF, "town": TOWN}
    given = {names[key]: value for key, value in facts.items()}
    return {"name": BOTH, "on": on, "facts": given, "expect": {"verdict": verdict}}


def test_a_bound_that_examples_show_from_one_side_is_found():
    document = plain(
        leaf(STAFF, "at_least", 3),
        leaf(TOWN, "is", "liushi"),
        examples=[example(staff=3, town="liushi")],
    )
    findings = [f for f in examined(document).findings if f.kind == "bound_without_example"]
    assert [(f.path, f.arguments["lacks"]) for f in findings] == [
        ("eligibility.all[0]", (False,)),
        ("eligibility.all[1]", (False,)),
    ]
    assert ("examples", "no_example_of_unknown", "warning") in found(document)


def test_examples_that_show_everything_are_enough():
    document = plain(
        examples=[example(staff=3), example("ineligible", staff=2), example("undetermined")]
    )
    assert found(document) == []
    assert examined(document).can_be_proposed


def test_a_document_without_examples_is_told_so_once():
    assert found(plain()) == [("examples", "no_examples", "error")]
    card = plain()
    del card["eligibility"]
    assert found(card) == [("examples", "no_examples", "hint")]
    assert examined(card).can_be_proposed


WRITTEN = {"name": BOTH, "on": "2026-03-01", "facts": {STAFF: 3}, "expect": {"verdict": "eligible"}}
UNWRITTEN = [
    {**WRITTEN, "proposed": True},
    {**WRITTEN, "facts": {STAFF: 2}, "expect": {"verdict": "ineligible"}},
    {**WRITTEN, "facts": {}, "expect": {"verdict": "undetermined"}},
]


@pytest.mark.parametrize(
    ("examples", "kind"),
    [
        (UNWRITTEN, "no_written_example"),
        ([*UNWRITTEN, WRITTEN], "no_written_sum"),
        ([WRITTEN, {**WRITTEN, "proposed": True, "expect": {"verdict": "eligible", "awards": [9]}}],
         "no_written_sum"),
        ([{**WRITTEN, "expect": {"verdict": "eligible", "awards": [9]}}], None),
    ],
)  # fmt: skip
def test_a_person_has_to_have_written_what_somebody_eligible_gets(examples, kind):
    award = {"kind": "cash", "mode": "fixed", "unit": "CNY", "amount": 9, **CLAUSE}
    result = found(plain(awards=[award], examples=examples), "no_written_example", "no_written_sum")
    assert result == ([("examples", kind, "error")] if kind else [])


def test_without_a_sum_the_verdict_is_enough():
    kinds = ("no_written_example", "no_written_sum")
    assert not found(plain(examples=[WRITTEN]), *kinds)
    award = {"kind": "title", "mode": "application", **CLAUSE}
    assert not found(plain(awards=[award], examples=[WRITTEN]), *kinds)


def test_an_example_that_fails_is_an_error():
    document = plain(examples=[example("ineligible", staff=3)])
    (finding,) = [f for f in examined(document).findings if f.kind == "example_fails"]
    assert finding.path == "examples[0]"
    assert "verdict is eligible" in finding.arguments["failures"][0]
    assert not examined(document).can_be_proposed


# --- beside other editions ----------------------------------------------------------------------


def other(edition, first, last):
    document = plain(edition=edition, in_force={"from": first, "to": last})
    return read_document(document_text(document), library=LIBRARY)


def test_days_that_another_edition_has_are_an_error():
    kinds = ("dates_overlap", "name_taken")
    open_before = other("2020", "2020-01-01", None)
    assert found(plain(), *kinds, editions=[open_before]) == []
    ends_later = other("2020", "2020-01-01", "2026-01-01")
    (overlap,) = found(plain(), *kinds, editions=[ends_later])
    assert overlap == ("in_force", "dates_overlap", "error")
    begins_later = other("2027", "2027-01-01", None)
    assert found(plain(), *kinds, editions=[begins_later]) == [overlap]
    same_name = other("2026", "2020-01-01", "2020-12-31")
    assert found(plain(), *kinds, editions=[same_name]) == [("edition", "name_taken", "error")]


def test_an_example_may_lie_before_the_edition():
    document = plain(examples=[example("not_in_force", on="2025-12-31")])
    assert found(document, "example_fails") == []
    other_edition = other("2020", "2020-01-01", None)
    assert found(document, "example_fails", editions=[other_edition])


def test_a_first_day_that_has_gone_by_is_a_hint():
    assert found(plain(), "begins_in_the_past", today=date(2026, 1, 1)) == []
    assert found(plain(), "begins_in_the_past", today=date(2026, 1, 2))


# --- the shipped documents ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped():
    texts = read_folder(SHIPPED)
    library = Library.read(texts.shared)
    pieces = [p for text in texts.programmes.values() for p in split_documents(text)]
    return library, pieces, [read_document(piece, library=library) for piece in pieces]


def test_no_shipped_document_has_an_error_or_a_settled_criterion(shipped):
    library, pieces, documents = shipped
    slugs = {document.programme for document in documents}
    for piece, document in zip(pieces, documents, strict=True):
        others = [each for each in documents if each is not document]
        result = examine(piece, library=library, context=Context(programmes=slugs, editions=others))
        assert result.can_be_proposed, result
        kinds = {finding.kind for finding in result.findings}
        assert not kinds & {*SETTLED, "gap", "both_apply", "band_out_of_reach", "unused"}


def test_the_largest_document_is_examined_at_once(shipped):
    library, pieces, documents = shipped
    largest = max(pieces, key=len)
    context = Context(programmes={d.programme for d in documents}, editions=())
    seconds = []
    for _ in range(5):
        started = time.perf_counter()
        examine(largest, library=library, context=context)
        seconds.append(time.perf_counter() - started)
    assert min(seconds) < 0.2


def test_any_mutation_of_a_document_is_examined_without_an_exception(shipped):
    library, pieces, _ = shipped
    chance = random.Random(7)
    odd = [None, "", "x", 0, -1, Fraction(1, 2), True, [], {}, ["x"], {"fact": "x"}, "2026-01-01"]
    plains = [read_document_text(piece) for piece in chance.sample(pieces, 12)]
    for _ in range(300):
        document = _mutated(chance.choice(plains), chance, odd)
        examine(document_text(document), library=library, context=Context(today=date(2026, 1, 1)))


def _mutated(value, chance, odd):
    """With one part of it, anywhere, made into something else or left out."""
    if not isinstance(value, dict | list) or not value or chance.random() < 0.08:
        return chance.choice(odd)
    keys = list(value) if isinstance(value, dict) else range(len(value))
    chosen = chance.choice(keys)
    parts = [(key, value[key]) for key in keys]
    changed = [(k, _mutated(v, chance, odd) if k == chosen else v) for k, v in parts]
    if chance.random() < 0.05:
        changed = [(key, part) for key, part in changed if key != chosen]
    return dict(changed) if isinstance(value, dict) else [part for _, part in changed]


# --- what is not finished -----------------------------------------------------------------------


def said_of(document, *kinds, **around):
    """The findings of a text that is no document yet."""
    result = examined(document, **around)
    assert result.document is None
    return [(f.path, f.kind, f.severity) for f in result.findings if not kinds or f.kind in kinds]


def test_what_can_be_read_of_an_unfinished_document_is_checked():
    document = plain(
        leaf(STAFF, "at_least", ""),
        leaf(STAFF, "at_least", -5),
        leaf(STAFF, "at_least", 200_000),
        title={"zh-hans": "甲", "en": ""},
    )
    assert said_of(document, *SETTLED) == [
        ("eligibility.all[1]", "always_met", "warning"),
        ("eligibility.all[2]", "never_met", "error"),
    ]


def test_a_criterion_without_source_is_checked_all_the_same():
    unsourced = {"fact": STAFF, "at_least": -5}
    assert ("eligibility.all[0]", "always_met", "warning") in said_of(plain(unsourced))


@pytest.mark.parametrize("broken", [{"kind": "zz"}, "x", {"kind": "cash", "amount": "many"}, None])
def test_places_are_those_of_the_whole_text(broken):
    award = {"kind": "cash", "amount": 1}
    document = plain(awards=[broken, award, broken, award])
    assert said_of(document, "no_source") == [
        ("awards[1]", "no_source", "warning"),
        ("awards[3]", "no_source", "warning"),
    ]


def test_gaps_between_awards_are_found_beside_a_criterion_that_is_empty():
    document = awarded(("at_most", 3), ("at_least", 5))
    document["eligibility"]["all"].append(leaf("", "is", ""))
    assert [kind for _, kind, _ in said_of(document, "gap")] == ["gap"]


def test_days_of_another_edition_overlap_before_the_rest_is_written():
    other = read_document(document_text(plain(edition="2025")), library=LIBRARY)
    document = plain(leaf(STAFF, "at_least", ""))
    found = said_of(document, "dates_overlap", editions=[other])
    assert found == [("in_force", "dates_overlap", "error")]
    del document["in_force"]
    assert said_of(document, "dates_overlap", editions=[other]) == []


def test_what_the_reader_comes_to_later_is_told_at_once():
    document = plain(leaf("enterprise.stuff", "at_least", 3), category="")
    paths = [problem.path for problem in examined(document).problems]
    assert paths == ["category", "eligibility.all[0].fact"]


def test_nothing_is_said_because_of_what_was_left_out():
    own = {"firm.x": {"type": "none"}}
    document = plain(leaf("firm.x", "is", True), facts=own)
    assert [problem.path for problem in examined(document).problems] == ["facts.firm.x.type"]


@pytest.mark.parametrize("path", ["eligibility", "in_force", "title", "awards", "scoring", ""])
@pytest.mark.parametrize("value", ["x", 7, None, [], {}, [[]], {"x": {"y": [1]}}, [None, {}]])
def test_whatever_stands_there_is_examined_without_an_exception(path, value):
    document = plain(leaf(STAFF, "at_least", -5), awards=[{"kind": "cash"}])
    result = examined({**document, path: value} if path else value)
    assert result.problems or result.document is not None


def test_a_part_says_nothing_that_the_whole_does_not(shipped):
    """With one criterion broken, what is found elsewhere is what is found of the whole."""
    library, pieces, _ = shipped
    count = 0
    for piece in pieces:
        document = read_document_text(piece)
        parts = document.get("eligibility", {}).get("all", [])
        if len(parts) < 3:
            continue
        whole = examine(document_text(document), library=library, context=Context())
        parts[1] = {"fact": "", "is": ""}
        part = examine(document_text(document), library=library, context=Context())
        known = {(f.path, f.kind) for f in whole.findings}
        assert {(f.path, f.kind) for f in part.findings} <= known, document["programme"]
        more = set(part.problems) - set(whole.problems)
        assert {problem.path.split(".")[0] for problem in more} == {"eligibility"}
        count += 1
    assert count > 20
