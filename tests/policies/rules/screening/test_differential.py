"""Explain and screen agree on every pair of a random document and a random profile.

``SCREEN_SEED`` draws other documents and profiles, ``SCREEN_DOCUMENTS`` more of them.
"""

import os
from datetime import date

import pytest

from policies.rules.rulebook import Rulebook
from policies.rules.scoring import ends
from policies.rules.screening import Screen, compact, comparing, facts_at, frame_of, plain
from policies.rules.verdicts import VERDICTS
from tests.policies.rules.documents import plain_facts
from tests.policies.rules.screening.drawing import CLAUSE, NEAR, ON, Draw

SEED = os.environ.get("SCREEN_SEED", "2026")
DOCUMENTS = int(os.environ.get("SCREEN_DOCUMENTS", "520"))
ON_DAY = date(2026, 3, 1)
PROFILES, SHARDS = 100, 8
NAMES = {True: VERDICTS[True], False: VERDICTS[False], None: VERDICTS[None]}


def drawn(draw):
    """A document, profiles and a day."""
    document = draw.document()
    profiles = [document.vocabulary.read(plain_facts(draw.profile())) for _ in range(PROFILES)]
    return document, profiles, date.fromisoformat(draw.one(*ON))


def differences(document, profiles, on):
    """The profiles on which the two do not agree, and how many rows the exact engine judged."""
    book, screen = Rulebook([document]), Screen([document])
    frame = frame_of(profiles, document.vocabulary)
    small = compact(frame, document.vocabulary)
    [truths], [points] = screen.decide(frame, on=on), screen.scores(frame, on=on)
    assert truths.equals(screen.decide(small, on=on)[0])
    found = []
    for row, facts in enumerate(profiles):
        [result] = book.explain(facts, on=on)
        if result.verdict != NAMES[truths[row]]:
            found.append((row, result.verdict, NAMES[truths[row]], facts))
        if result.score is not None and not _near(result.score, points, row):
            found.append((row, ends(result.score.value), points.row(row), facts))
    return found


def _near(score, points, row):
    low, high = points["low"][row], points["high"][row]
    return low == pytest.approx(float(score.low)) and high == pytest.approx(float(score.high))


@pytest.mark.parametrize("shard", range(SHARDS))
def test_explain_and_screen_agree_on_every_pair(shard):
    draw, pairs = Draw(f"{SEED}/{shard}"), 0
    for _ in range(DOCUMENTS // SHARDS):
        document, profiles, on = drawn(draw)
        found = differences(document, profiles, on)
        assert not found, (str(on), found[0], document.text)
        pairs += len(profiles)
    assert pairs >= 50_000 // SHARDS or os.environ.get("SCREEN_DOCUMENTS")


def test_what_is_drawn_goes_in_and_comes_out_of_a_frame_unchanged():
    draw = Draw(SEED)
    for _ in range(20):
        document, profiles, _ = drawn(draw)
        frame = frame_of(profiles, document.vocabulary)
        small = compact(frame, document.vocabulary)
        assert plain(small, document.vocabulary).equals(frame)
        for form in (frame, small):
            again = [facts_at(form, row, document.vocabulary) for row in range(len(profiles))]
            assert again == profiles


def near(formula, threshold, answers):
    """A document with a threshold that some answers just reach, and a profile of them."""
    document = Draw("near").document(
        eligibility={"formula": formula, "is": threshold, **CLAUSE}, scoring=None, outcomes=None
    )
    return document, [document.vocabulary.read(plain_facts(answers))], ON_DAY


@pytest.mark.parametrize(("formula", "threshold", "answers"), NEAR)
def test_a_threshold_that_is_just_reached_is_reached(formula, threshold, answers):
    assert not differences(*near(formula, threshold, answers))


def test_doubles_alone_would_not_agree(monkeypatch):
    """The control: without the exact engine near thresholds the comparison must see it."""
    monkeypatch.setattr(comparing, "_margin", lambda a, b: 0.0)
    wrong = [formula for formula, *others in NEAR if differences(*near(formula, *others))]
    assert len(wrong) >= 5, wrong
    draw = Draw("control")
    assert any(differences(*drawn(draw)) for _ in range(60))


def test_what_no_column_can_say_is_judged_by_the_exact_engine():
    """A product of so many factors may be longer than any figure, which only exact numbers show."""
    long = " * ".join(["m1"] * 190)
    document = Draw("long").document(
        eligibility={"formula": long, "at_least": 0, **CLAUSE}, scoring=None, outcomes=None
    )
    profiles = [
        document.vocabulary.read(plain_facts({"m1": each})) for each in (0, 1, -1, 0.01, 1e14)
    ]
    assert (
        Screen([document])._is_expressible(Screen([document]).plan.programmes[0], ON_DAY) is False
    )
    assert not differences(document, profiles, ON_DAY)
