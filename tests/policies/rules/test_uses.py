"""Ask, change, bundle and sentences: golden cases."""

from datetime import date

import pytest

from policies.rules.bundles import best_bundle
from policies.rules.changes import changes_for
from policies.rules.errors import RuleError
from policies.rules.library import Library
from policies.rules.questions import next_facts
from policies.rules.reach import within_reach
from policies.rules.rulebook import Rulebook
from policies.rules.sentences import OPERATOR_WORDS, own_value, sentence
from tests.policies.rules.documents import CLAUSE, ON, explained, leaf, plain, plain_facts, read
from tests.policies.rules.test_operators import TABLE

TITLES = "firm.titles"


def asked(document, answers, count=9):
    book = Rulebook([document])
    values = document.vocabulary.read(plain_facts(answers))
    return [question.fact.name for question in next_facts(book, values, on=ON, count=count)]


DETAILS = """\
person.sells: {type: boolean}
person.permit: {type: boolean, detail_of: person.sells}
person.permit_until: {type: date, detail_of: person.permit}
"""
GATE = {
    "any": [
        {"fact": "person.sells", "is": False, **CLAUSE},
        {
            "all": [
                {"fact": "person.permit", "is": True, **CLAUSE},
                {"fact": "person.permit_until", "at_least": {"formula": "today"}, **CLAUSE},
            ]
        },
    ]
}


@pytest.mark.parametrize(
    ("skipped", "others", "expected"),
    [
        pytest.param((), [], {"person.sells", "person.permit", "person.permit_until"}, id="none"),
        pytest.param(("person.sells",), [], set(), id="with all that hangs on it"),
        pytest.param(("person.permit",), [], {"person.sells"}, id="with what hangs on it"),
        pytest.param(("person.permit_until",), [], {"person.sells", "person.permit"}, id="alone"),
        pytest.param(
            ("person.sells",), ["person.permit"], {"person.permit"}, id="another needs it by itself"
        ),
    ],
)
def test_a_skipped_question_takes_its_details_along(skipped, others, expected):
    library = Library.read({"facts.yaml": DETAILS})
    documents = [read(plain(eligibility=GATE), library=library)]
    for name in others:
        condition = {"fact": name, "is": True, **CLAUSE}
        documents.append(read(plain(programme="other", eligibility=condition), library=library))
    found = next_facts(Rulebook(documents), {}, on=ON, skipped=skipped, count=9)
    assert {question.fact.name for question in found} == expected


@pytest.mark.parametrize(
    ("condition", "answers", "expected"),
    [
        pytest.param(leaf("average(firm.titles.worth)", "at_least", 5), {}, [TITLES], id="average"),
        pytest.param(
            leaf("highest(firm.titles.worth)", "more_than", 5), {}, [TITLES], id="highest"
        ),
        pytest.param(leaf("count(firm.titles)", "at_least", 12), {}, [TITLES], id="count"),
        pytest.param(
            {
                "some": TITLES,
                "where": {"field": "valid_to", "at_least": {"formula": "today"}},
                **CLAUSE,
            },
            {},
            [TITLES],
            id="some",
        ),
        pytest.param(
            leaf("count(firm.titles) / count(firm.titles where in_use)", "is", 0),
            {},
            [TITLES],
            id="only a record that fits settles it",
        ),
        pytest.param(leaf("age * 0", "at_least", 1), {}, ["age"], id="a factor that settles"),
        pytest.param(leaf("age / 0", "at_least", 1), {}, [], id="nothing can settle it"),
        pytest.param(
            {"any": [leaf("age", "at_least", 1), leaf("firm.staff", "at_least", 1)]},
            {"firm.staff": 1},
            [],
            id="settled",
        ),
    ],
)
def test_what_is_asked(condition, answers, expected):
    assert asked(read(eligibility=condition), answers) == expected


def test_a_fact_behind_a_class_behind_a_score_is_asked():
    by_class = {"item": "a", "max": 9, "fact": "outcome", "points": {"A": 9}, **CLAUSE}
    classes = [{"name": "A", "when": leaf("age", "at_least", 60)}, {"name": "B"}]
    document = read(outcomes=classes, scoring={"pass_mark": 5, "items": [by_class]})
    assert asked(document, {}) == ["age"]
    changes = changes_for(Rulebook([document]), "tried", {}, on=ON)
    assert [[(c.fact, c.to) for c in each] for each in changes.sets] == [[("age", 60)]]


@pytest.mark.parametrize(
    ("condition", "answers", "sets"),
    [
        pytest.param(leaf("firm.staff", "at_least", 3), {"firm.staff": 1}, [{"firm.staff": 3}]),
        pytest.param(leaf("firm.staff", "less_than", 3), {"firm.staff": 9}, [{"firm.staff": 2}]),
        pytest.param(
            leaf("firm.staff * 2", "more_than", 7), {"firm.staff": 1}, [{"firm.staff": 4}]
        ),
        pytest.param(leaf("age", "at_least", 3), {"age": 1}, [], id="it cannot be changed"),
        pytest.param(leaf("age", "at_least", 3), {}, [{"age": 3}], id="an unknown fact"),
        pytest.param(leaf("firm.staff", "at_least", 3), {"firm.staff": 3}, [], id="eligible"),
        pytest.param(
            {"all": [leaf("firm.staff", "in", [1, 3]), leaf("firm.staff", "at_least", 2)]},
            {"firm.staff": 0},
            [{"firm.staff": 3}],
            id="one value for two conditions",
        ),
        pytest.param(
            {"all": [leaf("firm.staff", "at_least", 3), leaf("firm.sales", "at_least", 5)]},
            {"firm.staff": 0, "firm.sales": 0},
            [{"firm.staff": 3, "firm.sales": 5}],
            id="two facts",
        ),
        pytest.param(leaf("firm.grade", "is", "B"), {}, [{"firm.grade": "B"}], id="a choice"),
        pytest.param(
            leaf("sum(firm.titles.worth)", "at_least", 7),
            {},
            [{TITLES: ({"worth": 7},)}],
            id="records",
        ),
    ],
)
def test_what_would_change_it(condition, answers, sets):
    document = read(eligibility=condition)
    values = document.vocabulary.read(plain_facts(answers))
    found = changes_for(Rulebook([document]), "tried", values, on=ON)
    assert [{change.fact: change.to for change in each} for each in found.sets] == sets


RANGE = [{"valid_to": "2020-05-01", "in_use": True}, {"valid_to": "2023-05-01"}]


@pytest.mark.parametrize(
    ("condition", "answers", "earliest", "ends"),
    [
        pytest.param(
            leaf("years_between(firm.founded_on, today)", "at_least", 3),
            {"firm.founded_on": "2024-02-29"},
            "2027-03-01",
            None,
            id="29 February is reached on 1 March",
        ),
        pytest.param(
            leaf("today", "at_most", {"formula": "months_after(firm.founded_on, 60)"}),
            {"firm.founded_on": "2022-06-20"},
            None,
            "2027-06-20",
            id="within five years, the last day included",
        ),
        pytest.param(
            leaf("firm.founded_on", "at_least", {"formula": "months_after(today, -24)"}),
            {"firm.founded_on": "2025-06-20"},
            None,
            "2027-06-20",
            id="no older than two years",
        ),
        pytest.param(
            leaf("firm.founded_on", "less_than", {"formula": "months_after(today, -24)"}),
            {"firm.founded_on": "2025-06-20"},
            "2027-06-21",
            None,
            id="older than two years",
        ),
        pytest.param(
            leaf("months_between(firm.founded_on, today)", "between", [12, 17]),
            {"firm.founded_on": "2025-08-31"},
            "2026-08-31",
            "2027-02-28",
            id="a span in between",
        ),
        pytest.param(
            {
                "some": TITLES,
                "where": {"field": "valid_to", "at_least": {"formula": "today"}},
                **CLAUSE,
            },
            {TITLES: [{"valid_to": "2026-05-01"}, {"valid_to": "2026-04-01"}]},
            None,
            "2026-05-01",
            id="over records",
        ),
        pytest.param(
            {
                "every": TITLES,
                "where": {"formula": "years_between(valid_to, today)", "at_least": 1},
                **CLAUSE,
            },
            {TITLES: [{"valid_to": "2025-05-01"}, {"valid_to": "2025-09-01"}]},
            "2026-09-01",
            None,
            id="every record",
        ),
        pytest.param(
            leaf("if(months_after(today, 6) >= firm.valid_to, 1, 0)", "is", 1),
            {"firm.valid_to": "2027-05-01"},
            "2026-11-01",
            None,
            id="a day counted from today",
        ),
        pytest.param(
            leaf("years_between(lowest(firm.titles.valid_to where in_use), today)", "at_least", 7),
            {TITLES: RANGE},
            "2027-05-01",
            None,
            id="a range of days",
        ),
        pytest.param(
            leaf("days_between(firm.founded_on, today) / 2 - 1", "more_than", 9.5),
            {"firm.founded_on": "2026-03-01"},
            "2026-03-23",
            None,
            id="days in a formula",
        ),
        pytest.param(leaf("age", "at_least", 1), {"age": 0}, None, None, id="never by time alone"),
    ],
)
def test_the_first_and_the_last_day(condition, answers, earliest, ends):
    document = read(eligibility=condition)
    values = document.vocabulary.read(plain_facts(answers))
    found = changes_for(Rulebook([document]), "tried", values, on=ON)
    days = [None if day is None else day.isoformat() for day in (found.earliest_on, found.ends_on)]
    assert days == [earliest, ends]


def test_time_that_changes_a_class_changes_the_score_and_the_verdict():
    classes = [{"name": "A", "when": leaf("today", "at_least", "2026-07-01")}, {"name": "B"}]
    by_class = {"item": "a", "max": 9, "fact": "outcome", "points": {"A": 9}, **CLAUSE}
    document = read(outcomes=classes, scoring={"pass_mark": 5, "items": [by_class]})
    found = changes_for(Rulebook([document]), "tried", {}, on=ON)
    assert found.earliest_on == date(2026, 7, 1)


def test_two_programmes_cannot_derive_one_fact_in_two_ways():
    def programme(slug, formula):
        own = {"a": {"type": "integer"}, "b": {"type": "integer", "derived": formula}}
        condition = {"fact": "b", "is": 1, **CLAUSE}
        return read(plain(programme=slug, facts=own, eligibility=condition))

    with pytest.raises(RuleError, match="derives it otherwise"):
        Rulebook([programme("one", "a + 1"), programme("two", "a + 2")]).verdicts({}, on=ON)


def test_the_best_bundle_of_results():
    def programme(slug, amount, *excludes):
        award = {"kind": "cash", "amount": amount, **CLAUSE}
        return read(
            plain(programme=slug, awards=[award], excludes=list(excludes), eligibility=IS_NEW)
        )

    group = {"group": "starting", "take": "highest"}
    book = Rulebook([programme("a", 3, "b"), programme("b", 5, group), programme("c", 4, group)])
    reach = within_reach(book, {"firm.is_new": True}, on=ON, programmes=book.editions)
    bundle = best_bundle(reach.candidates)
    assert bundle.programmes == ("a", "c")
    assert [(left.programme, left.because_of) for left in bundle.left_out] == [("b", ("a", "c"))]
    assert bundle.worth == {"cash": 7}


IS_NEW = leaf("firm.is_new", "is", True)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("operator", "fact", "right"), [row[:3] for row in TABLE])
def test_every_condition_has_a_sentence(operator, fact, right, language):
    document = read(eligibility=leaf(fact, operator, right))
    said = sentence(document.eligibility, document.vocabulary, language)
    assert said
    assert "{" not in said
    assert operator in OPERATOR_WORDS


FORMULAS = [
    *("min(age, 1)", "max(age, firm.staff)", "round(age / 2)", "age + 1 - 2 * 3 / 4", "-age"),
    *("years_between(firm.founded_on, today)", "months_between(firm.founded_on, today)"),
    *("days_between(firm.founded_on, today)", "months_after(firm.founded_on, 12)", "today"),
    *("if(firm.is_new, 1, 2)", "coalesce(age, 1)", "lookup(t, age)", "count(firm.titles)"),
    *("count(firm.titles where in_use and worth > 1)", "sum(firm.titles.worth)", "not firm.is_new"),
    *("average(firm.titles.worth)", "lowest(firm.titles.valid_to)", "highest(firm.titles.worth)"),
    *("firm.is_new or firm.is_local", 'firm.grade = "A"', "age != 3", "p", "firm.fields", "true"),
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("formula", FORMULAS)
def test_every_formula_has_words(formula, language):
    condition = {"any": [leaf(formula, "is_known", True), IS_NEW]}
    document = read(eligibility=condition, tables={"t": {"1": 2}}, parameters={"p": 5})
    first = document.eligibility.parts[0]
    assert sentence(first, document.vocabulary, language)
    assert sentence(document.eligibility, document.vocabulary, language)


def test_the_own_value_stands_in_the_unit_of_the_threshold():
    document = read(eligibility=leaf("firm.sales", "at_least", 300_000))
    tree = explained(document, {"firm.sales": 1_200_000}).reasons
    said = {
        lang: own_value(tree.node, tree.value, document.vocabulary, lang)
        for lang in ("zh-hans", "en")
    }
    assert said == {"zh-hans": "120 万元", "en": "¥1,200,000"}
