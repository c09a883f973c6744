"""Codes of public lists: one spelling, whoever writes them."""

from datetime import date

import pytest

from policies.rules.codes import spell_industry
from policies.rules.entry import EntryError, parse_text
from policies.rules.errors import FactError, RuleError
from policies.rules.facts import FactType
from policies.rules.library import Library
from policies.rules.rulebook import Rulebook
from policies.rules.verdicts import ELIGIBLE, INELIGIBLE
from tests.policies.rules.documents import CLAUSE, ON, read

CODE = FactType(name="firm.code", type="text", code="gb_t_4754")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param("C3983", "C3983", id="as the list has it"),
        pytest.param("3983", "C3983", id="digits alone"),
        pytest.param(" c 3983 ", "C3983", id="lower case and spaces"),
        pytest.param("Ｃ３９８３", "C3983", id="full width"),
        pytest.param("39", "C39", id="a division"),
        pytest.param("C", "C", id="a section"),
        pytest.param("1310", "C1310", id="first division of manufacturing"),
        pytest.param("1200", "B1200", id="last division of mining"),
        pytest.param("4390", "C4390", id="last division of manufacturing"),
        pytest.param("4411", "D4411", id="first division of utilities"),
        pytest.param("0111", "A0111", id="first division of all"),
        pytest.param("9700", "T9700", id="last division of all"),
    ],
)
def test_an_industry_code_has_one_spelling(written, kept):
    assert spell_industry(written) == kept
    assert CODE.read(written) == kept
    assert parse_text(CODE, written) == kept


@pytest.mark.parametrize(
    "written", ["制造业", "A3983", "9811", "0000", "3", "39833", "C3983 sensors", "U01", "²³"]
)
def test_what_is_no_code_is_refused_and_never_a_silent_no(written):
    with pytest.raises(FactError, match="C3823"):
        CODE.read(written)
    with pytest.raises(EntryError, match="C3823"):
        parse_text(CODE, written)


def test_a_text_without_a_list_is_kept_as_it_is():
    assert FactType(name="firm.name", type="text").read(" c 3983") == " c 3983"


def test_every_text_a_shipped_verdict_rests_on_is_a_code(shipped_documents):
    texts = {
        name: document.vocabulary[name]
        for document in shipped_documents
        for name in document.verdict_facts
        if document.vocabulary[name].type == "text"
    }
    assert texts
    assert not [name for name, fact in texts.items() if not fact.code]


def test_a_manufacturer_need_not_know_the_letter(shipped_documents):
    book = Rulebook(shipped_documents)

    def refused(code):
        facts = book.vocabulary.read({"enterprise.industry_code": code})
        return book.verdicts(facts, on=date(2026, 12, 1))["data-for-land"] == INELIGIBLE

    assert not refused("3983")
    assert not refused("C3983")
    assert refused("5231")


def test_only_texts_are_codes():
    files = {"facts.yaml": "a.b: {type: integer, label: 甲, code: gb_t_4754}"}
    with pytest.raises(RuleError, match="for texts"):
        Library.read(files)


@pytest.mark.parametrize(
    ("written", "fits"), [("39", True), ("c39", True), ("C39", True), ("38", False)]
)
def test_a_rule_may_write_a_code_as_it_likes(written, fits):
    code = {"type": "text", "label": "代码", "code": "gb_t_4754"}
    leaf = {"fact": "firm.code", "starts_with": written, **CLAUSE}
    document = read(facts={"firm.code": code}, eligibility=leaf)
    book = Rulebook([document])
    facts = book.vocabulary.read({"firm.code": "3983"})
    assert (book.verdicts(facts, on=ON)["tried"] == ELIGIBLE) is fits


def test_a_rule_that_names_no_code_is_refused():
    code = {"type": "text", "label": "代码", "code": "gb_t_4754"}
    leaf = {"fact": "firm.code", "is": "制造业", **CLAUSE}
    with pytest.raises(RuleError, match="C3823"):
        read(facts={"firm.code": code}, eligibility=leaf)
