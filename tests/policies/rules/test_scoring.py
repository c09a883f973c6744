"""Scores, classes, awards and windows: golden cases."""

from fractions import Fraction

import pytest

from policies.rules.errors import FactError, RuleError
from policies.rules.quantities import Interval
from tests.policies.rules.documents import CLAUSE, explained, leaf, read

STAFF = {"fact": "firm.staff"}
BANDS = {**STAFF, "bands": [{"at_least": 10, "points": 5}, {"at_least": 3, "points": 2}]}
TITLES = {"fact": "firm.titles"}


def item(name="a", maximum=10, **parts):
    return {"item": name, "max": maximum, **parts, **CLAUSE}


def score(items, answers, judged=None, **parts):
    document = read(scoring={"items": items, **parts})
    return explained(document, answers, judged=judged).score


@pytest.mark.parametrize(
    ("parts", "answers", "points"),
    [
        pytest.param(BANDS, {"firm.staff": 10}, 5, id="a band begins at its bound"),
        pytest.param(BANDS, {"firm.staff": 9}, 2, id="just below it"),
        pytest.param(BANDS, {"firm.staff": 2}, 0, id="below the lowest"),
        pytest.param(BANDS, {}, Interval(0, 10), id="unknown"),
        pytest.param({**BANDS, "missing": "zero"}, {}, 0, id="missing counts nothing"),
        pytest.param({**STAFF, "linear": {"from": 0, "to": 4}}, {"firm.staff": 1}, Fraction(5, 2)),
        pytest.param({**STAFF, "linear": {"from": 0, "to": 4}}, {"firm.staff": 9}, 10),
        pytest.param({**STAFF, "linear": {"from": 4, "to": 0}}, {"firm.staff": 1}, Fraction(15, 2)),
        pytest.param({**STAFF, "linear": {"from": 2, "to": 4}}, {"firm.staff": 1}, 0),
        pytest.param({**STAFF, "ratio_to": 4}, {"firm.staff": 2}, 5, id="a share of the benchmark"),
        pytest.param({**STAFF, "ratio_to": 4, "cap": 1.5}, {"firm.staff": 6}, 10, id="the cap"),
        pytest.param({**STAFF, "ratio_to": 4, "cap": 1.5}, {"firm.staff": 4}, Fraction(20, 3)),
        pytest.param({**STAFF, "ratio_to": 4}, {"firm.staff": -4}, 0, id="nothing below zero"),
        pytest.param(
            {**STAFF, "ratio_to": 4, "cap": 2, "missing": "benchmark"}, {}, 5, id="the benchmark"
        ),
        pytest.param({**STAFF, "count": 3}, {"firm.staff": 2}, 6, id="so many each"),
        pytest.param({**STAFF, "count": 3}, {"firm.staff": 4}, 10, id="up to the maximum"),
        pytest.param({**TITLES, "count": 4}, {"firm.titles": [{}, {}]}, 8, id="records"),
        pytest.param({"fact": "firm.grade", "points": {"A": 7}}, {"firm.grade": "A"}, 7),
        pytest.param({"fact": "firm.grade", "points": {"A": 7}}, {"firm.grade": "B"}, 0),
        pytest.param({"fact": "firm.is_new", "points": {"true": 4}}, {"firm.is_new": True}, 4),
        pytest.param({"fact": "firm.is_new", "points": {"true": 4}}, {"firm.is_new": False}, 0),
        pytest.param(
            {"fact": "firm.fields", "points": {"x": 1, "y": 6}}, {"firm.fields": ["x", "y"]}, 6
        ),
        pytest.param({"fact": "firm.fields", "points": {"x": 1}}, {"firm.fields": []}, 0),
        pytest.param({"formula": "age", "points": {"2": 3}}, {"age": 2}, 3, id="a numeral"),
        pytest.param({"judged": True}, {}, Interval(0, 10), id="judged is never computed"),
        pytest.param(
            {"best_of": [{**STAFF, "count": 1}, {"formula": "age", "count": 2}]},
            {"firm.staff": 3, "age": 2},
            4,
            id="the best",
        ),
        pytest.param(
            {"best_of": [{**STAFF, "count": 1}, {"formula": "age", "count": 2}]},
            {"firm.staff": 3},
            Interval(3, 10),
            id="the best so far",
        ),
        pytest.param(
            {"sum_of": [{**STAFF, "max": 6, "count": 2}, {"formula": "age", "max": 9, "count": 9}]},
            {"firm.staff": 4, "age": 1},
            10,
            id="a sum up to the maximum",
        ),
        pytest.param(
            {"formula": "count(firm.titles where in_use)", "points": {"1": 5, "3": 4}},
            {"firm.titles": [{"in_use": True}, {}, {}]},
            Interval(0, 5),
            id="two of three have no row",
        ),
        pytest.param(
            {"formula": "count(firm.titles where in_use)", "bands": BANDS["bands"]},
            {"firm.titles": [{"in_use": True}] * 3 + [{}]},
            2,
            id="both ends lie in one band",
        ),
    ],
)
def test_points(parts, answers, points):
    assert score([item(**parts)], answers).earned == (points,)


def test_points_may_be_rounded_half_up_item_by_item():
    items = [item("a", 10, **STAFF, ratio_to=3), item("b", 10, **STAFF, ratio_to=3)]
    found = score(items, {"firm.staff": 2}, digits=2)
    assert found.low == found.high == Fraction(1334, 100)


def test_judged_points_are_entered():
    found = score([item(judged=True)], {}, judged={"a": 7})
    assert found.value == 7


@pytest.mark.parametrize("judged", [{"a": 11}, {"a": -1}, {"b": 1}])
def test_points_that_no_reviewer_can_give_are_refused(judged):
    with pytest.raises(FactError, match="judged"):
        score([item(judged=True)], {}, judged=judged)


@pytest.mark.parametrize(
    ("mark", "strict", "staff", "verdict"),
    [
        (5, False, 10, "eligible"),
        (5, True, 10, "ineligible"),
        (2, True, 10, "eligible"),
        (2.01, False, 3, "ineligible"),
        (2, False, 3, "eligible"),
        (0, False, None, "eligible"),
        (1, False, None, "undetermined"),
    ],
)
def test_the_pass_mark(mark, strict, staff, verdict):
    document = read(scoring={"pass_mark": mark, "strict": strict, "items": [item(**BANDS)]})
    answers = {} if staff is None else {"firm.staff": staff}
    assert explained(document, answers).verdict == verdict


def test_a_floor_can_lose_it_and_a_direct_route_makes_it_unnecessary():
    scoring = {
        "pass_mark": 3,
        "floors": {"a": 1},
        "waived_when": leaf("firm.is_new", "is", True),
        "items": [item("a", 10, **STAFF, count=1), item("b", 10, formula="age", count=1)],
    }
    document = read(scoring=scoring)
    verdict = {
        "lost": explained(document, {"firm.staff": 0, "age": 9, "firm.is_new": False}),
        "open": explained(document, {"firm.staff": 0, "age": 9}),
        "waived": explained(document, {"firm.is_new": True}),
        "passed": explained(document, {"firm.staff": 1, "age": 2}),
    }
    assert {name: result.verdict for name, result in verdict.items()} == {
        "lost": "ineligible",
        "open": "undetermined",
        "waived": "eligible",
        "passed": "eligible",
    }
    assert verdict["open"].missing == ("firm.is_new",)


def test_a_score_of_reviewers_is_no_part_of_the_verdict():
    scoring = {"pass_mark": 5, "stage": "review", "items": [item(judged=True)]}
    document = read(scoring=scoring, eligibility=leaf("age", "at_least", 18))
    result = explained(document, {"age": 18})
    assert result.verdict == "eligible"
    assert result.as_json()["score"]["high"] == 10


@pytest.mark.parametrize(
    "scoring",
    [
        pytest.param({"items": [item(**STAFF)]}, id="no method"),
        pytest.param({"items": [item(**BANDS, count=1)]}, id="two methods"),
        pytest.param({"items": [item(bands=BANDS["bands"])]}, id="no subject"),
        pytest.param({"items": [item(judged=True, **STAFF)]}, id="judged with a subject"),
        pytest.param({"items": [item(judged=False)]}, id="judged: false"),
        pytest.param({"items": [item(maximum=4, **BANDS)]}, id="points above the maximum"),
        pytest.param(
            {"items": [item(**STAFF, bands=list(reversed(BANDS["bands"])))]}, id="unreachable bands"
        ),
        pytest.param({"items": [item(**STAFF, linear={"from": 1, "to": 1})]}, id="no distance"),
        pytest.param({"items": [item(**STAFF, ratio_to=0)]}, id="a benchmark of nothing"),
        pytest.param({"items": [item(**STAFF, count=1, cap=2)]}, id="a cap beside count"),
        pytest.param({"items": [item(**STAFF, count=1, missing="benchmark")]}, id="no benchmark"),
        pytest.param({"items": [item(**BANDS), item(**BANDS)]}, id="a name twice"),
        pytest.param({"items": [item(**BANDS)], "pass_mark": 11}, id="a mark out of reach"),
        pytest.param({"items": [item(**BANDS)], "pass_mark": 10, "strict": True}, id="strictly"),
        pytest.param({"items": [item(**BANDS)], "floors": {"b": 1}}, id="a floor of nothing"),
        pytest.param({"items": [item(**BANDS)], "floors": {"a": 11}}, id="a floor too high"),
        pytest.param({"items": [item(fact="firm.name", count=1)]}, id="a text is no number"),
        pytest.param({"items": [item(fact="firm.grade", points={"D": 1})]}, id="an unknown choice"),
        pytest.param({"items": [item(best_of=[item(judged=True)])]}, id="judged in a combination"),
        pytest.param({"items": [item(best_of=[{"sum_of": [BANDS]}])]}, id="combined twice"),
        pytest.param({"items": [item(best_of=[1])]}, id="a part that is none"),
        pytest.param(
            {"items": [item(**BANDS)], "waived_when": leaf("outcome", "is", "A")}, id="a class"
        ),
    ],
)
def test_a_scoring_that_cannot_be_meant_is_refused(scoring):
    with pytest.raises(RuleError, match=r"^scoring"):
        read(scoring=scoring, outcomes=[{"name": "A"}])


CLASSES = [
    {"name": "A", "when": leaf("age", "at_least", 60)},
    {"name": "B", "when": leaf("firm.staff", "at_least", 3)},
    {"name": "C"},
]


@pytest.mark.parametrize(
    ("answers", "outcome", "still_open"),
    [
        ({"age": 60}, "A", ()),
        ({"age": 59, "firm.staff": 3}, "B", ()),
        ({"age": 59, "firm.staff": 2}, "C", ()),
        ({"firm.staff": 3}, None, ("A", "B")),
        ({"firm.staff": 2}, None, ("A", "C")),
        ({"age": 1}, None, ("B", "C")),
        ({}, None, ("A", "B", "C")),
    ],
)
def test_classes(answers, outcome, still_open):
    document = read(eligibility=leaf("firm.is_new", "is", True), outcomes=CLASSES)
    result = explained(document, answers)
    assert (result.outcome, result.open_outcomes) == (outcome, still_open)
    assert result.verdict == "undetermined"


def test_a_class_may_rest_on_the_score_and_an_award_on_both():
    document = read(
        scoring={"items": [item(maximum=100, **STAFF, count=1)], "pass_mark": 10},
        outcomes=[{"name": "A", "when": leaf("score", "at_least", 90)}, {"name": "B"}],
        awards=[{"kind": "cash", "formula": 'if(outcome = "A", score * 10, 5)', **CLAUSE}],
    )
    amounts = [explained(document, {"firm.staff": n}).as_json()["awards"] for n in (90, 89, 9)]
    assert [[award["amount"] for award in each] for each in amounts] == [["900"], ["5"], []]
    assert explained(document, {}).as_json()["awards"][0]["amount"] is None


def test_a_score_may_rest_on_the_class_and_names_what_the_class_needs():
    by_class = item(fact="outcome", points={"A": 10, "B": 2})
    document = read(scoring={"items": [by_class], "pass_mark": 5}, outcomes=CLASSES[:2])
    assert explained(document, {"age": 60}).verdict == "eligible"
    assert explained(document, {"age": 1, "firm.staff": 3}).verdict == "ineligible"
    result = explained(document, {})
    assert (result.verdict, result.missing) == ("undetermined", ("age", "firm.staff"))


@pytest.mark.parametrize(
    ("award", "answers", "shown"),
    [
        ({"amount": 5000}, {}, "5000"),
        ({"amount": 0.5}, {}, "0.5"),
        ({"formula": "1 / 3"}, {}, "0.33"),
        ({"formula": "min(2000 + 1000 * (age - 3), 20000)"}, {"age": 5}, "4000"),
        ({"formula": "age"}, {}, None),
        ({"formula": "1 / 0"}, {}, None),
        ({}, {}, None),
    ],
)
def test_amounts_are_text(award, answers, shown):
    document = read(
        eligibility=leaf("firm.is_new", "is", True), awards=[{"kind": "cash", **award, **CLAUSE}]
    )
    found = explained(document, {"firm.is_new": True, **answers}).as_json()["awards"]
    assert [each["amount"] for each in found] == [shown]
    assert explained(document, {"firm.is_new": False, **answers}).as_json()["awards"] == []


def test_an_award_is_left_out_open_or_given_by_its_condition():
    award = {"kind": "cash", "amount": 1, "when": leaf("age", "at_least", 1), **CLAUSE}
    document = read(eligibility=leaf("firm.is_new", "is", True), awards=[award])
    applies = [
        [
            each["applies"]
            for each in explained(document, {"firm.is_new": True, **more}).as_json()["awards"]
        ]
        for more in ({"age": 1}, {"age": 0}, {})
    ]
    assert applies == [[True], [], [None]]


@pytest.mark.parametrize(
    ("window", "answers", "expected"),
    [
        ({"rolling": True}, {}, ("open", None, None)),
        ({"from": "2026-03-02"}, {}, ("open", "2026-03-02", None)),
        ({"from": "2026-03-03"}, {}, ("upcoming", "2026-03-03", None)),
        ({"to": "2026-03-02"}, {}, ("open", None, "2026-03-02")),
        ({"from": "2026-01-01", "to": "2026-03-01"}, {}, ("closed", "2026-01-01", "2026-03-01")),
        ({"after": "firm.founded_on", "within_months": 6}, {}, ("unknown", None, None)),
        (
            {"after": "firm.founded_on", "within_months": 6},
            {"firm.founded_on": "2025-08-31"},
            ("closed", "2025-08-31", "2026-02-28"),
        ),
        (
            {"after": "firm.founded_on", "from_months": 12, "from_days": 1, "within_days": 30},
            {"firm.founded_on": "2025-02-28"},
            ("open", "2026-03-01", "2026-03-31"),
        ),
        (
            {"after": "firm.founded_on", "from_months": 12},
            {"firm.founded_on": "2025-04-01"},
            ("upcoming", "2026-04-01", None),
        ),
    ],
)
def test_windows(window, answers, expected):
    document = read(windows=[{**window, **CLAUSE}])
    (found,) = explained(document, answers).as_json()["windows"]
    assert (found["state"], found["from"], found["to"]) == expected


def test_a_personal_window_may_begin_after_a_derived_day():
    own = {
        "begun_on": {"type": "date"},
        "reached_on": {"type": "date", "derived": "months_after(begun_on, 12)"},
    }
    document = read(facts=own, windows=[{"after": "reached_on", "within_months": 1, **CLAUSE}])
    (found,) = explained(document, {"begun_on": "2025-02-28"}).as_json()["windows"]
    assert (found["state"], found["from"], found["to"]) == ("open", "2026-02-28", "2026-03-28")
