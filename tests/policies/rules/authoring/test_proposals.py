"""Examples that a document lacks, worked out from its own rule."""

from dataclasses import replace
from fractions import Fraction

import pytest
from django.utils import translation

from policies.admin.builder.remarks import finding_words
from policies.rules.authoring import proposals
from policies.rules.authoring.coverage import bounds, sides_of_mark
from policies.rules.authoring.proposals import propose_examples
from policies.rules.authoring.writing import document_text
from policies.rules.documents import read_document, split_documents
from policies.rules.examples import run_examples
from policies.rules.library import Library
from policies.rules.reading import DOCUMENT_LIMITS, nodes_of, read_document_text
from tests.policies.rules.authoring.test_findings import (
    BOTH,
    LIBRARY,
    STAFF,
    TOWN,
    example,
    leaf,
    plain,
)


def read(document, library=LIBRARY):
    return read_document(document_text(document), library=library)


def completed(document, library=LIBRARY):
    """The document with every proposal taken, and the proposals."""
    found = [*propose_examples(read(document, library)).examples]
    more = {**document, "examples": [*document.get("examples", ()), *found]}
    return read(more, library), found


def facts_of(found):
    return [(each["facts"], each["expect"]["verdict"]) for each in found]


def test_both_sides_of_a_bound_are_the_bound_and_its_neighbour():
    whole, found = completed(plain(leaf(STAFF, "at_least", 3)))
    assert facts_of(found) == [
        ({STAFF: 3}, "eligible"),
        ({STAFF: 2}, "ineligible"),
        ({}, "undetermined"),
    ]
    assert not run_examples(whole)
    assert not any(bound.lacks for bound in bounds(whole))


def test_a_proposal_says_in_both_languages_what_it_shows():
    _, found = completed(plain(leaf(STAFF, "at_least", 3)))
    assert [each["name"] for each in found] == [
        {"zh-hans": "员工人数 3，可能符合", "en": "Staff 3: may be eligible"},
        {"zh-hans": "员工人数 2，不符合", "en": "Staff 2: not eligible"},
        {"zh-hans": "员工人数 还不知道，还不能判断", "en": "Staff not known: cannot tell yet"},
    ]


def test_what_the_examples_show_already_is_not_proposed():
    document = plain(
        examples=[example(staff=3), example("ineligible", staff=2), example("undetermined")]
    )
    assert completed(document)[1] == []


def test_one_fact_of_an_example_is_moved_and_the_rest_stays():
    document = plain(
        leaf(STAFF, "at_least", 3),
        leaf(TOWN, "is", "liushi"),
        examples=[example(staff=40, town="liushi"), example("undetermined", staff=40)],
    )
    _, found = completed(document)
    assert facts_of(found) == [
        ({STAFF: 2, TOWN: "liushi"}, "ineligible"),
        ({STAFF: 40, TOWN: "hongqiao"}, "ineligible"),
    ]


def test_a_derived_fact_is_moved_by_what_it_is_made_of():
    document = plain(leaf("founder.age", "at_least", 18))
    whole, found = completed(document)
    met, unmet, _ = facts_of(found)
    assert met == ({"founder.born_on": "2008-01-01"}, "eligible")
    assert unmet == ({"founder.born_on": "2008-01-02"}, "ineligible")
    assert not run_examples(whole)


def test_an_example_on_a_day_before_the_edition_is_moved_into_it():
    document = plain(examples=[example("not_in_force", on="2020-01-01", staff=3)])
    whole, found = completed(document)
    assert {each["on"] for each in found} == {"2026-01-01"}
    assert not run_examples(whole)


@pytest.mark.parametrize(
    ("fact", "criterion"),
    [
        ({"type": "boolean"}, ("is", True)),
        ({"type": "percent", "min": 0, "max": 1}, ("at_least", Fraction(3, 100))),
        ({"type": "money", "min": 0, "max": 10**9}, ("between", [1000, 2000])),
        ({"type": "date"}, ("at_most", "2024-02-29")),
        ({"type": "choice", "choices": {"a": BOTH, "b": BOTH}}, ("in", ["b"])),
        ({"type": "choices", "choices": {"a": BOTH, "b": BOTH}}, ("includes_all", ["a", "b"])),
        ({"type": "text"}, ("starts_with", "C38")),
        ({"type": "integer"}, ("is_known", True)),
    ],
)
def test_every_type_of_fact_is_moved(fact, criterion):
    own = {"firm.x": {**fact, "label": BOTH, "question": BOTH}}
    whole, _ = completed(plain(leaf("firm.x", *criterion), facts=own))
    assert not any(bound.lacks for bound in bounds(whole))
    assert not run_examples(whole)


def test_records_are_added_and_taken_away():
    fields = {"level": {"type": "choice", "choices": {"n": BOTH, "p": BOTH}, "label": BOTH}}
    own = {"firm.titles": {"type": "records", "fields": fields, "label": BOTH, "question": BOTH}}
    some = {"some": "firm.titles", "where": {"field": "level", "is": "n"}}
    some |= {"source": "S1", "basis": "official"}
    whole, _ = completed(plain(some, facts=own))
    assert not any(bound.lacks for bound in bounds(whole))
    assert not run_examples(whole)


def test_an_information_card_has_nothing_to_show():
    document = plain()
    del document["eligibility"]
    assert propose_examples(read(document)).examples == ()


def test_a_bound_that_nobody_can_reach_is_left_out():
    whole, found = completed(plain(leaf(STAFF, "less_than", 0)))
    assert {verdict for _, verdict in facts_of(found)} == {"ineligible", "undetermined"}
    assert not run_examples(whole)


def test_shipped_documents_get_back_nearly_all_sides_without_their_examples(shipped_texts):
    """Every proposal holds, whatever is proposed; and few sides are not found."""
    library = Library.read(shipped_texts.shared)
    sides = lacking = 0
    for text in shipped_texts.programmes.values():
        for piece in split_documents(text):
            bare = {k: v for k, v in read_document_text(piece).items() if k != "examples"}
            whole, _ = completed(bare, library)
            assert not run_examples(whole)
            sides += 2 * len(bounds(whole))
            lacking += sum(len(bound.lacks) for bound in bounds(whole))
    assert sides > 900
    assert lacking < sides / 20


def limited(document, monkeypatch, **limits):
    """The document with every proposal that it has room for, and what is said of the others."""
    held = read(document)
    monkeypatch.setattr(proposals, "DOCUMENT_LIMITS", replace(DOCUMENT_LIMITS, **limits))
    proposed = propose_examples(held)
    more = {**document, "examples": [*document.get("examples", ()), *proposed.examples]}
    return more, [each for each in proposed.left_out if each.kind == "no_room"]


THREE = plain(leaf(STAFF, "at_least", 3))


@pytest.mark.parametrize("limit", ["octets", "nodes"])
def test_no_more_is_proposed_than_the_document_has_room_for(limit, monkeypatch):
    """Whatever is proposed can be taken, up to the very last octet and value."""
    whole = completed(THREE)[0].text
    size = {"octets": len(whole.encode()), "nodes": nodes_of(read_document_text(whole))}[limit]
    taken, left_out = limited(THREE, monkeypatch, **{limit: size})
    assert (document_text(taken), left_out) == (whole, [])
    for less in (size - 1, size // 2):
        taken, (left_out,) = limited(THREE, monkeypatch, **{limit: less})
        allowed = replace(DOCUMENT_LIMITS, **{limit: less})
        assert read_document_text(document_text(taken), limits=allowed) == taken
        assert left_out.arguments == {"count": 3 - len(taken["examples"])}
    with translation.override("en"):
        assert finding_words(left_out).startswith("The document is too long for more examples:")


def test_no_more_is_proposed_than_a_list_of_examples_takes(monkeypatch):
    monkeypatch.setattr(proposals, "MOST_EXAMPLES", 2)
    taken, (left_out,) = limited(THREE, monkeypatch)
    assert (len(taken["examples"]), left_out.arguments) == (2, {"count": 1})


# --- pass marks ---------------------------------------------------------------------------------

INCOME = "firm.income"
OWN = {
    INCOME: {"type": "money", "min": 0, "max": 10**9, "label": BOTH, "question": BOTH},
    "firm.sector": {
        "type": "choice",
        "choices": {"new": BOTH, "old": BOTH},
        "label": BOTH,
        "question": BOTH,
    },
}
CLAUSE = {"source": "S1", "basis": "official"}


def scored(*items, pass_mark=60, criteria=(), **more):
    scoring = {"pass_mark": pass_mark, "items": list(items), **CLAUSE, **more}
    return plain(*(criteria or [leaf(STAFF, "is_known", True)]), facts=OWN, scoring=scoring)


def points_of(found):
    return [
        (each["expect"]["verdict"], each["expect"]["score"])
        for each in found
        if "score" in each["expect"]
    ]


BY_STAFF = {
    "item": "size", "max": 60, "fact": STAFF, **CLAUSE,
    "bands": [{"at_least": n, "points": 6 * n} for n in (10, 9, 7, 3)],
}  # fmt: skip
BY_INCOME = {
    "item": "income", "max": 40, "fact": INCOME, "linear": {"from": 0, "to": 1_000_000}, **CLAUSE,
}  # fmt: skip
BY_SECTOR = {
    "item": "sector", "max": 25, "fact": "firm.sector", "points": {"new": 25, "old": 5}, **CLAUSE,
}  # fmt: skip
BY_REVIEWERS = {"item": "plan", "max": 50, "judged": True, **CLAUSE}


@pytest.mark.parametrize(
    ("items", "mark", "expected"),
    [
        ([BY_STAFF], 60, [("eligible", 60), ("ineligible", 54)]),
        ([BY_STAFF, BY_SECTOR], 60, [("eligible", 65), ("ineligible", 59)]),
        ([BY_STAFF, BY_INCOME], 60, [("eligible", 60), ("ineligible", Fraction(5999996, 100000))]),
        ([BY_STAFF, BY_REVIEWERS], 60, [("eligible", 60), ("ineligible", 59)]),
        ([BY_SECTOR, BY_REVIEWERS], 55, [("eligible", 55), ("ineligible", 54)]),
        ([BY_STAFF, {**BY_STAFF, "item": "twice"}], 84, [("eligible", 84), ("ineligible", 36)]),
    ],
)
def test_a_pass_mark_is_shown_from_both_sides_as_near_as_can_be(items, mark, expected):
    whole, found = completed(scored(*items, pass_mark=mark))
    assert points_of(found) == expected
    assert not run_examples(whole)
    assert sides_of_mark(whole) == ()


def test_the_mark_itself_is_not_enough_where_more_is_needed():
    whole, found = completed(scored(BY_STAFF, BY_REVIEWERS, strict=True))
    assert points_of(found) == [("eligible", 61), ("ineligible", 60)]
    assert not run_examples(whole)


def test_floors_are_met_on_both_sides_of_the_mark():
    document = scored(BY_STAFF, BY_REVIEWERS, floors={"size": 42})
    whole, found = completed(document)
    assert points_of(found) == [("eligible", 60), ("ineligible", 59)]
    staff = [each["facts"][STAFF] for each in found if "score" in each["expect"]]
    assert min(staff) >= 7
    assert not run_examples(whole)


def test_the_rest_of_the_rule_stays_met_beside_the_mark():
    criteria = [leaf(STAFF, "at_least", 9)]
    whole, found = completed(scored(BY_STAFF, BY_REVIEWERS, criteria=criteria))
    assert points_of(found) == [("eligible", 60), ("ineligible", 59)]
    assert not run_examples(whole)


def test_a_way_around_the_score_is_closed_in_its_examples():
    way = leaf("firm.sector", "is", "new")
    document = scored(BY_STAFF, criteria=[leaf(TOWN, "is", "liushi")], waived_when=way)
    whole, found = completed(document)
    assert points_of(found) == [("eligible", 60), ("ineligible", 54)]
    assert not run_examples(whole)


def test_a_mark_that_nobody_can_reach_is_said_in_words():
    criteria = [leaf("firm.sector", "is", "old")]
    proposed = propose_examples(read(scored(BY_SECTOR, pass_mark=25, criteria=criteria)))
    (left_out,) = [each for each in proposed.left_out if each.path == "scoring.pass_mark"]
    assert left_out.kind == "mark_out_of_reach"
    assert (left_out.arguments["high"], left_out.arguments["lacks"]) == (5, (True,))


def test_a_mark_that_the_examples_show_already_gets_no_more():
    document = scored(BY_STAFF)
    _, found = completed(document)
    assert points_of(completed({**document, "examples": found})[1]) == []


def test_shipped_pass_marks_are_shown_from_both_sides_without_their_examples(shipped_texts):
    library = Library.read(shipped_texts.shared)
    marks = 0
    for text in shipped_texts.programmes.values():
        for piece in split_documents(text):
            bare = {k: v for k, v in read_document_text(piece).items() if k != "examples"}
            if "pass_mark" not in bare.get("scoring", {}):
                continue
            whole, _ = completed(bare, library)
            assert sides_of_mark(whole) == (), whole.programme
            marks += 1
    assert marks >= 8
