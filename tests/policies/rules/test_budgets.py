"""Every search of the engine ends: it weighs what it looks at, and says where it stopped."""

import time
from collections.abc import Iterator
from datetime import date
from itertools import count

import pytest

from policies.presentation.outlook import outlook
from policies.rules.authoring.costs import (
    costs_of_judging,
    costs_of_screening,
    costs_of_searching,
)
from policies.rules.authoring.findings import Context, examine
from policies.rules.authoring.proposals import PROPOSING_STEPS, propose_examples
from policies.rules.authoring.settled import settled_criteria
from policies.rules.authoring.writing import document_text
from policies.rules.budgets import SEARCH_STEPS, STEPS_BETWEEN_LOOKS, Budget, BudgetEndedError
from policies.rules.bundles import Candidate, best_bundle
from policies.rules.changes import changes_for, eligible_days
from policies.rules.days import first_eligible_day
from policies.rules.examples import NOT_SEARCHED, example_failures
from policies.rules.library import Library
from policies.rules.plans import Plan
from policies.rules.questions import next_facts
from policies.rules.reach import within_reach
from policies.rules.rulebook import Rulebook
from policies.rules.sentences import sentence
from policies.rules.weights import weight_of_document
from policies.rules.what_if import next_gains, ways_to
from tests.policies.rules.documents import CLAUSE, FACTS, ON, leaf, plain, plain_facts, read

PATENT = {"level": "n", "valid_to": "2030-01-01", "worth": 1, "in_use": True}
COUNT = "count(firm.titles where in_use and worth < 3)"
TITLES = {**FACTS["firm.titles"], "changeable": True}
LINEAR = {"from": 0, "to": 10}
SECONDS = 4  # in which the slowest machine comes to the end of a budget; without one: minutes


def heavy(clauses, counts, first=()):
    """A valid document whose every clause counts the same records again and again."""
    formula = " + ".join([COUNT] * counts)
    held = [leaf(formula, "more_than", 1_000_000 + number) for number in range(clauses)]
    return read(plain(eligibility={"any": [*first, *held]}, facts={**FACTS, "firm.titles": TITLES}))


def records(document, number):
    return document.vocabulary.read(plain_facts({"firm.titles": [PATENT] * number}))


def ticking(step) -> Iterator[float]:
    """A clock that goes on by so much whenever it is looked at."""
    ticks = count(0, step)
    return lambda: next(ticks)


# --- the budget itself ---


def test_steps_end_a_budget():
    budget = Budget(10)
    budget.spend(10)
    assert not budget.ended
    with pytest.raises(BudgetEndedError):
        budget.spend(1)
    assert budget.ended


def test_a_clock_ends_a_budget():
    budget = Budget(clock=ticking(1), seconds=3)
    for _ in range(3):
        budget.spend(STEPS_BETWEEN_LOOKS)
    with pytest.raises(BudgetEndedError):
        budget.spend(STEPS_BETWEEN_LOOKS)
    with pytest.raises(BudgetEndedError):
        budget.spend(0)  # what has ended stays ended


def test_a_document_weighs_its_nodes_and_those_of_records_for_each_record():
    document = read(plain(eligibility={"all": [leaf(COUNT, "at_least", 1)]}))
    weight = weight_of_document(document)
    none, three = records(document, 0), records(document, 3)
    assert weight.of({}) == weight.of(none) == weight.of_lists(0)
    assert weight.of(three) - weight.of(none) == 3 * dict(weight.each)["firm.titles"]
    assert weight.by_value("firm.titles", {})(three["firm.titles"]) == weight.of(three)


# --- every search ends, and says so ---


@pytest.mark.parametrize(("clauses", "counts"), [(5, 10), (10, 30), (20, 30)])
def test_what_would_change_a_heavy_document_is_told_in_time(clauses, counts):
    document = heavy(clauses, counts)
    book, facts = Rulebook([document]), records(document, 3)
    started = time.thread_time()
    found = changes_for(book, "tried", facts, on=ON, largest=2)
    assert time.thread_time() - started < SECONDS
    assert not found.complete


def test_a_light_document_is_looked_at_in_full():
    document = read(plain(eligibility=leaf("firm.staff", "at_least", 3)))
    found = changes_for(Rulebook([document]), "tried", {"firm.staff": 1}, on=ON)
    assert found.complete
    assert [change.to for change in found.sets[0]] == [3]


def test_what_was_found_before_the_end_is_told():
    document = heavy(20, 30, first=[leaf("firm.staff", "at_least", 3)])
    facts = {**records(document, 3), "firm.staff": 1}
    found = changes_for(Rulebook([document]), "tried", facts, on=ON, largest=2)
    assert not found.complete
    assert [change.to for change in found.sets[0]] == [3]


def test_the_same_budget_finds_the_same():
    document = heavy(10, 30)
    book, facts = Rulebook([document]), records(document, 3)
    spent = set()
    for _ in range(2):
        budget = Budget()
        changes_for(book, "tried", facts, on=ON, budget=budget)
        spent.add(budget.spent)
    assert len(spent) == 1


def test_proposing_examples_ends():
    started = time.thread_time()
    assert not propose_examples(heavy(10, 30)).complete
    assert time.thread_time() - started < SECONDS


def test_what_is_left_of_a_budget_is_what_proposals_get():
    document = read(plain(eligibility=leaf("firm.staff", "at_least", 3)))
    assert propose_examples(document).complete
    nothing = propose_examples(document, Budget(0))
    assert (nothing.examples, nothing.complete) == ((), False)


def test_days_of_a_span_that_moves_every_day_end():
    moving = "days_between(firm.founded_on, today) * days_between(firm.valid_to, today)"
    held = [leaf(f"{moving} + {number}", "is", 7) for number in range(60)]
    document = read(plain(eligibility={"any": held}))
    days = {"firm.founded_on": date(2020, 1, 1), "firm.valid_to": date(2021, 1, 1)}
    budget, started = Budget(), time.thread_time()
    assert eligible_days(Rulebook([document]), "tried", days, on=ON, budget=budget) == (None, None)
    assert budget.ended
    assert time.thread_time() - started < SECONDS


def test_either_end_of_a_moving_range_is_found_without_looking_at_every_day():
    between = leaf(
        "firm.founded_on",
        "between",
        [{"formula": "months_after(today, -24)"}, {"formula": "today"}],
    )
    book = Rulebook([read(plain(eligibility=between))])
    budget = Budget()
    facts = {"firm.founded_on": date(2026, 5, 1)}
    found = eligible_days(book, "tried", facts, on=ON, budget=budget)
    assert found == (date(2026, 5, 1), date(2028, 5, 1))
    assert budget.spent < 1_000


def test_asking_goes_on_where_it_cannot_look_ahead():
    document = read(
        plain(eligibility={"all": [leaf("firm.staff", "at_least", 3), leaf("age", "at_most", 4)]})
    )
    book = Rulebook([document])
    budget = Budget(0)
    found = next_facts(book, {}, on=ON, count=9, budget=budget)
    assert budget.ended
    assert {question.fact.name for question in found} == {"firm.staff", "age"}
    again = next_facts(book, {}, on=ON, count=9)  # nothing half-found was kept
    assert all(question.settles > 0 for question in again)


def test_what_if_ends():
    items = [{"item": "size", "fact": "firm.staff", "max": 10, "linear": LINEAR, **CLAUSE}]
    document = read(plain(scoring={"pass_mark": 5, "items": items}))
    plan = Rulebook([document]).plan([document])
    facts = {"firm.staff": 2}
    assert ways_to(plan, document, facts, 5, on=ON)
    budget = Budget(0)
    assert ways_to(plan, document, facts, 5, on=ON, budget=budget) == ()
    assert next_gains(plan, document, facts, on=ON, budget=budget) == {}
    assert budget.ended


def test_the_outlook_of_a_refusal_ends():
    document = read(plain(eligibility=leaf("firm.staff", "at_least", 3)))
    book, facts = Rulebook([document]), {"firm.staff": 1}
    result = book.explain_one("tried", facts, on=ON)
    assert outlook(book, result, facts, on=ON).complete
    found = outlook(book, result, facts, on=ON, budget=Budget(0))
    assert (bool(found), found.complete) == (False, False)


def test_bundles_end_with_the_best_that_was_found():
    """One clash each in a ring, so that nothing falls apart into small lots."""
    many = 60
    ring = [
        Candidate(
            programme=f"p{n}",
            worth={"cash": 1 + n % 7},
            excludes=frozenset({f"p{(n + 1) % many}", f"p{(n * 7 + 3) % many}"} - {f"p{n}"}),
        )
        for n in range(many)
    ]
    started = time.thread_time()
    found = best_bundle(ring)
    assert time.thread_time() - started < SECONDS
    assert not found.complete
    taken = set(found.programmes)
    assert taken
    assert not any(taken & each.excludes for each in ring if each.programme in taken)


def test_small_bundles_are_exact():
    pair = [
        Candidate(programme="a", worth={"cash": 1}, excludes=frozenset({"b"})),
        Candidate(programme="b", worth={"cash": 2}),
    ]
    found = best_bundle(pair)
    assert (found.programmes, found.complete) == (("b",), True)


def test_no_search_of_the_shipped_catalogue_comes_near_the_end(shipped_documents):
    """A budget changes nothing for it: the costliest of its searches needs two thirds."""
    book, worst = Rulebook(shipped_documents), 0
    for document in shipped_documents:
        for example in document.examples[:2]:
            budget = Budget()
            facts, on = example.facts, example.on
            changes_for(book, document.programme, facts, on=on, budget=budget)
            worst = max(worst, budget.spent)
        proposing = Budget(PROPOSING_STEPS)
        propose_examples(document, proposing)
        assert proposing.spent < PROPOSING_STEPS * 3 // 4
    asking = Budget()
    next_facts(book, {}, on=ON, budget=asking)
    assert max(worst, asking.spent) < SEARCH_STEPS * 3 // 4


@pytest.mark.parametrize("symbol", ["+", "-", "*", "/"])
def test_a_long_formula_is_put_into_words_at_once(symbol):
    """A sum is as deep as it is long: who looks at a side twice never comes to its end."""
    formula = f" {symbol} ".join(["firm.staff"] * 60)
    document = read(plain(eligibility=leaf(formula, "more_than", 10)))
    for language in ("zh-hans", "en"):
        assert sentence(document.eligibility, document.vocabulary, language)


# --- what is in reach, and what the checks of a draft look at ---


def granting(number):
    """Programmes each of which brings a fact that another one asks for."""
    facts = {**FACTS, **{f"firm.has_{n}": {**FACTS["firm.is_new"]} for n in range(number + 1)}}
    return [
        read(
            plain(
                programme=f"step-{n}",
                eligibility=leaf(f"firm.has_{n}", "is", True),
                grants={f"firm.has_{n + 1}": True},
                facts=facts,
            )
        )
        for n in range(number)
    ]


def test_what_is_in_reach_ends_and_says_so():
    book = Rulebook(granting(8))
    names, facts = list(book.editions), {"firm.has_0": True}
    whole = within_reach(book, facts, on=ON, programmes=names)
    assert (len(whole.candidates), whole.complete) == (8, True)
    budget = Budget(0)
    part = within_reach(book, facts, on=ON, programmes=names, budget=budget)
    assert list(part.results) == ["step-0"]  # can be taken as things stand: that needs no search
    assert not part.complete
    assert budget.ended


def test_what_is_in_reach_of_heavy_documents_is_found_in_time():
    book = Rulebook([*granting(8), heavy(10, 30)])
    facts = {**records(heavy(1, 1), 150), "firm.has_0": True}
    started = time.thread_time()
    assert not within_reach(book, facts, on=ON, programmes=list(book.editions)).complete
    assert time.thread_time() - started < SECONDS


@pytest.mark.parametrize("kind", ["all", "any"])
def test_criteria_that_decide_nothing_are_looked_for_in_time(kind):
    """Each of so many is held against all the others, with all their constants."""
    held = [leaf("firm.staff", "more_than", number) for number in range(298)]
    document = read(plain(eligibility={kind: held}))
    started = time.thread_time()
    found = list(settled_criteria(document))
    assert time.thread_time() - started < SECONDS / 2
    assert len(found) > 200
    assert found[-1].kind != "not_searched_further"
    budget = Budget(5_000)
    assert list(settled_criteria(document, budget))[-1].kind == "not_searched_further"
    assert budget.ended


def test_examples_beyond_the_budget_are_not_said_to_come_out():
    example = {
        "name": {"zh-hans": "例", "en": "one"},
        "on": "2026-03-02",
        "facts": {"firm.staff": 2},
        "expect": {"verdict": "ineligible"},
    }
    eligibility = leaf("firm.staff", "at_least", 3)
    document = read(plain(eligibility=eligibility, examples=[example]))
    assert not list(example_failures(document))
    assert [wrong for _, wrong in example_failures(document, budget=Budget(0))] == [
        [NOT_SEARCHED] for _ in document.examples
    ]


@pytest.mark.parametrize(("clauses", "counts"), [(10, 30), (20, 30)])
def test_a_heavy_text_is_examined_in_time(clauses, counts):
    """Ten clauses of thirty counts: what stopped the site. The check refuses it at once."""
    formula = " + ".join([COUNT] * counts)
    held = [leaf(formula, "more_than", 1_000_000 + number) for number in range(clauses)]
    example = {
        "name": {"zh-hans": "例", "en": "one"},
        "on": "2026-03-02",
        "facts": {"firm.titles": [PATENT] * 30},
        "expect": {"verdict": "ineligible"},
    }
    facts = {**FACTS, "firm.titles": TITLES}
    document = plain(eligibility={"any": held}, facts=facts, examples=[example] * 8)
    started = time.thread_time()
    found = examine(document_text(document), library=Library(), context=Context())
    assert time.thread_time() - started < SECONDS
    assert "too_costly" in {each.kind for each in found.findings}
    assert not found.can_be_proposed


# --- no search goes over its budget ---

SEARCHES = {
    "asking": lambda book, facts, budget: next_facts(book, facts, on=ON, budget=budget),
    "changes": lambda book, facts, budget: changes_for(book, "tried", facts, on=ON, budget=budget),
    "days": lambda book, facts, budget: eligible_days(book, "tried", facts, on=ON, budget=budget),
    "first day": lambda book, facts, budget: first_eligible_day(
        book, "tried", facts, on=ON, budget=budget
    ),
    "reach": lambda book, facts, budget: within_reach(
        book, facts, on=ON, programmes=list(book.editions), budget=budget
    ),
    "proposals": lambda book, _facts, budget: propose_examples(
        book.document("tried", on=ON), budget
    ),
    "settled": lambda book, _facts, budget: list(
        settled_criteria(book.document("tried", on=ON), budget)
    ),
}


@pytest.mark.parametrize("name", SEARCHES)
@pytest.mark.parametrize("steps", [0, 2_000, 50_000])
@pytest.mark.parametrize(("clauses", "counts", "held"), [(2, 1, 1), (3, 10, 3), (10, 30, 40)])
def test_no_search_goes_over_its_budget(name, steps, clauses, counts, held, monkeypatch):
    """Neither by what it says it spent, nor by what it had judged: the plan is watched as well."""
    document = heavy(clauses, counts, first=[leaf("firm.staff", "at_least", 3)])
    book = Rulebook([document, *granting(3)])
    facts = {**records(document, held), "firm.staff": 1, "firm.has_0": True}
    judged, watched = [], Plan.decide

    def watch(plan, values, on):
        judged.append(sum(weight_of_document(p.document).of(values) for p in plan.programmes))
        return watched(plan, values, on)

    monkeypatch.setattr(Plan, "decide", watch)
    budget = Budget(steps)
    SEARCHES[name](book, facts, budget)
    once = sum(weight_of_document(each[0]).of(facts) for each in book.editions.values())
    allowed = steps + 3 * once  # what comes before a search, and its last step
    assert sum(judged) <= allowed
    assert budget.ended or budget.spent <= steps


# --- what costs too much is not published ---


@pytest.mark.parametrize(("clauses", "counts"), [(2, 10), (10, 30)])
def test_a_document_that_costs_too_much_to_judge_is_told_where(clauses, counts):
    (found,) = costs_of_judging(heavy(clauses, counts))
    assert (found.kind, found.severity) == ("too_costly", "error")
    assert found.path.startswith("eligibility.any[")


def test_a_document_that_costs_too_much_to_search_is_told():
    formula = " + ".join(["firm.staff"] * 60)
    held = [leaf(formula, "more_than", 10**9 + number) for number in range(20)]
    example = {
        "name": {"zh-hans": "例", "en": "one"},
        "on": "2026-03-02",
        "facts": {"firm.staff": 2},
        "expect": {"verdict": "ineligible"},
    }
    document = read(plain(eligibility={"any": held}, examples=[example]))
    assert not list(costs_of_judging(document))
    (found,) = costs_of_searching(document)
    assert found.kind == "too_costly_to_search"


@pytest.mark.parametrize(("clauses", "kinds"), [(1, []), (6, ["too_costly_to_screen"])])
def test_a_document_that_costs_too_much_to_screen_is_told(clauses, kinds):
    """What no column can say is judged for each profile by itself, in the night of everybody."""
    formula = " * ".join(["age"] * 190)
    held = [leaf(formula, "more_than", number) for number in range(clauses)]
    document = read(plain(eligibility={"any": held}))
    assert not list(costs_of_judging(document))
    found = list(costs_of_screening(document))
    assert [each.kind for each in found] == kinds
    assert all(each.severity == "error" for each in found)


def test_what_ships_costs_little(shipped_documents):
    for document in shipped_documents:
        assert not list(costs_of_judging(document)), document.programme
        assert not list(costs_of_searching(document)), document.programme
        assert not list(costs_of_screening(document)), document.programme
