"""Random documents and facts, as plain data, small enough to look at every possibility.

Every fact has a domain of a few values, so that laws can be held against brute force.
"""

import json
from datetime import date, timedelta
from functools import cache
from itertools import product

import yaml
from hypothesis import strategies as st

from tests.policies.rules.documents import CLAUSE, ON

NUMBERS, FLAGS, CHOICES, DAYS = ("n1", "n2", "o.n3"), ("f1", "f2"), ("c1", "c2"), ("d1", "d2")
SEVERAL, RECORDS = "m1", "r1"
NUMBER_DOMAIN, CHOICE_DOMAIN = (0, 1, 2, 3), ("a", "b", "c")
DAY_DOMAIN = ("2004-02-29", "2023-03-02", "2024-08-31", "2026-03-02", "2027-01-31")
RECORD_FIELDS = {"k": {"type": "boolean"}, "n": {"type": "integer", "min": 0, "max": 3}}
OWN_FACTS = {
    **{name: {"type": "integer", "min": 0, "max": 3} for name in NUMBERS},
    **{name: {"type": "boolean"} for name in FLAGS},
    **{n: {"type": "choice", "choices": dict.fromkeys(CHOICE_DOMAIN, "one")} for n in CHOICES},
    **{name: {"type": "date"} for name in DAYS},
    SEVERAL: {"type": "choices", "choices": dict.fromkeys("xy", "one")},
    RECORDS: {"type": "records", "fields": RECORD_FIELDS},
    "e1": {"type": "integer", "derived": "n1 + n2"},
    "e2": {"type": "boolean", "derived": "f1 and e1 >= 2"},
}
DOMAINS = {
    **dict.fromkeys(NUMBERS, NUMBER_DOMAIN),
    **dict.fromkeys(FLAGS, (True, False)),
    **dict.fromkeys(CHOICES, CHOICE_DOMAIN),
    SEVERAL: ([], ["x"], ["y"], ["x", "y"]),
}
PLAIN_FACTS = tuple(DOMAINS)  # those with few values
ORDERED = ("is", "is_not", "at_least", "at_most", "more_than", "less_than")
NEGATED = {
    "is": "is_not",
    "is_not": "is",
    "in": "not_in",
    "not_in": "in",
    "at_least": "less_than",
    "less_than": "at_least",
    "at_most": "more_than",
    "more_than": "at_most",
    "all": "any",
    "any": "all",
}

numbers = st.sampled_from([0, 1, 2, 3, 4, -1, 1.5])
whole = st.sampled_from(NUMBER_DOMAIN)
days = st.sampled_from(DAY_DOMAIN)
clauses = st.sampled_from([CLAUSE, {"source": "s1", "basis": "assumed"}])


def number_formulas(today=True, records=True):
    """Formulas that give a number."""
    atoms = [st.sampled_from(NUMBERS), whole.map(str), st.just("e1"), st.just("p1")]
    if today:
        unit = st.sampled_from(["years", "months"])
        day = st.sampled_from([*DAYS, "months_after(d1, 6)"])
        atoms.append(st.builds("{}_between({}, today)".format, unit, day))
    if records:
        atoms.append(
            st.sampled_from(
                [
                    "count(r1)",
                    "count(r1 where k)",
                    "sum(r1.n where k)",
                    "highest(r1.n)",
                    "sum(r1.n)",
                ]
            )
        )

    def more(inner):
        return st.one_of(
            st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
            st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), inner, inner),
            st.builds("if({} > {}, {}, {})".format, inner, inner, inner, inner),
            st.builds("if({}, {}, {})".format, st.sampled_from([*FLAGS, "e2"]), inner, inner),
            st.builds("round({} / 2, 0)".format, inner),
            st.builds("lookup(t1, {})".format, st.sampled_from([*CHOICES, *NUMBERS])),
        )

    return st.recursive(st.one_of(atoms), more, max_leaves=4)


def yes_no_formulas():
    """Formulas that are met or unmet."""
    number = number_formulas(today=False)
    compare = st.builds(
        "{} {} {}".format, number, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), number
    )
    atoms = st.one_of(compare, st.sampled_from([*FLAGS, "e2", "d1 <= today", "d1 < d2"]))
    return st.recursive(
        atoms,
        lambda inner: st.one_of(
            st.builds("({} and {})".format, inner, inner),
            st.builds("({} or {})".format, inner, inner),
            inner.map("not ({})".format),
        ),
        max_leaves=3,
    )


def comparing(subjects, operands, key):
    """Leaves that hold a subject against one value."""
    return st.builds(
        lambda subject, name, right, clause: {key: subject, name: right, **clause},
        subjects,
        st.sampled_from(ORDERED),
        operands,
        clauses,
    )


def joined(kind, fact, operator, right, clause):
    return {kind: fact, operator: right, **clause}


def leaves(today=True, records=True, plain=False):
    """Leaves of every kind; ``plain`` ones are about facts with few values."""
    number_right = st.one_of(numbers, st.sampled_from([{"fact": "n1"}, {"formula": "n2 + 1"}]))
    found = [
        comparing(st.sampled_from(NUMBERS), number_right, "fact"),
        st.builds(
            joined, st.just("fact"), st.sampled_from(FLAGS), st.just("is"), st.booleans(), clauses
        ),
        st.builds(
            joined,
            st.just("fact"),
            st.sampled_from(CHOICES),
            st.sampled_from(["in", "not_in"]),
            st.lists(st.sampled_from(CHOICE_DOMAIN), min_size=1, max_size=2),
            clauses,
        ),
        st.builds(
            joined,
            st.just("fact"),
            st.just(SEVERAL),
            st.sampled_from(["includes_any", "includes_all"]),
            st.lists(st.sampled_from("xy"), min_size=1, max_size=2),
            clauses,
        ),
        st.builds(
            joined,
            st.just("fact"),
            st.sampled_from(NUMBERS),
            st.just("between"),
            st.tuples(whole, whole).map(sorted),
            clauses,
        ),
        st.builds(
            joined,
            st.just("fact"),
            st.sampled_from(NUMBERS),
            st.sampled_from(["in", "not_in"]),
            st.lists(whole, min_size=1, max_size=2),
            clauses,
        ),
    ]
    if plain:
        formulas = number_formulas(today=False, records=False)
        return st.one_of(*found, comparing(formulas, numbers, "formula"))
    found.append(comparing(number_formulas(today, records), numbers, "formula"))
    found.append(
        yes_no_formulas().map(lambda text: {"formula": text, "is": True, **CLAUSE})
        if today
        else st.sampled_from(FLAGS).map(lambda name: {"fact": name, "is": True, **CLAUSE})
    )
    if today:
        right = st.one_of(days, st.sampled_from([{"formula": "today"}, {"fact": "d2"}]))
        found.append(comparing(st.just("d1"), right, "fact"))
        shifted = st.sampled_from([{"formula": "months_after(today, -3)"}])
        found.append(comparing(st.just("d1"), shifted, "fact"))
        ahead = st.sampled_from([{"formula": "months_after(d1, 24)"}, "2026-09-01"])
        found.append(comparing(st.just("today"), ahead, "formula"))
    if records:
        where = st.one_of(
            st.sampled_from([{"field": "k", "is": True}, {"formula": "k and n > 1", "is": True}]),
            comparing(st.just("n"), whole, "field"),
            comparing(st.just("n"), st.just({"fact": "n1"}), "field"),
        )
        group = st.builds(
            lambda kind, parts: {kind: parts},
            st.sampled_from(["all", "any", "none"]),
            st.lists(where, min_size=1, max_size=2),
        )
        found.append(
            st.builds(
                lambda kind, inner, clause: {kind: RECORDS, "where": inner, **clause},
                st.sampled_from(["some", "every"]),
                st.one_of(where, group),
                clauses,
            )
        )
    return st.one_of(found)


def grouped(inner):
    """A group of some conditions."""
    parts = st.lists(inner, min_size=1, max_size=3)
    counted = parts.flatmap(
        lambda of: st.integers(1, len(of)).map(lambda least: {"at_least": least, "of": of})
    )
    simple = st.builds(lambda kind, of: {kind: of}, st.sampled_from(["all", "any", "none"]), parts)
    return st.one_of(simple, counted)


def conditions(max_leaves=6, **kinds):
    """Conditions of a few leaves."""
    return st.recursive(leaves(**kinds), grouped, max_leaves=max_leaves)


def items(missing=("unknown",), records=True):
    """Items of a score, of every method."""
    number = number_formulas(today=False, records=records)
    subject = st.one_of(
        st.sampled_from(NUMBERS).map(lambda name: {"fact": name}),
        number.map(lambda text: {"formula": text}),
    )
    absent = st.sampled_from(missing).map(lambda word: {"missing": word})
    method = st.one_of(
        st.sampled_from(
            [
                {"bands": [{"at_least": 3, "points": 2}, {"at_least": 1, "points": 5}]},
                {"bands": [{"at_least": 2, "points": 6}]},
                {"linear": {"from": 0, "to": 3}},
                {"linear": {"from": 3, "to": 1}},
                {"ratio_to": 2, "cap": 1.5},
                {"count": 2},
                {"points": {"1": 5, "3": 4}},
            ]
        )
    )
    measured = st.builds(
        lambda *parts: {k: v for p in parts for k, v in p.items()}, subject, method
    )
    chosen = st.sampled_from(
        [{"fact": "c1", "points": {"a": 6, "b": 2}}, {"fact": "f1", "points": {"true": 4}}]
    )
    part = st.one_of(measured, chosen)
    combined = st.builds(
        lambda kind, parts: {kind: [{**each, "max": 4 + n * 2} for n, each in enumerate(parts)]},
        st.sampled_from(["best_of", "sum_of"]),
        st.lists(
            st.sampled_from([{"fact": "n2", "count": 1}, {"fact": "n1", "count": 2}]),
            min_size=2,
            max_size=2,
        ),
    )
    plain = st.builds(lambda a, b: {**a, **b}, part, absent)
    return st.one_of(plain, plain, combined).map(lambda each: {"max": 6, **each, **CLAUSE})


def scorings(missing=("unknown",), judged=False, records=True, waived=None):
    """A scoring that decides."""
    made = st.lists(items(missing, records), min_size=1, max_size=3)
    if judged:
        made = made.map(lambda found: [*found, {"max": 3, "judged": True, **CLAUSE}])
    named = made.map(lambda found: [{"item": f"i{n}", **each} for n, each in enumerate(found)])
    whole_ = st.builds(
        lambda found, mark, strict, digits, floor: {
            "pass_mark": min(mark, sum(item["max"] for item in found) - 1),
            "strict": strict,
            **({} if digits is None else {"digits": digits}),
            **({"floors": {"i0": 1}} if floor else {}),
            "items": found,
        },
        named,
        st.integers(0, 12),
        st.booleans(),
        st.sampled_from([None, 0, 1]),
        st.booleans(),
    )
    if waived is None:
        return whole_
    return st.builds(
        lambda scoring, when: scoring if when is None else {**scoring, "waived_when": when},
        whole_,
        st.one_of(st.none(), waived),
    )


def plain_document(condition=None, **parts):
    """A document over the facts of this module."""
    found = {
        "programme": "tried",
        "edition": "2026",
        "title": "tried",
        "department": "science",
        "audience": "enterprise",
        "category": "subsidy",
        "in_force": {"from": "2020-01-01", "to": None},
        "sources": {"s1": {"title": "a source"}},
        "facts": OWN_FACTS,
        "tables": {"t1": {"0": 2, "2": 1, "a": 3, "b": 0}},
        "parameters": {"p1": 2},
        **parts,
    }
    return found if condition is None else {**found, "eligibility": condition}


@cache
def _plain(dumper):
    """A dumper that writes a value out wherever it stands: aliases are refused."""
    return type("Dumper", (dumper,), {"ignore_aliases": lambda self, data: True})


def text_of(document, as_yaml):
    """The text of a document, as JSON or as YAML."""
    if as_yaml:
        dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
        return yaml.dump(document, Dumper=_plain(dumper), allow_unicode=True, sort_keys=False)
    return json.dumps(document, ensure_ascii=False)


def facts(names=None, records=True):
    """Answers to some of the facts, as a facts file has them."""
    each = {name: st.sampled_from(domain) for name, domain in DOMAINS.items()}
    each |= dict.fromkeys(DAYS, days)
    if records:
        record = st.fixed_dictionaries({}, optional={"k": st.booleans(), "n": whole})
        each[RECORDS] = st.lists(record, max_size=3)
    chosen = each if names is None else {name: each[name] for name in names}
    return st.fixed_dictionaries({}, optional=chosen)


def completions(names, known):
    """Every way to answer the facts of these names that are not answered yet."""
    open_ = [name for name in names if name not in known]
    for values in product(*(DOMAINS[name] for name in open_)):
        yield {**known, **dict(zip(open_, values, strict=True))}


def days_around(center=ON, before=0, after=800):
    """The days of a window."""
    return [center + timedelta(days=n) for n in range(-before, after + 1)]


def day_text(day: date) -> str:
    """The day as a document has it."""
    return day.isoformat()
