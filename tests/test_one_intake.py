"""Wherever it is said whether one can apply, the same is said.

All shipped editions, drawn applicants and days of a year. What is cheap is compared for each of
them, whole pages for some.
"""

from datetime import date, timedelta

import pytest
from django.utils import translation

from applicants.notifications.planning import closes_soon
from applicants.services.freezing import judge
from policies.presentation.board import board
from policies.presentation.browsing import Wanted, listing
from policies.presentation.bundle import bundle_page
from policies.presentation.cards import APPLY, GO, PREPARE, action_of
from policies.presentation.intake import intake_line, refusal_words
from policies.presentation.own import NONE_OF_ONES_OWN
from policies.presentation.places import Place, place_of
from policies.presentation.plan import (
    CLOSES,
    ENDS,
    EXPECTED,
    EXPECTED_END,
    OPENS,
    STARTS,
    entries,
)
from policies.presentation.programme import programme_page
from policies.rules import intake as intakes
from policies.rules.verdicts import ELIGIBLE
from policies.services.evaluating import evaluation_json
from tests.benchmarks.visitors import visitors
from tests.policies.pages.fixtures import shipped_in_memory  # noqa: F401  # a fixture

APPLICANTS = 300
START = date(2026, 12, 1)
DAYS = [START + timedelta(days=31 * month - month % 7) for month in range(12)]
WHOLE_PAGES = 36  # pairs of an applicant and a day for which every page is made
FITS = {
    intakes.OPEN: Place.NOW,
    intakes.ELSEWHERE: Place.NOW,
    intakes.OPENS: Place.WAITING,
    intakes.EXPECTED: Place.WAITING,
    intakes.CLOSED: Place.WAITING,
    intakes.FULL: Place.WAITING,
    intakes.UNANNOUNCED: Place.ASK,
    intakes.NO_APPLICATION: Place.AUTOMATIC,
    intakes.OVER_FOR_YOU: Place.NOT_FOR_YOU,
}
DATED = {OPENS, CLOSES, STARTS, ENDS}


@pytest.fixture(scope="module")
def people(shipped_in_memory):  # noqa: F811
    """Drawn applicants; each knows what such a person knows."""
    drawn = visitors(APPLICANTS, shipped_in_memory.vocabulary, on=START)
    return [each.answers for each in drawn]


def compared(result, document, facts, listed, on):
    """Each place that asks the engine by itself; how many there were."""
    intake = result.intake
    assert listed == intake, "the list of programmes"
    place = place_of(result, document, facts, NONE_OF_ONES_OWN, lambda: True, on=on)
    line = intake_line(intake, document)
    action, _url = action_of(result, document, NONE_OF_ONES_OWN, place, line)
    if result.verdict == ELIGIBLE and place not in (Place.YOURS, Place.INFORMATION):
        concerned = place is not Place.NOT_FOR_YOU or intake.state == intakes.OVER_FOR_YOU
        if intake.state != intakes.UNKNOWN and concerned:
            assert place is FITS[intake.state], "the group of the results"
    assert (place is Place.NOW) <= intake.can_apply
    assert (action == APPLY) <= (intake.state == intakes.OPEN), "the button"
    assert (action == GO) <= (intake.state == intakes.ELSEWHERE), "the link"
    assert (action == PREPARE) <= (intake.state in (intakes.OPENS, intakes.EXPECTED))
    assert bool(refusal_words(intake, document)) is (intake.state != intakes.OPEN), "handing in"
    assert (closes_soon(result, on) is not None) <= intake.can_apply, "the reminder"
    assert bool(intake.missing) is (intake.state == intakes.UNKNOWN)
    assert line.state == intake.state


@pytest.mark.slow
def test_no_two_places_disagree(shipped_in_memory, people):  # noqa: F811
    book, count, states = shipped_in_memory.rulebook, 0, set()
    with translation.override("en"):
        for number, facts in enumerate(people):
            for day in DAYS:
                listed = book.intakes(facts, on=day)
                for result in book.explain(facts, on=day):
                    document = result.document
                    if document is None:
                        continue
                    compared(result, document, facts, listed[result.programme], day)
                    if number % 30 == 0:  # the same of what a file was frozen with
                        again = judge(document, facts, on=day)
                        assert again.intake == result.intake, "the reviewers' page"
                    states.add(result.intake.state)
                    count += 1
    assert count >= APPLICANTS * len(DAYS) * 50
    assert states >= {
        intakes.OPEN,
        intakes.OPENS,
        intakes.EXPECTED,
        intakes.UNANNOUNCED,
        intakes.UNKNOWN,
        intakes.OVER_FOR_YOU,
    }


@pytest.mark.slow
def test_whole_pages_say_the_same(shipped_in_memory, people):  # noqa: F811
    """The pages themselves: list, results, programme, bundle, plan, and what a program reads."""
    book, library = shipped_in_memory.rulebook, shipped_in_memory.library
    departments = library.departments
    for number in range(WHOLE_PAGES):
        facts, day = people[number * 7 % APPLICANTS], DAYS[number % len(DAYS)]
        results = book.explain(facts, on=day)
        read = {each["programme"]: each for each in evaluation_json(book, facts, on=day)["results"]}
        seen = board(book, results, facts, departments, on=day)
        cards = {card.slug: (place, card) for place in Place for card in seen.of(place)}
        catalogue = listing(book, library, facts, Wanted(), on=day)
        in_list = {card.slug: card.state for group in catalogue.groups for card in group.cards}
        open_ = listing(book, library, facts, Wanted(open_now=True), on=day)
        today = {card.slug for group in open_.groups for card in group.cards}
        bundle = bundle_page(book, facts, departments, on=day)
        plan = entries(book, facts, departments, on=day)
        for result in results:
            slug, intake, document = result.programme, result.intake, result.document
            if document is None:
                continue
            place, card = cards[slug]
            assert card.state == in_list[slug] == read[slug]["intake"] == intake.state
            assert card.open is intake.can_apply is (slug in today)
            page = programme_page(book, document, facts, departments, on=day)
            assert (page.intake.state, page.action) == (card.state, card.action)
            assert (page.intake.when, page.place) == (card.when, place.value) or (
                place is Place.NOT_FOR_YOU and page.place == Place.NOT_YET.value
            )
            if slug in {step.slug for step in bundle.steps}:
                assert intake.state not in (intakes.CLOSED, intakes.FULL, intakes.OVER_FOR_YOU)
            kinds = {entry.kind for entry in plan if entry.slug == slug}
            if intake.state in (intakes.NO_APPLICATION, intakes.OVER_FOR_YOU):
                assert not kinds & (DATED | {EXPECTED, EXPECTED_END})
            if intake.state == intakes.EXPECTED and not document.windows[0].when:
                assert OPENS not in kinds
        forecasts = (EXPECTED, EXPECTED_END)
        assert all(entry.tentative is (entry.kind in forecasts) for entry in plan)
