"""Drawing a city: the same for a seed, readable, and of use to every programme."""

import json
from collections import Counter
from datetime import date

import numpy as np
import polars as pl
import pytest

from applicants.models.profile import ExactDecoder
from applicants.population.crowd import Crowd
from applicants.population.drawing import CHUNK, draw_city, named_facts
from applicants.population.kinds import KINDS
from policies.rules.facts import FactType, Vocabulary
from policies.rules.rulebook import Rulebook

ON = date(2026, 11, 26)
SEED = 20_261_126


def drawn(size, seed, vocabulary, *, on=ON):
    """All of a city in one frame."""
    return pl.concat(draw_city(size, seed, vocabulary, on=on))


def read(frame, vocabulary):
    """The facts of each, read as strictly as what a founder types."""
    return [vocabulary.read(json.loads(text, cls=ExactDecoder)) for text in frame["facts"]]


@pytest.mark.parametrize("seed", range(8))
def test_every_value_is_one_that_the_vocabulary_takes(vocabulary, seed):
    facts = read(drawn(500, SEED + seed, vocabulary), vocabulary)
    assert len(facts) == 500
    assert all(facts)


def test_a_seed_and_a_size_give_the_same_bytes(vocabulary):
    first, again = (drawn(700, 3, vocabulary) for _each in range(2))
    assert first.equals(again)
    assert not first.equals(drawn(700, 4, vocabulary))


def test_what_a_city_is_does_not_depend_on_how_much_of_it_is_asked_for(vocabulary):
    frames = list(draw_city(CHUNK + 50, 1, vocabulary, on=ON))
    assert [frame.height for frame in frames] == [CHUNK, 50]
    names = pl.concat(frames)["name"].str.slice(-7)
    assert names.to_list() == [f"{number:07}" for number in range(1, CHUNK + 51)]


def test_the_facts_that_rules_use_are_drawn_together_not_by_their_types(documents, vocabulary):
    used = {name for document in documents for name in document.verdict_facts}
    stated = {name for name in used if not vocabulary[name].derived}
    assert len(stated) > 150
    assert stated <= named_facts(vocabulary, on=ON)


def test_every_fact_that_can_be_stated_is_stated_by_somebody(vocabulary):
    facts = read(drawn(6_000, 1, vocabulary), vocabulary)
    seen = {name for each in facts for name in each}
    assert {name for name, fact in vocabulary.items() if not fact.derived} == seen


def test_about_fifteen_per_cent_is_unknown(vocabulary):
    known, whole = 0, 0
    for kind in KINDS:
        size = int(6_000 * kind.share)
        for forgetful in (None, np.zeros(size)):
            crowd = Crowd(
                np.random.default_rng(1), size, on=ON, vocabulary=vocabulary, forgetful=forgetful
            )
            kind.draw(crowd)
            stated = sum(texts.is_not_null().sum() for texts in crowd.facts.values())
            known, whole = (known + stated, whole) if forgetful is None else (known, whole + stated)
    assert known / whole == pytest.approx(0.85, abs=0.02)


def test_kinds_come_in_their_shares(vocabulary):
    names = drawn(8_000, 1, vocabulary)["name"].str.split(" ").list.first()
    counts = Counter(names.to_list())
    for kind in KINDS:
        assert counts[kind.name] / 8_000 == pytest.approx(kind.share, rel=0.3)


def test_what_belongs_together_goes_together(vocabulary):
    firms = [
        each
        for each in read(drawn(8_000, 1, vocabulary), vocabulary)
        if {"enterprise.staff_total", "enterprise.revenue_last_year"} <= each.keys()
    ]
    staff = np.array([int(each["enterprise.staff_total"]) for each in firms])
    revenue = np.array([float(each["enterprise.revenue_last_year"]) for each in firms])
    assert np.corrcoef(np.log1p(staff), np.log1p(revenue))[0, 1] > 0.6
    for each in firms:
        research = each.get("enterprise.rd_staff", 0)
        assert research <= each.get("enterprise.tech_staff", research)
    counted = [
        each for each in firms if {"enterprise.patents", "enterprise.class1_ip"} <= each.keys()
    ]
    assert len(counted) > 500
    for each in counted:
        rights = each["enterprise.patents"]
        unknown = sum("kind" not in record for record in rights)
        firsts = sum(record.get("kind") == "invention" for record in rights)
        assert firsts <= each["enterprise.class1_ip"] <= len(rights)
        assert each["enterprise.class1_ip"] - firsts <= unknown + 3


def test_towns_have_their_trades(vocabulary):
    facts = read(drawn(8_000, 1, vocabulary), vocabulary)

    def share(town):
        clusters = [
            each["enterprise.cluster"]
            for each in facts
            if each.get("enterprise.town") == town
            and each.get("enterprise.industry_group") == "industry"
            and "enterprise.cluster" in each
        ]
        return clusters.count("electrical") / len(clusters)

    assert share("liushi") > 0.5 > share("hongqiao")


def test_who_studies_has_not_graduated(vocabulary):
    for each in read(drawn(4_000, 2, vocabulary), vocabulary):
        if each.get("founder.is_student"):
            assert "founder.graduated_on" not in each
        if {"founder.graduated_on", "founder.born_on"} <= each.keys():
            assert (each["founder.graduated_on"] - each["founder.born_on"]).days > 17 * 365


def test_programmes_find_some_of_each(documents, vocabulary):
    """Those that ask something a program can decide, and are no rarity of a whole city."""
    book = Rulebook(documents)
    found = {}
    for facts in read(drawn(6_000, 1, vocabulary), vocabulary):
        for slug, verdict in book.verdicts(facts, on=ON).items():
            found.setdefault(slug, Counter())[verdict] += 1
    mixed = [slug for slug, counts in found.items() if len(counts) == 3]
    open_for_all = [slug for slug, counts in found.items() if counts["undetermined"] == 6_000]
    assert len(mixed) >= 32
    assert set(open_for_all) == {
        each.programme for each in documents if each.eligibility is None and not each.scoring
    }


def test_a_fact_that_an_officer_adds_is_stated_too(vocabulary):
    kinds = {
        "enterprise.exports": {"type": "boolean"},
        "enterprise.export_share": {"type": "percent", "maximum": 1},
        "founder.hobby": {"type": "choice", "choices": {"go": {}, "weiqi": {}}},
        "expert.since": {"type": "date"},
        "team.motto": {"type": "text"},
        "team.tools": {"type": "choices", "choices": {"saw": {}, "file": {}}},
        "team.desks": {"type": "integer"},
        "team.purse": {"type": "money"},
    }
    added = {name: FactType(name=name, **kind) for name, kind in kinds.items()}
    larger = vocabulary.extended(added)
    facts = read(drawn(2_000, 1, larger), larger)
    assert added.keys() <= {name for each in facts for name in each}


def test_a_smaller_vocabulary_leaves_out_what_it_lacks(vocabulary):
    smaller = Vocabulary(
        {
            **{name: vocabulary[name] for name in ("founder.born_on", "enterprise.town")},
            "founder.degree": FactType(
                name="founder.degree", type="choice", choices={"master": {}}
            ),
            "enterprise.staff_total": FactType(name="enterprise.staff_total", type="text"),
        }
    )
    facts = read(drawn(1_000, 1, smaller), smaller)
    names = {name for each in facts for name in each}
    assert names == {"founder.born_on", "enterprise.town", "founder.degree"}
