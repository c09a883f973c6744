"""One word for one thing: how sure we are of a clause is said in one way everywhere."""

import re
from pathlib import Path

import pytest

from policies.rules.bases import TERMS, is_known_by_number, standing_of

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "policies" / "rules" / "bases.py"
# What the same things were called before, or might be called.
OTHERS = re.compile(
    r"示例标准，待主管部门|示例，待确认|假定，待确认|推定|正式文本|官方文件|官方报道"
    r"|据报道(?!或)|转述|Example rules|assumed, to be confirmed"
)


def written():
    """Every text of ours that may come before a reader, but the catalogue's."""
    for folder in ("policies", "applicants", "leqing", "templates"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".html", ".txt", ".po"):
                yield path


def test_no_other_word_stands_for_how_sure_we_are():
    found = {
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in written()
        for match in OTHERS.finditer(path.read_text())
    }
    assert found == set()


def test_the_marks_stand_in_their_table_alone():
    marks = [term.mark["zh-hans"] for term in TERMS.values() if "，" in term.mark["zh-hans"]]
    found = {
        str(path.relative_to(ROOT))
        for path in written()
        if path != TABLE and any(mark in path.read_text() for mark in marks)
    }
    assert found == set()


def test_every_term_is_said_in_both_languages():
    for term in TERMS.values():
        for words in (term.mark, term.word):
            assert set(words) == {"zh-hans", "en"}
            assert all(words.values())


@pytest.mark.parametrize(
    ("source", "known"),
    [
        ({"number": "乐政发〔2025〕4号"}, True),
        ({"number": "乐政发〔2025〕4号", "grade": "C"}, True),
        ({"number": "乐政发〔2025〕4号", "grade": "A"}, False),
        ({"grade": "C"}, False),
        ({}, False),
    ],
)
def test_a_text_is_known_by_its_number_until_its_original_was_read(source, known):
    assert is_known_by_number(source) is known
    assert standing_of("reported", source) == ("numbered" if known else "reported")
    assert standing_of("official", source) == "official"
    assert standing_of("assumed", source) == "assumed"


def test_every_award_says_what_it_is_for(shipped_documents):
    for document in shipped_documents:
        for award in document.awards:
            assert {"zh-hans", "en"} <= dict(award.label).keys(), (document.programme, award.kind)
