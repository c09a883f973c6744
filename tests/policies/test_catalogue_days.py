"""Spans since an event, over the whole catalogue: what is still to come has not happened."""

from datetime import date, timedelta

import pytest

from policies.rules.conditions import Group, Leaf
from policies.rules.facts import Sort
from policies.rules.rulebook import Rulebook
from policies.rules.verdicts import INELIGIBLE

ON = date(2026, 12, 1)
AHEAD = [timedelta(days=days) for days in (1, 31, 366, 1461, 3653)]
# The last day of a permit, and a project that has not landed yet: a day to come is meant.
MAY_COME = {
    "founder.residence_permit_until",
    "founder.work_permit_until",
    "founder.health_certificate_until",
    "team.project_landed_on",
}
# A birthday to come is refused where it is entered, and every age would need a lower line.
NEVER_TO_COME = {"founder.born_on", "expert.born_on"}


def leaves(condition, *, holds=True):
    """Its leaves, and whether each speaks for it when it is met."""
    if isinstance(condition, Leaf):
        yield condition, holds
    for part in condition.children():
        negated = isinstance(condition, Group) and condition.kind == "none"
        yield from leaves(part, holds=holds is not negated)


def rests_on(document, expressions):
    names, pending = set(), list(expressions)
    while pending:
        for name in pending.pop().fact_names():
            if name in document.derived:
                pending.append(document.derived[name])
            else:
                names.add(name)
    return names


def values_of(document, facts):
    values = dict(facts)
    for name, formula in document.derived.items():
        values[name] = formula.compiled()(values, ON, None)
    return values


def clauses_on_a_day(document):
    """Each clause that rests on one day and nothing else, with the name of the day."""
    whens = [part.when for part in (*document.outcomes, *document.awards) if part.when]
    for condition in (*document.conditions(), *whens):
        for leaf, holds in leaves(condition):
            names = rests_on(document, leaf.expressions())
            fact = document.vocabulary.get(next(iter(names))) if len(names) == 1 else None
            if fact is not None and fact.sort is Sort.DATE:
                yield leaf, holds, fact.name


def met_by(document, leaf, name, day):
    return leaf.compiled()(values_of(document, {name: day}), ON, None)


def test_no_span_since_an_event_is_met_before_the_event(shipped_documents):
    seen = set()
    for document in shipped_documents:
        for leaf, holds, name in clauses_on_a_day(document):
            seen.add(name)
            if name in MAY_COME | NEVER_TO_COME:
                continue
            for ahead in AHEAD:
                truth = met_by(document, leaf, name, ON + ahead)
                assert truth is not holds, f"{document.programme} {leaf.path}: {name}"
    assert {"founder.graduated_on", "enterprise.registered_on"} <= seen


@pytest.mark.parametrize("graduated_on", ["2026-12-02", "2027-06-30", "2028-06-30"])
def test_nobody_has_graduated_before_the_day(shipped_documents, graduated_on):
    book = Rulebook(shipped_documents)
    answers = {
        "founder.employed": True,
        "founder.employer_in_wenzhou": True,
        "founder.employer_size_class": "small",
        "founder.full_time_degree": True,
        "founder.degree": "bachelor",
        "founder.graduated_on": graduated_on,
    }
    facts = book.vocabulary.read(answers)
    result = book.explain_one("graduate-living-grant", facts, on=ON)
    assert result.verdict == INELIGIBLE


def test_the_exceptions_are_used(shipped_documents):
    """A name that no clause reads as a day to come is no exception."""
    met = {
        name
        for document in shipped_documents
        for leaf, holds, name in clauses_on_a_day(document)
        if met_by(document, leaf, name, ON + AHEAD[0]) is holds
    }
    assert met >= MAY_COME
