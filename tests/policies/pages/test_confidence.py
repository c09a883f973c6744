"""How sure we are is said once a page, and on lines only where they differ."""

import re
from datetime import date

import pytest
from django.utils import translation

from policies.presentation.confidence import (
    confidence_of,
    grounds_of,
    missing_texts,
    quiet_all,
    quiet_criteria,
)
from policies.presentation.criteria import criterion_lines
from policies.presentation.programme.payment import payment_lines
from policies.presentation.programme.procedure import basis_of
from policies.rules.bases import ASSUMED, NUMBERED, REPORTED, TERMS
from policies.rules.documents import read_document
from policies.rules.library import Library
from policies.rules.rulebook import Rulebook
from tests.policies import small

DAY = date(2026, 3, 2)
LIBRARY = Library.read(small.SHARED)
MOST = {"示例标准": 6, "文号已知": 6, "据公开报道": 7, "官方原文": 7}


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


def page_of(client, slug):
    return client.get(f"/programmes/{slug}/").content.decode()


def test_no_page_repeats_how_sure_we_are(client, shipped):
    for slug in shipped.rulebook.editions:
        page = page_of(client, slug)
        assert {word: page.count(word) for word in MOST if page.count(word) > MOST[word]} == {}, (
            slug
        )


def test_the_free_office_says_once_that_it_is_an_example(client, shipped):
    page = page_of(client, "youth-home")
    assert page.count("示例标准") <= 3
    assert "示例标准，待团市委确认" in page
    assert "奖励金额、申报时间、公示天数还没有查到正式文件，以主管部门通知为准。" in page


def document_of(*, criteria, extra=""):
    rows = "\n".join(f"    - {{fact: enterprise.staff, {row}}}" for row in criteria)
    text = small.HIRE.replace(
        "    - {fact: enterprise.staff, at_least: 3, source: S1, basis: official}", rows
    )
    text = re.sub(r"awards:.*\n.*\n", extra, text, count=1)
    text = re.sub(r"examples:.*", "", text, flags=re.S)
    sources = """sources:
  known: {title: {zh-hans: 办法, en: Rules}, number: 国科发〔2017〕1号}
  press: {title: {zh-hans: 报道, en: Report}, grade: B}
  ASSUMED: {title: {zh-hans: 没有, en: None}}
"""
    return read_document(text.replace("eligibility:", f"{sources}eligibility:"), library=LIBRARY)


def criteria_of(document):
    result = Rulebook([document]).explain_one(document.programme, {}, on=DAY)
    lines = criterion_lines(result.reasons, document, {})
    return quiet_criteria(lines, grounds_of(document).get("criteria"))


def test_a_line_is_marked_only_where_it_is_not_as_sure_as_most():
    document = document_of(
        criteria=[
            "at_least: 1, source: ASSUMED, basis: assumed",
            "at_least: 2, source: ASSUMED, basis: assumed",
            "at_least: 3, source: press, basis: reported",
        ]
    )
    first, second, third = criteria_of(document)
    assert first.citation is None
    assert second.citation is None
    assert third.citation.mark == TERMS[REPORTED].mark["zh-hans"]


def test_an_interpretation_stays_where_nothing_else_is_to_say():
    note = "note: {zh-hans: 按年末人数, en: At the end of the year}"
    document = document_of(
        criteria=[
            "at_least: 1, source: ASSUMED, basis: assumed",
            f"at_least: 2, source: ASSUMED, basis: assumed, {note}",
        ]
    )
    first, second = criteria_of(document)
    assert first.citation is None
    assert (second.citation.note, second.citation.mark) == ("按年末人数", "")


def test_a_reported_clause_of_a_numbered_text_is_known_by_its_number():
    document = document_of(criteria=["at_least: 1, source: known, basis: reported"])
    assert grounds_of(document)["criteria"].standing == NUMBERED
    (line,) = confidence_of(document, whom="团市委").lines
    assert (line.mark, line.parts) == ("文号已知，原文待核", "申报条件")


def test_of_two_alike_the_less_sure_one_is_what_a_part_rests_on():
    document = document_of(
        criteria=[
            "at_least: 1, source: S1, basis: official",
            "at_least: 2, source: ASSUMED, basis: assumed",
        ]
    )
    assert grounds_of(document)["criteria"].standing == ASSUMED


@pytest.mark.parametrize(
    ("extra", "missing"),
    [
        ("awards: [{kind: cash, mode: fixed, amount: 5, source: S1, basis: official}]\n", []),
        ("awards: [{kind: cash, mode: fixed, source: S1, basis: official}]\n", ["amounts"]),
        ("awards: [{kind: title, source: ASSUMED, basis: assumed}]\n", []),
        (
            "awards: [{kind: loan, mode: fixed, amount: 5, source: press, basis: reported}]\n",
            ["amounts"],
        ),
        (
            "awards: [{kind: loan, mode: fixed, amount: 5, source: known, basis: reported}]\n",
            [],
        ),
        ("windows: [{rolling: true, source: ASSUMED, basis: assumed}]\n", ["windows"]),
        ("windows: [{rolling: true, source: S1, basis: official}]\n", []),
        ("process: [{stage: publicity, source: ASSUMED, basis: assumed}]\n", ["publicity"]),
        ("process: [{stage: apply, source: ASSUMED, basis: assumed}]\n", []),
    ],
)
def test_what_no_official_text_says_is_found_in_the_clauses(extra, missing):
    document = document_of(criteria=["at_least: 1, source: S1, basis: official"], extra=extra)
    assert missing_texts(document) == missing


def test_a_list_of_sources_names_each_degree_once():
    extra = """process:
  - {stage: apply, source: ASSUMED, basis: assumed}
  - {stage: visit, source: ASSUMED, basis: assumed}
  - {stage: experts, source: ASSUMED, basis: assumed}
  - {stage: decision, source: known, basis: reported}
  - {stage: payment, source: known, basis: reported, clause: 第三条}
"""
    document = document_of(criteria=["at_least: 1, source: S1, basis: official"], extra=extra)
    left = quiet_all(basis_of(document.process, document), grounds_of(document)["steps"])
    assert [each.mark for each in left] == ["文号已知，原文待核", ""]


def steps_and_awards(*, mode="verified", kind="cash", steps=""):
    award = f"awards: [{{kind: {kind}, mode: {mode}, amount: 5, source: S1, basis: official}}]\n"
    criteria = ["at_least: 1, source: S1, basis: official"]
    return document_of(criteria=criteria, extra=award + steps)


def test_money_says_who_decides_and_when_it_comes():
    lines = payment_lines(steps_and_awards())
    assert lines[1] == "审定以后一般 15 到 30 个工作日到账。"
    assert len(lines) == 2
    steps = "process: [{stage: payment, working_days: 20, source: S1, basis: official}]\n"
    assert payment_lines(steps_and_awards(steps=steps))[1] == "审定以后 20 个工作日内到账。"


def test_a_set_amount_may_come_without_applying():
    assert "免申即享" in payment_lines(steps_and_awards(mode="fixed"))[-1]


def test_what_is_no_money_says_nothing_of_it():
    assert payment_lines(steps_and_awards(kind="title")) == []


def test_what_is_said_of_money_is_marked(client, shipped):
    page = page_of(client, "job-creation-grant")
    told = page[page.index("谁定、多久到账") :].partition("</details>")[0]
    assert '<p class="assumed">待确认</p>' in told
