"""Comments of a text outlive its edits."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.rules.authoring.comments import comments_in, edited_text
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

TEXT = """\
# agreed with the bureau on 2 March
programme: rent-help
in_force: {from: 2026-01-01, to: null}   # until further notice
eligibility:  # article 3
  # youth first
  all:
    - {fact: founder.age, at_least: 18, source: S1}  # of age
    # the cap was 35 until 2024
    - fact: founder.age
      at_most: 40  # see the answer of the League
      source: S1
      # end of the second
    - {any: [{fact: firm.town, in: [liushi]}, {fact: firm.staff, at_least: 3}], source: S2}
    # more to come
note: |  # as it stands
  # no comment
examples:
  - name: young  # golden
    facts: {
      founder.age: 20,  # within
      # no town
    }  # all facts
# the end
"""


def kept(edit, text=TEXT):
    """The comments after an edit, which must say what the edit alone says."""
    written = edited_text(text, edit)
    assert read_document_text(written) == apply(read_document_text(text), edit)
    return [each.text for each in comments_in(written)]


def everything():
    return [each.text for each in comments_in(TEXT)]


def test_each_comment_is_found_with_what_it_speaks_of():
    assert [(each.text, path_text(each.steps), each.place) for each in comments_in(TEXT)] == [
        ("# agreed with the bureau on 2 March", "programme", "above"),
        ("# until further notice", "in_force", "beside"),
        ("# article 3", "eligibility", "beside"),
        ("# youth first", "eligibility.all", "above"),
        ("# of age", "eligibility.all[0]", "beside"),
        ("# the cap was 35 until 2024", "eligibility.all[1]", "above"),
        ("# see the answer of the League", "eligibility.all[1].at_most", "beside"),
        ("# end of the second", "eligibility.all[1].source", "below"),
        ("# more to come", "eligibility.all[2]", "below"),
        ("# as it stands", "note", "beside"),
        ("# golden", "examples[0].name", "beside"),
        ("# within", "examples[0].facts.founder.age", "beside"),
        ("# no town", "examples[0].facts.founder.age", "below"),
        ("# all facts", "examples[0].facts", "beside"),
        ("# the end", "", "below"),
    ]


@pytest.mark.parametrize(
    "edit",
    [
        SetValue("eligibility.all[0].at_least", 21),
        SetValue("summary", {"zh-hans": "租", "en": "Rent"}),
        SetValue("eligibility.all[1]", {"fact": "founder.age", "at_most": 45, "source": "S1"}),
        SetValue("eligibility", {"any": []}),
        SetValue("examples", []),
        Insert("eligibility.all", 0, {"fact": "x", "is": True}),
        Insert("eligibility.all", 3, {"fact": "x", "is": True}),
        Move("eligibility.all[1]", 0),
        Move("note", 0),
        Wrap("eligibility.all[1]", "at_least"),
        Unwrap("eligibility.all[2]"),
        Rename("examples[0].facts.founder.age", "founder.born_on"),
    ],
)
def test_what_takes_nothing_out_keeps_every_comment(edit):
    assert sorted(kept(edit)) == sorted(everything())


@pytest.mark.parametrize(
    ("path", "gone"),
    [
        ("eligibility.all[0]", ["# of age"]),
        ("eligibility.all[1]", ["# see the answer of the League", "# end of the second"]),
        ("eligibility.all[2]", []),
        ("note", ["# as it stands"]),
        ("in_force", ["# until further notice"]),
        ("examples", ["# golden", "# within", "# no town", "# all facts"]),
        ("examples[0].name", ["# golden"]),
    ],
)
def test_only_what_stands_inside_goes_with_it(path, gone):
    assert sorted(kept(Remove(path))) == sorted(set(everything()) - set(gone))


def test_a_comment_moves_with_what_it_speaks_of():
    text = edited_text(TEXT, Move("eligibility.all[1]", 0))
    [cap] = [each for each in comments_in(text) if "cap was" in each.text]
    assert (cap.steps, cap.place) == (("eligibility", "all", 0), "above")
    text = edited_text(text, Insert("eligibility.all", 0, {"fact": "x", "is": True}))
    text = edited_text(text, Wrap("eligibility.all[1]", "any"))
    [answer] = [each for each in comments_in(text) if "answer" in each.text]
    assert path_text(answer.steps) == "eligibility.all[1].any[0].at_most"
    text = edited_text(text, Unwrap("eligibility.all[1]"))
    [answer] = [each for each in comments_in(text) if "answer" in each.text]
    assert path_text(answer.steps) == "eligibility.all[1].at_most"


def test_edits_that_follow_each_other_change_nothing_of_the_others():
    once = edited_text(TEXT, SetValue("note", "x"))
    assert edited_text(once, SetValue("note", "x")) == once


def test_what_looks_like_a_comment_is_none():
    text = 'a: "# no"\nb: x#y\nc: |\n  # text\n  more\nd: {"e": "f # g"}\n'
    assert comments_in(text) == []
    assert comments_in('{"a": "# no"}') == []
    assert comments_in("a: [") == []


# --- the whole catalogue, and texts of any shape ------------------------------------------------


def places_of(plain, steps=()):
    yield steps
    parts = plain.items() if isinstance(plain, dict) else enumerate(plain)
    for key, part in parts if isinstance(plain, dict | list) else ():
        if isinstance(part, dict | list):
            yield from places_of(part, (*steps, key))
        else:
            yield (*steps, key)


def edits_at(plain, path, steps):
    last = steps[-1] if steps else None
    value = part_at(plain, path)
    yield SetValue(path, 7)
    yield SetValue(path, value)
    yield Remove(path)
    for to in (0, 1):
        yield Move(path, to)
    yield Wrap(path, "at_least")
    yield Wrap(path, "none")
    yield Unwrap(path)
    if isinstance(last, str):
        yield Rename(path, "renamed")
    if isinstance(value, list):
        yield Insert(path, len(value), {"new": [1]})
        yield Insert(path, 0, "first")


def commented(text, lines):
    """A text with a comment above, or behind, some of its lines."""
    number, made = count(), []
    for index, line in enumerate(text.splitlines()):
        if index in lines:
            indent = line[: len(line) - len(line.lstrip(" "))]
            made.append(f"{indent}# comment {next(number)}")
        made.append(f"{line}  # comment {next(number)}" if index + 1 in lines else line)
    return "\n".join(made) + "\n"


@given(st.data())
def test_any_edit_keeps_every_comment_that_is_not_taken_out(shipped, data):
    text = data.draw(st.sampled_from(shipped))
    number = len(text.splitlines())
    lines = data.draw(st.sets(st.integers(0, number), min_size=1, max_size=12))
    text = commented(text, lines)
    plain = read_document_text(text)
    steps = data.draw(st.sampled_from(list(places_of(plain))[1:]))
    path = path_text(steps)
    edit = data.draw(st.sampled_from(list(edits_at(plain, path, steps))))
    before = comments_in(text)
    try:
        apply(plain, edit)
    except EditError:
        return
    written = edited_text(text, edit)
    assert read_document_text(written) == apply(plain, edit)
    after = [each.text for each in comments_in(written)]
    inside = [
        each.text
        for each in before
        if isinstance(edit, Remove)
        and each.steps[: len(steps)] == steps
        and (each.steps != steps or each.place == "beside")
    ]
    assert sorted(after) == sorted(each.text for each in before if each.text not in inside)


@pytest.fixture(scope="module")
def shipped(shipped_texts):
    return [
        piece
        for slug in ("youth-shop", "youth-home", "graduate-living-grant", "startup-loan-firm")
        for piece in split_documents(shipped_texts.programmes[slug])
    ]
