"""What people type in their own words finds what the domain's notes say."""

import re
from dataclasses import replace
from datetime import date

import pytest
import yaml

from policies.presentation.finding import find as find_all
from policies.presentation.searchable import searchable, words
from policies.rules.documents import Force
from policies.rules.rulebook import Rulebook
from policies.search.likeness import SURE, Kind
from policies.services.files import SHIPPED, read_folder
from tests.policies.pages.founder import DAY, in_memory
from tests.policies.search.words import (
    ALL,
    BACKGROUND,
    FIRST,
    KEEP_FIRST,
    KEEP_THREE,
    NEAREST,
    SENTENCES,
    THREE,
)


@pytest.mark.parametrize(("query", "slugs"), (KEEP_FIRST | FIRST).items())
def test_the_first_hit_is_one_of_these(find, query, slugs):
    assert set(find(query)[:1]) & set(slugs.split()), find(query)[:5]


@pytest.mark.parametrize(("query", "slugs"), (KEEP_THREE | THREE).items())
def test_one_of_these_is_among_the_first_three(find, query, slugs):
    assert set(find(query)[:3]) & set(slugs.split()), find(query)[:5]


@pytest.mark.parametrize(("query", "slugs"), ALL.items())
def test_all_of_these_are_found(find, query, slugs):
    assert set(slugs.split()) <= set(find(query)), find(query)


@pytest.mark.parametrize(("query", "slugs"), SENTENCES.items())
def test_a_sentence_leads_to_one_of_these(known, query, slugs):
    finding = find_all(known, query)
    shown = finding.nearest or tuple(hit.key for hit in finding.programmes.hits)
    assert set(shown[:3]) & set(slugs.split()), shown[:5]


def test_characters_find_no_less_than_the_same_in_pinyin_and_english(find):
    for characters, pinyin in (("租房", "zufang"), ("创业补贴", "chuangye butie"), ("税", "shui")):
        assert set(find(characters)) >= set(find(pinyin)[:3]), characters
    assert len(find("租房")) >= 7
    assert len(find("税")) >= 12


@pytest.mark.parametrize(("query", "slug"), BACKGROUND.items())
def test_what_surrounds_the_programmes_is_found_by_name_and_figure(known, query, slug):
    first = known.systems.search(query).hits[0]
    assert (first.key, first.quality >= SURE) == (slug, True)


@pytest.mark.parametrize(("query", "slugs"), NEAREST.items())
def test_what_no_programme_is_for_has_those_that_come_nearest(known, query, slugs):
    nearest = known.nearest(query, known.index.search(query))
    assert set(nearest[:3]) & set(slugs.split()), nearest


@pytest.mark.parametrize("query", ["青创之家", "贷款", "外国人"])
def test_nothing_comes_nearer_than_a_programme_that_was_found(known, query):
    assert known.nearest(query, known.index.search(query)) == ()


@pytest.mark.parametrize("query", ["火星移民", "qwertyuiop", "😀"])
def test_nothing_comes_near_what_has_nothing_in_common(known, query):
    assert known.nearest(query, known.index.search(query)) == ()


def names_of(known, kind):
    """Each name of a kind with the programmes that have it."""
    found = {}
    for slug, lines in known.lines.items():
        for line in lines:
            if line.kind is kind:
                found.setdefault(line.text, set()).add(slug)
    return found


def test_every_title_finds_its_programmes_first(find, known):
    missed = {
        name: hits[:4]
        for name, slugs in names_of(known, Kind.TITLE).items()
        if set((hits := find(name))[: len(slugs)]) != slugs
    }
    assert not missed


def test_every_other_name_finds_its_programmes_among_the_first_three(find, known):
    missed = {
        name: hits[:4]
        for name, slugs in names_of(known, Kind.ALIAS).items()
        if not slugs <= set((hits := find(name))[:3])
    }
    assert not missed


def test_every_topic_finds_its_programmes(find, known):
    missed = {
        name: slugs - set(hits)
        for name, slugs in names_of(known, Kind.TOPIC).items()
        if not slugs <= set(hits := find(name))
    }
    assert not missed


def test_words_are_of_programmes_and_departments_that_exist(shipped_texts):
    departments = yaml.safe_load((SHIPPED / "departments.yaml").read_text(encoding="utf-8"))
    leading = {slug for topic in (*words().topics, *words().nearest) for slug in topic.programmes}
    assert not (words().programmes.keys() | leading) - shipped_texts.programmes.keys()
    assert not words().departments.keys() - departments.keys()


def test_a_word_stands_once_where_it_stands():
    for names in (*words().programmes.values(), *words().synonyms):
        assert len(set(names)) == len(names), names
    for topic in (*words().topics, *words().nearest):
        assert len(set(topic.words)) == len(topic.words), topic.words
    nearest = [word for topic in words().nearest for word in topic.words]
    assert len(set(nearest)) == len(nearest)


def test_every_word_without_a_programme_leads_to_the_nearest(known):
    """None is hidden behind the name of a programme, where it would never be looked at."""
    for topic in words().nearest:
        for word in topic.words:
            assert known.nearest(word, known.index.search(word)) == topic.programmes, word


def test_every_town_finds_something(find, shipped_texts):
    facts = yaml.safe_load(shipped_texts.shared["facts.yaml"])
    towns = [town["zh-hans"] for town in facts["enterprise.town"]["choices"].values()]
    for town in towns:
        short = re.sub("(街道|镇|乡)$", "", town)
        if short != town:
            assert find(short), town


def test_an_edition_that_was_announced_is_found(known):
    """In force only from a later day, it is searched all the same, with what it says."""
    catalogue = in_memory(read_folder(SHIPPED))
    (old,) = catalogue.rulebook.editions["youth-shop"]
    later = replace(
        old,
        programme="night-market",
        title=(("zh-hans", "夜间店铺计划"), ("en", "Night shops")),
        in_force=Force(first=date(2027, 2, 1), last=None),
    )
    documents = [d for editions in catalogue.rulebook.editions.values() for d in editions]
    book = Rulebook([*documents, later])
    found = searchable(book, catalogue.library, on=DAY)
    for query in ("夜间店铺计划", "夜间店铺", "night shops", "yejiandianpu"):
        assert found.index.search(query).hits[0].key == "night-market", query
