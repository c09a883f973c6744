"""Changing one place of a document."""

from datetime import date
from fractions import Fraction

import pytest

from policies.rules.authoring.edits import (
    Insert,
    Move,
    Remove,
    Rename,
    SetValue,
    Unwrap,
    Wrap,
    apply,
)
from policies.rules.authoring.paths import EditError, part_at
from policies.rules.documents import split_documents
from policies.rules.reading import path_text, read_document_text

CLAUSE = {"source": "S1", "basis": "official"}
AGE = {"fact": "founder.age", "at_least": 18, **CLAUSE}
TOWN = {"fact": "enterprise.town", "in": ["liushi"], **CLAUSE}
STAFF = {"fact": "enterprise.staff", "at_least": 3}


def document():
    return {
        "programme": "rent-help",
        "eligibility": {"all": [AGE, {"any": [TOWN, STAFF], "source": "S2", "basis": "assumed"}]},
        "examples": [{"facts": {"founder.age": 20, "founder": 1}}],
    }


def changed(edit):
    """The document after an edit; the one before must not have changed."""
    before = document()
    after = apply(before, edit)
    assert before == document()
    return after


def test_a_value_is_replaced_in_its_place():
    after = changed(SetValue("eligibility.all[0].at_least", 21))
    assert list(after["eligibility"]["all"][0].items()) == [
        ("fact", "founder.age"),
        ("at_least", 21),
        ("source", "S1"),
        ("basis", "official"),
    ]


def test_a_new_key_of_the_document_stands_where_documents_have_it():
    after = changed(SetValue("title", {"zh-hans": "租", "en": "Rent"}))
    assert list(after) == ["programme", "title", "eligibility", "examples"]
    assert list(changed(SetValue("awards", [])))[2] == "awards"
    assert list(changed(SetValue("eligibility.label", "x"))["eligibility"]) == ["all", "label"]


def test_names_with_dots_are_found_and_given():
    assert changed(SetValue("examples[0].facts.founder.age", 30))["examples"][0]["facts"] == {
        "founder.age": 30,
        "founder": 1,
    }
    after = changed(SetValue("examples[0].facts.enterprise.staff", 2))
    assert after["examples"][0]["facts"]["enterprise.staff"] == 2


def test_lists_grow_and_shrink():
    after = changed(Insert("eligibility.all", 1, STAFF))
    assert after["eligibility"]["all"][:2] == [AGE, STAFF]
    assert changed(Insert("awards", 0, {"kind": "cash"}))["awards"] == [{"kind": "cash"}]
    assert len(changed(Remove("eligibility.all[1]"))["eligibility"]["all"]) == 1
    assert "examples" not in changed(Remove("examples"))


def test_entries_move_within_what_holds_them():
    assert changed(Move("eligibility.all[1]", 0))["eligibility"]["all"][1] == AGE
    assert list(changed(Move("examples", 0))) == ["examples", "programme", "eligibility"]


def test_a_condition_is_wrapped():
    after = changed(Wrap("eligibility.all[0]", "none"))
    assert after["eligibility"]["all"][0] == {"none": [AGE]}
    after = changed(Wrap("eligibility", "at_least"))
    assert after["eligibility"]["at_least"] == 1
    assert len(after["eligibility"]["of"]) == 1


def test_parts_keep_the_clause_that_their_group_gave_them():
    parts = changed(Unwrap("eligibility.all[1]"))["eligibility"]["all"]
    assert parts == [AGE, TOWN, {**STAFF, "source": "S2", "basis": "assumed"}]


def test_unwrapping_is_the_reverse_of_wrapping():
    for kind in ("all", "any", "none", "at_least"):
        wrapped = apply(document(), Wrap("eligibility", kind))
        assert apply(wrapped, Unwrap("eligibility")) == document()


def test_a_key_gets_another_name_and_keeps_its_place():
    after = changed(Rename("eligibility.all", "any"))
    assert list(after["eligibility"]) == ["any"]
    after = changed(Rename("examples[0].facts.founder.age", "founder.born"))
    assert list(after["examples"][0]["facts"]) == ["founder.born", "founder"]


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (SetValue("eligibility.all[2].at_least", 1), r"expected \[0\] to \[1\]"),
        (SetValue("elegibility.all", []), "Did you mean eligibility"),
        (SetValue("eligibility.all[0].fact.name", 1), "there is nothing below"),
        (SetValue("eligibility.all[0].at_least", 0.1), "float cannot stand"),
        (SetValue("eligibility.all[0].at_least", date(2026, 1, 1)), "date cannot stand"),
        (SetValue("eligibility.all[0].at_least", 10**15), "outside of what a figure"),
        (SetValue("eligibility.all[0].at_least", Fraction(1, 3)), "outside of what a figure"),
        (SetValue("title", {1: "x"}), "every key is expected to be text"),
        (Insert("eligibility.all", 3, AGE), "a place from 0 to 2"),
        (Insert("eligibility.all", -1, AGE), "a place from 0 to 2"),
        (Insert("eligibility", 0, AGE), "expected a list, found a mapping"),
        (Remove(""), "the document itself"),
        (Remove("awards"), "there is no 'awards' here"),
        (Move("eligibility.all[0]", 2), "a place from 0 to 1"),
        (Wrap("programme", "all"), "expected a condition"),
        (Wrap("eligibility", "some"), "expected one of all, any"),
        (Unwrap("eligibility.all[0]"), "expected a group"),
        (Unwrap("eligibility"), "2 parts cannot stand"),
        (Rename("eligibility.all[0]", "x"), "has no name"),
        (Rename("programme", "examples"), "is there already"),
        (Rename("programme", " "), "expected a name"),
    ],
)
def test_what_has_no_meaning_is_refused(edit, message):
    with pytest.raises(EditError, match=message) as refused:
        changed(edit)
    assert refused.value.problems[0].path == edit.path


def test_a_value_nested_too_deeply_is_refused():
    value = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(EditError, match="deeper than 40"):
        changed(SetValue("title", value))


def _places(plain, steps=()):
    yield steps
    parts = plain.items() if isinstance(plain, dict) else ()
    for key, part in enumerate(plain) if isinstance(plain, list) else parts:
        yield from _places(part, (*steps, key))


def test_every_place_of_the_catalogue_is_found_by_its_path(shipped_texts):
    for text in shipped_texts.programmes.values():
        for piece in split_documents(text):
            plain = read_document_text(piece)
            for steps in _places(plain):
                found = plain
                for step in steps:
                    found = found[step]
                assert part_at(plain, path_text(steps)) is found
