"""What the shipped catalogue says: whole sentences, to the reader, in words of today."""

import re
from datetime import date

import pytest
from django.utils import translation

from policies.presentation.words import in_language, reading_on
from policies.rules.conditions import Group, Leaf
from policies.rules.documents import read_documents
from policies.rules.expressions import FactReference
from policies.rules.sentences import sentence
from policies.rules.statements import claim_of
from tests.policies.rules.documents import CATALOGUE, PROGRAMMES, shipped_library

ON = date(2026, 12, 1)
TEXTS = sorted(path for path in CATALOGUE.rglob("*.yaml") if path.stem != "aliases")
# a sentence speaks to the reader, or of a thing by its article; nothing else is a whole one
WHOLE = re.compile(
    r"\b[Yy]our?\b|^(The|It is|This is|At least .+ since|Step (one|two):|Any one of|All of|A .+ has"
    r"|A .+ leads|Every .+ has|Technical staff|Social insurance|Not all) "
)
STUBS = re.compile(
    r"无此情况|没有这种情况|不少于 \d+ (个月|年|天)|年数|月数|整年|整月|包括|到当天|那一天"
)
STALE = re.compile(r"property rights?|publicity|\bdoctors?\b|There was none", re.IGNORECASE)


def documents():
    for path in PROGRAMMES:
        yield from read_documents(path.read_text("utf-8"), library=shipped_library())


def conditions(document):
    """Each condition with whether it must not be so."""

    def walk(node, negated):
        yield node, negated
        below = negated != (isinstance(node, Group) and node.kind == "none")
        for part in node.parts if isinstance(node, Group) else ():
            yield from walk(part, below)

    for root in document.conditions():
        yield from walk(root, False)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_criterion_is_a_sentence(language):
    said = {
        sentence(node, document.vocabulary.in_year(ON.year), language): document.programme
        for document in documents()
        for node, _negated in conditions(document)
    }
    assert len(said) > 200
    if language == "en":
        assert [each for each in said if not WHOLE.search(each)] == []
        assert [each for each in said if "Not the case" in each] == []
    else:
        assert [each for each in said if STUBS.search(each)] == []
    assert [each for each in said if "{" in each] == []


def test_a_yes_or_no_that_is_asked_for_has_words_for_both_answers():
    lacking = set()
    for document in documents():
        for node, negated in conditions(document):
            if isinstance(node, Leaf) and isinstance(node.subject, FactReference):
                claim = claim_of(node)
                fact = document.vocabulary[node.subject.name]
                own = fact.statement if claim != negated else fact.negative
                if claim is not None and not node.label and len(own) < 2:
                    lacking.add(fact.name)
    assert lacking == set()


def test_every_yes_or_no_of_the_vocabulary_says_what_each_answer_means():
    facts = [fact for fact in shipped_library().facts.values() if fact.type == "boolean"]
    assert len(facts) > 80
    for fact in facts:
        for language in ("zh-hans", "en"):
            yes, no = fact.statement.get(language), fact.negative.get(language)
            assert yes, fact.name
            assert no, fact.name
            assert yes != no, fact.name
            assert not yes.endswith(("。", ".")), fact.name
        assert WHOLE.search(fact.statement["en"]), fact.name
        assert WHOLE.search(fact.negative["en"]) or fact.negative["en"].startswith("No "), fact.name


def test_every_event_of_a_clock_has_words():
    events = shipped_library().facts
    for document in documents():
        for window in document.windows:
            if window.kind == "personal":
                assert len(events[window.after].event) == 2, window.after


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_no_text_uses_a_word_that_reads_as_something_else(path):
    lines = re.sub(r"stage: \w+", "", path.read_text("utf-8")).splitlines()
    assert [line for line in lines if STALE.search(line)] == []


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        (
            "enterprise.revenue_three_years_before",
            "公司 2022 年的营业收入是多少元？",
            "What was the company's revenue in 2022, in yuan?",
        ),
        (
            "enterprise.revenue_last_year",
            "公司 2025 年的营业收入是多少元？",
            "What was the company's revenue in 2025, in yuan?",
        ),
        (
            "enterprise.product_policy",
            "公司产品属于国家限制类或淘汰类吗？大多数不属于。",
            "Is your product restricted or to be phased out nationally? Most are not.",
        ),
    ],
)
def test_a_question_names_the_year_of_the_reader_s_day(name, zh, en):
    fact = shipped_library().facts[name]
    with reading_on(ON):
        for language, expected in (("zh-hans", zh), ("en", en)):
            with translation.override(language):
                assert in_language(fact.question) == expected


def test_a_year_is_counted_from_today_where_no_day_is_given(monkeypatch):
    label = shipped_library().facts["enterprise.revenue_last_year"].label
    with translation.override("zh-hans"):
        for today, expected in ((ON, "2025 年营业收入"), (date(2027, 1, 1), "2026 年营业收入")):
            monkeypatch.setattr("django.utils.timezone.localdate", lambda day=today: day)
            assert in_language(label) == expected
        with reading_on(ON):
            assert in_language(label) == "2025 年营业收入"
        assert in_language(label) == "2026 年营业收入"


def test_no_question_speaks_of_a_year_by_its_distance():
    distant = re.compile(r"去年|四年前|大前年|前年|上年|last completed year|years? before")
    for fact in shipped_library().facts.values():
        for words in (fact.label, fact.question):
            assert not any(distant.search(text) for text in words.values()), fact.name
