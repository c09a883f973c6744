"""The catalogue says what its sources say: titles, factories and land, one test for each finding.

Facts and days are made up; the right values are those of the texts the documents cite.
"""

from datetime import date

import pytest

from policies.rules.documents import read_documents
from policies.rules.questions import next_facts
from policies.rules.rulebook import Rulebook
from policies.rules.verdicts import INELIGIBLE
from tests.policies.rules.documents import PROGRAMMES, shipped_library

ON = date(2026, 12, 1)
TITLES = (
    "national-tech-sme",
    "provincial-tech-sme",
    "high-tech-enterprise",
    "innovative-sme",
    "specialised-sme",
    "little-giant",
    "hidden-champion",
    "key-sme-project",
    "provincial-institute",
    "yueqing-tech-centre",
    "wenzhou-tech-centre",
    "provincial-tech-centre",
    "national-tech-centre",
    "first-set",
    "pilot-platform",
    "innovation-index",
)
FACTORIES = (
    "digital-workshop",
    "smart-factory",
    "future-factory",
    "provincial-green-factory",
    "national-green-factory",
    "sme-digital",
)
LAND = ("data-for-land", "enterprise-grade")
OF_YUEQING = ("yueqing-tech-centre", "innovation-index", "data-for-land", "enterprise-grade")
OF_WENZHOU = ("wenzhou-tech-centre", "sme-digital")
FIRM = {"enterprise.legal_form": "limited_company", "enterprise.town": "liushi"}


@pytest.fixture(scope="module")
def book():
    texts = [path.read_text("utf-8") for path in PROGRAMMES]
    library = shipped_library()
    return Rulebook([each for text in texts for each in read_documents(text, library=library)])


def verdict(book, programme, facts, on=ON):
    return book.verdicts(book.vocabulary.read(facts), on=on)[programme]


# --- who it is for ---


@pytest.mark.parametrize("programme", [*TITLES, *FACTORIES, *LAND])
@pytest.mark.parametrize("form", ["none", "individual_business", "online_shop"])
def test_only_a_firm_can_have_it(book, programme, form):
    assert verdict(book, programme, {"enterprise.legal_form": form}) == INELIGIBLE


@pytest.mark.parametrize(
    "programme",
    [each for each in (*TITLES, *FACTORIES) if each != "provincial-tech-sme"],
)
@pytest.mark.parametrize("form", ["sole_proprietorship", "partnership", "branch"])
def test_a_title_is_for_legal_persons(book, programme, form):
    assert verdict(book, programme, {"enterprise.legal_form": form}) == INELIGIBLE


@pytest.mark.parametrize("programme", [*TITLES, *FACTORIES, *LAND])
def test_the_legal_form_is_the_first_criterion(book, programme):
    first = book.document(programme, on=ON).eligibility.parts[0]
    assert first.subject.name == "enterprise.legal_form"


def test_a_snack_bar_is_asked_nothing_about_factories(book):
    facts = book.vocabulary.read(
        {"enterprise.legal_form": "individual_business", "enterprise.startup_sector": "catering"}
    )
    asked = next_facts(book, facts, on=ON, count=500)
    assert not {each for question in asked for each in question.programmes} & {
        *TITLES,
        *FACTORIES,
        *LAND,
    }
    assert not [each.fact.name for each in asked if each.fact.topic in ("factory", "titles")]


@pytest.mark.parametrize(
    "programme",
    [
        each
        for each in (*TITLES, *FACTORIES, *LAND)
        if each not in ("digital-workshop", "smart-factory", "future-factory")
    ],
)
def test_a_firm_in_another_province_does_not_fit(book, programme):
    """Projects of digital factories must lie in Zhejiang; where the firm is registered is open."""
    shanghai = {**FIRM, "enterprise.town": "elsewhere"}
    assert verdict(book, programme, shanghai) == INELIGIBLE


@pytest.mark.parametrize("programme", OF_YUEQING)
def test_what_is_yueqings_is_not_for_a_firm_in_ruian(book, programme):
    ruian = {**FIRM, "enterprise.town": "elsewhere_in_wenzhou", "enterprise.high_tech_valid": True}
    assert verdict(book, programme, ruian) == INELIGIBLE


@pytest.mark.parametrize("programme", OF_WENZHOU)
def test_what_is_wenzhous_is_not_for_a_firm_outside_it(book, programme):
    hangzhou = {**FIRM, "enterprise.town": "elsewhere_in_zhejiang"}
    assert verdict(book, programme, hangzhou) == INELIGIBLE


def test_a_high_tech_enterprise_of_yueqing_is_on_its_index(book):
    assert verdict(book, "innovation-index", {**FIRM, "enterprise.high_tech_valid": True}) == (
        "eligible"
    )
