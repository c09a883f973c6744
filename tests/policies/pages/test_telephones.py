"""Nobody is left without a number to ring."""

import re

import pytest

from policies.rules.documents import read_document
from policies.rules.library import Library
from policies.rules.references import reference_problems
from policies.services import load_catalogue
from policies.services.checking import check_texts
from tests.policies import small

LINES = """\
youth-league:
  name: {zh-hans: 共青团, en: Youth League}
  short: {zh-hans: 团市委, en: League}
human-resources:
  name: {zh-hans: 人力社保局, en: Human Resources}
  phone: '12333'
hotline:
  name: {zh-hans: 热线, en: Line}
  phone: '12345'
  general: [person, team, enterprise, expert]
jobs-line:
  name: {zh-hans: 人社热线, en: Line of jobs}
  phone: '12333'
  general: [person, team, enterprise, expert]
centre:
  name: {zh-hans: 企业服务中心, en: Service centre}
  general: [enterprise]
  source: S1
  basis: reported
"""


def page_of(client, slug):
    return client.get(f"/programmes/{slug}/").content.decode()


def numbers_of(page):
    return re.findall(r'href="tel:(\d+)"', page)


def test_every_programme_has_a_number(client, shipped):
    for slug in shipped.rulebook.editions:
        page = page_of(client, slug)
        assert "12345" in numbers_of(page), slug
        assert "还没有收录" not in page


def test_the_general_lines_and_the_centre_of_the_town_are_told(client, shipped):
    page = page_of(client, "data-for-land")
    assert set(numbers_of(page)) >= {"12345", "12333", "12366"}
    assert "先打" in page
    assert "温州全市有 76 个，柳市有一个" in page
    assert "3 个工作日内答复" in page
    assert "镇街企业服务中心的报道" in page  # who says so
    assert "热线号码是公开常识，没有重新核对。" in page


@pytest.fixture
def lines(db):
    load_catalogue(small.texts(shared={"departments.yaml": LINES}))


def test_a_department_without_a_number_is_reached_by_the_first_line(client, lines):
    page = page_of(client, "rent-help")
    assert numbers_of(page)[0] == "12345"
    assert "说明找团市委" in page
    assert "企业服务中心" not in page  # it is for companies


def test_a_department_with_a_number_comes_first_and_its_line_but_once(client, lines):
    page = page_of(client, "hire-help")
    assert numbers_of(page)[0] == "12333"
    assert "先打" not in page
    assert "人社热线" not in page
    assert "企业服务中心" in page


def test_no_programme_is_in_the_charge_of_a_line():
    library = Library.read({**small.SHARED, "departments.yaml": LINES})
    text = small.HIRE.replace("department: human-resources", "department: hotline")
    moved = read_document(text, library=library)
    found = [each.path for each in reference_problems(moved, library=library, programmes=())]
    assert found == ["department"]


def test_a_line_with_a_source_nobody_knows_is_refused():
    shared = {"departments.yaml": LINES.replace("source: S1", "source: S9")}
    report = check_texts(small.texts(shared=shared))
    assert any("centre.source: there is no source S9" in str(each) for each in report.problems)
