"""The help about rules teaches everything the engine knows, and what it says is true."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from policies.admin.builder import lessons, teaching
from policies.admin.builder.keys import KEYS, key_words
from policies.admin.builder.options import TABLES, TYPES
from policies.presentation.awards import KINDS, MODES
from policies.rules import formulas, grammar
from policies.rules.awards import KINDS as ALL_KINDS
from policies.rules.awards import MODES as ALL_MODES
from policies.rules.building import GROUPS
from policies.rules.expressions import AGGREGATES, STRICT_FUNCTIONS
from policies.rules.facts import SORTS
from policies.rules.operators import OPERATORS
from policies.rules.parts import COMBINED, MEASURES
from policies.rules.shapes import WORDS, Fields


def test_every_entry_of_the_engine_s_tables_has_a_lesson():
    assert set(lessons.OPERATORS) == set(OPERATORS)
    assert set(lessons.GROUPS) == {*GROUPS, "of", "some", "every"}
    known = {*formulas._FUNCTIONS, *STRICT_FUNCTIONS, *AGGREGATES, "lookup"}
    assert set(lessons.FUNCTIONS) == known
    assert set(lessons.WORDS) == set(formulas.WORDS)
    assert set(lessons.METHODS) == {*MEASURES, *COMBINED, "judged"}
    assert (set(KINDS), set(MODES), set(TYPES)) == (set(ALL_KINDS), set(ALL_MODES), set(SORTS))


def every_key(shape=grammar.DOCUMENT, context=""):
    """Each key of the grammar with the part it stands in."""
    for fields in teaching.inner_fields(shape):
        if fields is WORDS:
            continue
        for key, inner in {**fields.required, **fields.optional}.items():
            yield context, key, inner
            own = context == "" or key in ("linear", "bands")
            if (context, key) != ("facts", "fields"):
                yield from every_key(inner, key if own else context)


def test_every_key_of_the_grammar_has_words_and_every_word_a_key():
    found = list(every_key())
    assert len(found) > 100
    for context, key, _shape in found:
        name, hint = key_words(context, key)
        assert name
        assert hint
    used = {f"{context}.{key}" if f"{context}.{key}" in KEYS else key for context, key, _ in found}
    of_conditions = {*GROUPS, "of", "some", "every", "where", "field", "fact", "formula"}
    of_rows = {"tables.key", "tables.value", "parameters.value"}
    assert set(KEYS) - used - of_conditions - of_rows == set()


def test_every_choice_of_the_grammar_has_words():
    plain = {"formats", "grade"}
    for _context, key, shape in every_key():
        options = teaching.options_of(shape)
        if key in TABLES:
            assert set(options) <= set(TABLES[key]), key
        elif options and key not in plain:
            assert all(teaching.option_words(key, each) != each for each in options), key


def test_a_key_that_the_grammar_gains_is_missed(monkeypatch):
    """The control of the tests above."""
    shape = Fields(required={}, optional={"never_heard_of": grammar.FORMULA})
    with pytest.raises(KeyError):
        [key_words(context, key) for context, key, _ in every_key(shape, "awards")]


@pytest.mark.parametrize("name", lessons.OPERATORS)
def test_a_lesson_shows_each_outcome_there_is(name):
    with translation.override("en"):
        kinds = {case.kind for case in teaching.taught(lessons.OPERATORS[name]).cases}
    unknown = set() if name == "is_known" else {"undetermined"}
    assert kinds == {"eligible", "ineligible", *unknown}


def test_the_page_tells_what_the_engine_says():
    with translation.override("en"):
        page = teaching.help_page()
    results = {
        lesson.name: [case.result for case in lesson.cases]
        for lesson in (*page["functions"], *page["methods"], *page["words"])
    }
    assert results["min"] == ["5,000", "20,000", "unknown"]
    assert results["years_between"] == ["5", "4"]
    assert results["sum"] == ["4,000", "unknown"]
    assert results["outcome"] == ["30,000", "10,000", "unknown"]
    assert results["bands"][1] == "12 points · Eligible"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_is_in_the_reader_s_language(admin_client, language):
    admin_client.cookies["django_language"] = language
    response = admin_client.get(reverse("admin:policies_rules_help"))
    text = response.content.decode()
    assert response.status_code == 200
    for name in (*OPERATORS, *formulas._FUNCTIONS, *AGGREGATES):
        assert f"<code>{name}</code>" in text
    said = re.findall(r'<p class="said">([^<]*)</p>', text)
    assert len(said) > 15
    han = re.compile(r"[\u4e00-\u9fff]")
    chinese = [each for each in said if han.search(each)]
    assert len(chinese) == (len(said) if language == "zh-hans" else 2)  # two compare Chinese text
