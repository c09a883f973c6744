"""The register of what was not found is made from the documents."""

from datetime import date

import pytest
from django.utils import translation

from policies.presentation.register import missing_of, register
from policies.services import load_catalogue
from tests.policies import small

DAY = date(2026, 3, 2)
ADDRESS = "/missing-texts/"


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


def lines_of(found):
    return {line.slug: line for line in (*found.unread, *found.partly, *found.numbered)}


def test_the_local_schemes_without_a_text_stand_in_it(client, shipped):
    found = register(shipped.rulebook, shipped.library.departments, on=DAY)
    unread = {line.slug for line in found.unread}
    assert unread >= {"youth-home", "youth-shop", "youth-market", "talent-flat", "lelai-yueqing"}
    assert "elite-contest" not in unread  # its call was read
    page = client.get(ADDRESS).content.decode()
    for slug, line in lines_of(found).items():
        assert f'href="/programmes/{slug}/"' in page
        assert line.title in page


def test_what_is_missing_is_what_the_programme_says(shipped):
    found = lines_of(register(shipped.rulebook, shipped.library.departments, on=DAY))
    for slug in shipped.rulebook.editions:
        document = shipped.rulebook.document(slug, on=DAY)
        if document is not None and missing_of(document):
            assert found[slug].missing


def test_a_text_known_by_its_number_is_named_with_it(shipped):
    found = lines_of(register(shipped.rulebook, shipped.library.departments, on=DAY))
    numbers = [number for _title, number in found["national-tech-sme"].numbers]
    assert "国科发政〔2017〕115号" in numbers


def test_it_is_reached_from_every_page_and_from_a_programme(client, shipped):
    assert f'href="{ADDRESS}"' in client.get("/").content.decode()
    page = client.get("/programmes/youth-home/").content.decode()
    assert f'href="{ADDRESS}#youth-home"' in page
    assert 'id="youth-home"' in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("", "还没有向人力社保局询问的记录"),
        ("to_confirm: [{zh-hans: 问, en: x, asked_on: 2026-02-03}]", "已于 2026 年 2 月 3 日 问过"),
    ],
)
def test_who_was_asked_and_when(client, db, asked, said):
    hire = small.HIRE.replace("basis: official", "basis: assumed").replace(
        "examples:", f"{asked}\nexamples:"
    )
    load_catalogue(small.texts(programmes={"hire-help": hire}))
    assert said.replace(" ", "") in client.get(ADDRESS).content.decode().replace(" ", "")


def test_what_is_read_in_official_texts_is_not_in_it(client, db):
    official = small.HIRE.replace("unit: CNY,", "unit: CNY, source: S1, basis: official,")
    load_catalogue(small.texts(programmes={"hire-help": official}))
    assert "吸纳就业补贴" not in client.get(ADDRESS).content.decode()
