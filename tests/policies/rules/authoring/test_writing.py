"""From plain data to text and back."""

from fractions import Fraction

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from policies.rules.authoring.writing import document_text
from policies.rules.documents import split_documents
from policies.rules.quantities import tidy
from policies.rules.reading import DOCUMENT_LIMITS, read_document_text
from tests.policies.rules import strategies

HARD = (
    *("yes", "No", "on", "OFF", "y", "null", "~", "", " ", "true", "1e5", "0x10", "1_000", "012"),
    *("2026-03-02", "12:30:00", ".inf", "NaN", "-", "--- x", "# no", "a # b", "a: b", "a:", "<<"),
    *("{a}", "[a", "a, b", "*a", "&a", "!a", "|", "> x", "%TAG", "@x", "`x`", "?", "? a", "'", '"'),
    *(
        "年满 18 周岁",
        "“引号”，逗号",
        "a\nb",
        "a\n",
        "\n",
        "\ttab",
        "a\t",
        " lead",
        "trail ",
        "\\n",
    ),
    *("\u2028", "\ufeff", "\u3000全角", "\u200b", "😀", "1", "-1", "1.50", "+3", "=", "0o7", "é"),
    *("a  b", "x" * 300, "汉" * 200, "a -b", "a- b", "- a", "first: [", "…", "\ue000", "1,000"),
)
texts = st.one_of(
    st.sampled_from(HARD),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=30),
)
numbers = st.one_of(
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.integers(-(10**12), 10**12).map(lambda n: tidy(Fraction(n, 10**12))),
    st.integers(-(10**9), 10**9).map(lambda n: tidy(Fraction(n, 100))),
)
values = st.recursive(
    st.one_of(texts, numbers, st.booleans(), st.none()),
    lambda parts: st.one_of(st.lists(parts, max_size=5), st.dictionaries(texts, parts, max_size=5)),
    max_leaves=30,
)
plain_documents = st.dictionaries(texts, values, min_size=1, max_size=6)


def ordered(plain):
    """Equal only where the keys stand in the same order as well."""
    if isinstance(plain, dict):
        return [(key, ordered(part)) for key, part in plain.items()]
    if isinstance(plain, list):
        return [ordered(part) for part in plain]
    return type(plain), plain


@given(plain_documents)
def test_any_document_reads_back_equal(plain):
    text = document_text(plain)
    again = read_document_text(text)
    assert ordered(again) == ordered(plain)
    assert document_text(again) == text


@given(strategies.conditions(), strategies.scorings())
def test_random_rules_read_back_equal(condition, scoring):
    document = strategies.plain_document(condition, scoring=scoring)
    plain = read_document_text(strategies.text_of(document, as_yaml=False))
    assert ordered(read_document_text(document_text(plain))) == ordered(plain)


@pytest.mark.parametrize("text", HARD)
def test_a_hard_text_stands_anywhere(text):
    plain = {text: text, "a": [text, {text: [text]}], "b": {"c": text}}
    assert ordered(read_document_text(document_text(plain))) == ordered(plain)


@pytest.mark.parametrize("text", ["yes", "No", "on", "012", "1_000", "12:30:00", "null", "<<"])
def test_no_other_reader_takes_a_text_for_something_else(text):
    """PyYAML reads YAML 1.1, in which much more is a number or a flag."""
    assert yaml.safe_load(document_text({"a": text, text: 1})) == {"a": text, text: 1}


def test_every_shipped_document_reads_back_equal(shipped_texts):
    pieces = [p for text in shipped_texts.programmes.values() for p in split_documents(text)]
    assert len(pieces) >= 59
    for piece in pieces:
        plain = read_document_text(piece)
        text = document_text(plain)
        assert ordered(read_document_text(text)) == ordered(plain)
        assert len(text.encode()) < DOCUMENT_LIMITS.octets


@pytest.mark.parametrize("value", [0.1, Fraction(1, 3), {1, 2}])
def test_what_no_document_holds_is_not_written(value):
    with pytest.raises(ValueError, match=r"decimal|cannot stand"):
        document_text({"a": value})


def test_the_text_is_laid_out_to_be_read():
    plain = {
        "title": {"zh-hans": "租金", "en": "Rent"},
        "eligibility": {"all": [{"fact": "founder.age", "at_least": Fraction(1, 2), "in": []}]},
        "note": {"en": "x" * 120},
    }
    assert document_text(plain) == (
        "title: {zh-hans: 租金, en: Rent}\n"
        "eligibility:\n"
        "  all:\n"
        "    - {fact: founder.age, at_least: 0.5, in: []}\n"
        f"note:\n  en: {'x' * 120}\n"
    )
