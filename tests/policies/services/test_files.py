"""Shared files cut into entries and put together again."""

import pytest

from policies.rules.errors import RuleError
from policies.services.files import cut_editions, cut_entries, join_editions, join_entries
from tests.policies import small


@pytest.mark.parametrize("name", small.SHARED)
def test_entries_together_are_the_file(name):
    entries = cut_entries(name, small.SHARED[name])
    assert join_entries([entry.text for entry in entries]) == small.SHARED[name]


def test_the_shipped_files_can_be_cut(shipped_texts):
    for name, text in shipped_texts.shared.items():
        entries = cut_entries(name, text)
        assert join_entries([entry.text for entry in entries]) == text


def test_each_entry_stands_alone():
    text = "# all\na:\n  x: 租 # 1\n\n# of b\n'b': {y: [1, {z: 2}]}\n\"c\":\n  - d: e\n    f: g"
    entries = cut_entries("x.yaml", text)
    assert [entry.key for entry in entries] == ["a", "b", "c"]
    assert [entry.value for entry in entries] == [
        {"x": "租"},
        {"y": [1, {"z": 2}]},
        [{"d": "e", "f": "g"}],
    ]
    assert join_entries([entry.text for entry in entries]) == text
    swapped = join_entries([entries[2].text, entries[0].text])
    assert [entry.key for entry in cut_entries("x.yaml", swapped)] == ["c", "a"]


@pytest.mark.parametrize("text", ["{a: 1}", "- a\n", "a: 1\n---\nb: 2\n", "a: 1\n...\n", "a\n"])
def test_what_cannot_be_cut_is_refused(text):
    with pytest.raises(RuleError, match=r"x.yaml"):
        cut_entries("x.yaml", text)


def test_editions_together_are_the_file():
    text = f"{small.RENT_2022}---\n{small.RENT_2026}"
    assert join_editions(list(cut_editions("x.yaml", text))) == text
    with pytest.raises(RuleError, match="without anything behind"):
        cut_editions("x.yaml", text.replace("---\n", "---  \n"))
