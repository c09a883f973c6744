"""For each shape of the language the list that a screen gives is what asking one by one gives."""

import json
from datetime import date

import polars as pl
import pytest

from policies.rules.documents import read_document
from policies.rules.library import Library
from policies.rules.rulebook import Rulebook
from policies.rules.screening import Screen, frame_of
from tests.policies.rules.documents import plain_facts
from tests.policies.rules.screening.drawing import CLAUSE, TABLES, Draw
from tests.policies.rules.screening.shapes import PROFILES, shapes

ON = date(2026, 3, 1)
SHAPES = dict(shapes())
TABLE = {"v": {"a": "x", "b": "y", "c": "q"}}


def document_of(parts):
    plain = Draw("shapes").plain_document()
    for name in ("eligibility", "scoring", "outcomes"):
        plain.pop(name, None)
    return read_document(
        json.dumps({**plain, "tables": TABLES | TABLE, **parts}), library=Library()
    )


def test_the_corpus_is_as_large_as_it_says():
    assert len(SHAPES) >= 150
    assert len(PROFILES) == 20


@pytest.mark.parametrize("name", SHAPES)
def test_a_list_is_what_asking_one_by_one_gives(name):
    document = document_of(SHAPES[name])
    profiles = [document.vocabulary.read(plain_facts(each)) for each in PROFILES]
    book = Rulebook([document])
    [truths] = Screen([document]).decide(frame_of(profiles, document.vocabulary), on=ON)
    asked = [book.truth("drawn", facts, on=ON) for facts in profiles]
    for wanted in (True, False, None):
        listed = {row for row, truth in enumerate(truths) if truth is wanted}
        assert listed == {row for row, truth in enumerate(asked) if truth is wanted}


def test_a_column_that_is_the_same_for_everybody_is_a_column_too():
    """Polars keeps it as one value, and stumbles over expressions of nothing else."""
    document = document_of({"eligibility": {"fact": "w1", "at_most": "2026-10-31", **CLAUSE}})
    frame = pl.DataFrame({"n": range(200)}).with_columns(w1=pl.lit(None, pl.Date))
    [truths] = Screen([document]).decide(frame, on=ON)
    assert truths.to_list() == [None] * 200
