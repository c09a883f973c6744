"""No sequence of edits makes a group of two kinds, a second method, or loses a condition."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.rules.authoring.edits import (
    GROUPS,
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
from policies.rules.authoring.places import GROUP_LISTS, count_mixed
from policies.rules.reading import path_text


def leaf(number):
    return {"fact": "enterprise.staff", "at_least": number}


def document():
    return {
        "programme": "rent-help",
        "eligibility": {"any": [leaf(1), {"all": [leaf(2), {"none": [leaf(3)]}]}, leaf(4)]},
        "awards": [{"kind": "cash", "when": {"at_least": 1, "of": [leaf(5), leaf(6)]}}],
    }


def leaves(plain):
    if isinstance(plain, list):
        return sorted(found for part in plain for found in leaves(part))
    if not isinstance(plain, dict):
        return []
    if "fact" in plain:
        return [plain["at_least"]]
    return sorted(found for part in plain.values() for found in leaves(part))


def places(plain, steps=()):
    yield path_text(steps)
    parts = plain.items() if isinstance(plain, dict) else ()
    for key, part in enumerate(plain) if isinstance(plain, list) else parts:
        yield from places(part, (*steps, key))


def group_of(kind, parts):
    return {"at_least": 1, "of": parts} if kind == "of" else {kind: parts}


def kind_in(group):
    kinds = [kind for kind in GROUP_LISTS if isinstance(group, dict) and kind in group]
    return kinds[0] if kinds else None


def edits(draw, plain, path, numbers):
    """An edit as a page sends it, of a place that is there or was once."""
    new = next(numbers)
    index = draw(st.integers(0, 4))
    kind = draw(st.sampled_from(GROUP_LISTS))
    made = draw(st.sampled_from([leaf(new), group_of(kind, [leaf(new)])]))
    choices = [
        (Insert(path, index, made), [new]),
        (SetValue(f"{path}.{kind}", [made]), None),
        (Insert(f"{path}.{kind}", index, made), [new]),
        (Rename(path, kind), []),
        (Move(path, index), []),
        (Wrap(path, draw(st.sampled_from(GROUPS))), []),
        (Unwrap(path), []),
    ]
    if path.endswith("]"):  # what has a button to remove it
        choices.append((Remove(path), None))
    try:
        here = part_at(plain, path)
    except EditError:
        here = None
    if old := kind_in(here):
        choices.append((SetValue(path, group_of(kind, here[old])), []))
        choices[1] = choices[-1]
    return draw(st.sampled_from(choices))


@given(st.data())
def test_no_sequence_of_edits_damages_a_document(data):
    plain, numbers = document(), count(10)
    known = set(places(plain)) - {""}
    for _ in range(data.draw(st.integers(1, 8))):
        path = data.draw(st.sampled_from(sorted(known)))
        edit, added = edits(data.draw, plain, path, numbers)
        try:
            after = apply(plain, edit)
        except EditError:
            continue
        assert count_mixed(after) == 0
        if isinstance(edit, Remove):
            gone = leaves(part_at(plain, path))
            assert leaves(after) == sorted(set(leaves(plain)) - set(gone))
        elif added is not None:
            assert leaves(after) == sorted([*leaves(plain), *added])
        else:  # a list where there was one already is replaced, nothing comes to be beside it
            part_at(plain, edit.path)
        plain = after
        known |= set(places(plain)) - {""}


@pytest.mark.parametrize("kind", GROUP_LISTS)
@pytest.mark.parametrize("edit", [SetValue, Insert])
def test_a_group_gets_no_second_list(kind, edit):
    path = f"eligibility.{kind}"
    made = edit(path, [leaf(9)]) if edit is SetValue else edit(path, 0, leaf(9))
    if kind == "any":
        assert 9 in leaves(apply(document(), made))
        return
    with pytest.raises(EditError, match="there is no"):
        apply(document(), made)


def test_an_item_gets_no_second_method():
    item = {"item": "size", "max": 10, "fact": "enterprise.staff", "count": 1}
    plain = {"programme": "x", "scoring": {"items": [item]}}
    with pytest.raises(EditError, match="two kinds"):
        apply(plain, Insert("scoring.items[0].best_of", 0, {"fact": "founder.age"}))


def test_what_was_written_as_text_with_two_kinds_can_still_be_mended():
    plain = {"programme": "x", "eligibility": {"all": [], "any": [leaf(1)]}}
    assert apply(plain, Remove("eligibility.all"))["eligibility"] == {"any": [leaf(1)]}
    with pytest.raises(EditError, match="expected a group"):
        apply(plain, Unwrap("eligibility"))  # one of the two would be lost


@pytest.mark.parametrize("path", ["elegibility", "eligibility.what", "awards[0].wen"])
def test_a_key_that_no_document_has_is_not_created(path):
    with pytest.raises(EditError, match="there is no"):
        apply(document(), SetValue(path, {"all": [leaf(9)]}))
