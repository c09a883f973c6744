"""What texts say in two ways stands open before readers, what staff must answer before staff."""

import re
from collections import Counter

import pytest

from policies.rules.reading import read_document_text

# Topic, programme, and the two sources that differ.
CONFLICTS = (
    ("sectors of the one-off grant", "startup-grant", ("S38", "S41")),
    ("cap of the personal loan", "startup-loan-personal", ("S37", "S38")),
    ("terms of the loan to small firms", "startup-loan-firm", ("S37", "startup_loan_2023")),
    ("guarantee above 100,000 yuan", "startup-loan-personal", ("S39", "S38")),
    ("entry to the specialised title", "specialised-sme", ("zhejiang_quality_sme_2026", "S46")),
    ("entry to the specialised title", "innovative-sme", ("zhejiang_quality_sme_2026", "S46")),
    ("entry to the specialised title", "provincial-tech-sme", ("zhejiang_quality_sme_2026", "S46")),
    ("entry to the specialised title", "national-tech-sme", ("zhejiang_quality_sme_2026", "S46")),
    ("talent flat beside rent subsidy", "talent-flat", ("S41", "S40")),
    ("talent flat beside rent subsidy", "talent-rent-subsidy", ("S41", "S40")),
    ("municipal technology centre", "provincial-tech-centre", ("S19", "SEED")),
    ("municipal technology centre", "yueqing-tech-centre", ("S19", "SEED")),
    ("municipal technology centre", "wenzhou-tech-centre", ("S19", "SEED")),
    ("municipal technology centre", "provincial-institute", ("S19", "SEED")),
    ("municipal technology centre", "data-for-land", ("S19", "SEED")),
)
AWARDED = (
    *("innovative-sme", "specialised-sme", "little-giant", "hidden-champion"),
    *("high-tech-enterprise", "national-tech-sme", "provincial-tech-sme"),
    *("provincial-institute", "provincial-tech-centre", "smart-factory"),
    *("yueqing-tech-centre", "wenzhou-tech-centre", "national-tech-centre"),
    *("digital-workshop", "future-factory", "key-sme-project", "first-set"),
    *("provincial-green-factory", "national-green-factory", "sme-digital", "elite-contest"),
)
# Words of the question in Chinese, and the programmes on whose pages it stands.
FIRST = (
    ("由谁审批", ("youth-home", "youth-shop", "youth-market")),
    ("人均面积", ("youth-home",)),
    ("满 3 年以后", ("youth-home",)),
    ("九项指标", ("data-for-land",)),
    ("按镇街排名还是全市排名", ("data-for-land",)),
    ("资格、任期、津贴、考核表", ("tech-deputy-expert", "tech-deputy-firm")),
    ("就高不重复", AWARDED),
    ("租金公式、人才类别和轮候办法", ("talent-flat",)),
    ("乐清现在的金额", ("startup-grant", "job-creation-grant")),
    ("现在的上限", ("startup-loan-personal",)),
    ("乐清现在执行哪一版", ("startup-loan-firm",)),
    (
        "受理",
        ("national-tech-sme", "provincial-tech-sme", "high-tech-enterprise"),
    ),
    ("由哪个局受理", ("incubator-rent-support",)),
    ("企业技术中心还在认定吗", ("yueqing-tech-centre",)),
    ("乐清市级也算", ("wenzhou-tech-centre", "provincial-tech-centre", "provincial-institute")),
)


@pytest.fixture(scope="session")
def newest(shipped_documents):
    """The newest edition of every programme."""
    ordered = sorted(shipped_documents, key=lambda document: document.in_force.first)
    return {document.programme: document for document in ordered}


@pytest.mark.parametrize(
    ("slug", "sources"),
    [pytest.param(slug, sources, id=f"{topic} ({slug})") for topic, slug, sources in CONFLICTS],
)
def test_a_conflict_stands_open_with_both_its_sources(newest, slug, sources):
    asked = [question.get("sources", ()) for question in newest[slug].questions]
    assert any(set(sources) <= set(named) for named in asked), asked
    assert set(sources) <= newest[slug].sources.keys()


@pytest.mark.parametrize(
    ("words", "slug"), [(words, slug) for words, slugs in FIRST for slug in slugs]
)
def test_what_staff_must_answer_first_stands_open(newest, words, slug):
    document = newest[slug]
    points = (*document.questions, *document.to_confirm)
    asked = [point for point in points if words in point["zh-hans"]]
    assert asked
    assert all(question.get("sources") for question in asked)


def test_who_signs_and_how_long_results_are_public_stands_open_where_it_is_assumed(newest):
    for slug, document in newest.items():
        assumed = any(
            stage.get("stage") == "publicity" and stage.get("basis") == "assumed"
            for stage in document.process
        )
        words = " ".join(point["zh-hans"] for point in document.to_confirm)
        assert not assumed or "公示" in words, slug


def test_every_open_question_is_asked_in_both_languages(shipped_documents):
    for document in shipped_documents:
        for question in (*document.questions, *document.to_confirm):
            assert question["zh-hans"].strip(), document.programme
            assert question["en"].strip(), document.programme
            assert question["zh-hans"] != question["en"], document.programme


# Words that speak to staff, not to a founder.
FOR_STAFF = re.compile(
    r"请(?:按原文|[^，。；？]{0,8}提供|核对|[^，。；？]{0,6}确认)|示意|staff must|be checked"
)


def test_no_reader_is_told_what_staff_must_do(shipped_documents):
    for document in shipped_documents:
        shown = [
            *(question[name] for question in document.questions for name in ("zh-hans", "en")),
            *_notes(read_document_text(document.text)),
        ]
        assert not [text for text in shown if FOR_STAFF.search(text)], document.programme


def test_a_question_that_all_programmes_share_is_none_of_the_readers(newest):
    count = Counter(
        question["zh-hans"] for document in newest.values() for question in document.questions
    )
    assert max(count.values()) <= 3, count.most_common(3)


def _notes(plain):
    """Every note of a document, in both languages."""
    if isinstance(plain, list):
        for part in plain:
            yield from _notes(part)
    if isinstance(plain, dict):
        note = plain.get("note", ())
        yield from note.values() if isinstance(note, dict) else ()
        for name, part in plain.items():
            if name not in ("note", "to_confirm"):
                yield from _notes(part)
