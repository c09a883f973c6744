"""Laws of the logic: knowledge, negation, order, and the ways of asking that must agree."""

import random

from hypothesis import given
from hypothesis import strategies as st

from policies.rules.conditions import Group
from policies.rules.scoring import ends
from tests.policies.rules import strategies as some
from tests.policies.rules.documents import CLAUSE, ON
from tests.policies.rules.laws import book_of, read, truth_of, values_of

OUTCOMES = st.builds(
    lambda first, second: [
        {"name": "A", "when": first},
        {"name": "B", "when": second},
        {"name": "C"},
    ],
    some.leaves(today=False, records=False),
    some.conditions(max_leaves=2, today=False, records=False),
)
BY_CLASS = {"item": "class", "max": 3, "fact": "outcome", "points": {"A": 3, "B": 1}, **CLAUSE}


SMALL = some.conditions(max_leaves=2, today=False)
ANSWERS = some.facts()
MORE_FIELDS = st.lists(st.fixed_dictionaries({"k": st.booleans(), "n": some.whole}), max_size=3)


def with_score(condition, scoring, outcomes):
    """A document with a score, and perhaps classes that the score refers to."""
    if outcomes is None:
        return some.plain_document(condition, scoring=scoring)
    scoring = {**scoring, "items": [*scoring["items"], BY_CLASS]}
    return some.plain_document(condition, scoring=scoring, outcomes=outcomes)


def scored(**kinds):
    """Documents with a score."""
    scorings = some.scorings(waived=SMALL, **kinds)
    return st.builds(
        with_score, st.one_of(st.none(), SMALL), scorings, st.one_of(st.none(), OUTCOMES)
    )


documents = st.one_of(some.conditions().map(some.plain_document), scored())


def learned(draw, known):
    """The same answers and more: further facts, further fields of records."""
    more = draw(ANSWERS)
    if some.RECORDS in known:
        records = known[some.RECORDS]
        extra = draw(MORE_FIELDS)
        filled = [{**new, **old} for old, new in zip(records, extra, strict=False)]
        more[some.RECORDS] = [*filled, *records[len(filled) :]]
    return {**more, **{k: v for k, v in known.items() if k != some.RECORDS}}


def truths(node):
    yield node.truth
    for part in node.parts:
        yield from truths(part)


@given(documents, some.facts(), st.data())
def test_learning_a_fact_never_takes_back_what_was_settled(document, known, data):
    more = learned(data.draw, known)
    book = book_of(document)
    before = book.explain(values_of(book, known), on=ON)[0]
    after = book.explain(values_of(book, more), on=ON)[0]
    assert before.verdict in (after.verdict, "undetermined")
    assert before.outcome in (after.outcome, None)
    if before.reasons is not None:
        pairs = zip(truths(before.reasons), truths(after.reasons), strict=True)
        assert all(old is new for old, new in pairs if old is not None)


@given(documents, some.facts(), st.booleans())
def test_every_way_of_asking_gives_the_same_truths(document, known, as_yaml):
    book = book_of(document)
    values = values_of(book, known)
    result = book.explain(values, on=ON)[0]
    assert book.verdicts(values, on=ON) == {"tried": result.verdict}
    prepared = book.plan(list(book.editions["tried"])).prepared(values, ON)
    for tree in filter(None, (result.reasons, result.waived)):
        stack = [tree]
        while stack:
            verdict = stack.pop()
            assert verdict.truth is verdict.node.compiled()(prepared, ON, None)
            stack.extend(verdict.parts)
    again = read(document, as_yaml=True)
    assert type(book)([again]).explain(values, on=ON)[0].as_json() == result.as_json()


@given(some.conditions(), some.conditions(), some.facts())
def test_many_programmes_are_judged_as_each_alone(first, second, known):
    one, other = some.plain_document(first), {**some.plain_document(second), "programme": "other"}
    both = book_of(one, other)
    alone = [book_of(each).verdicts(values_of(both, known), on=ON) for each in (one, other)]
    assert both.verdicts(values_of(both, known), on=ON) == {**alone[0], **alone[1]}


@given(st.lists(some.conditions(max_leaves=3), min_size=1, max_size=4), some.facts())
def test_groups_are_spelled_in_several_ways(parts, known):
    def said(condition):
        return truth_of(book_of(some.plain_document(condition)), known)

    negated = {True: False, False: True, None: None}
    assert said({"none": parts}) is negated[said({"any": parts})]
    assert said({"at_least": 1, "of": parts}) is said({"any": parts})
    assert said({"at_least": len(parts), "of": parts}) is said({"all": parts})
    assert said({"none": [{"none": parts}]}) is said({"any": parts})
    assert said({"none": [{"all": parts}]}) is said({"any": [{"none": [part]} for part in parts]})


def opposite(node):
    """The negation of a condition, pushed down to its leaves."""
    if "none" in node:
        return {"any": node["none"]}
    if "of" in node:
        size = len(node["of"])
        return {"at_least": size - node["at_least"] + 1, "of": [opposite(p) for p in node["of"]]}
    for kind in ("all", "any"):
        if kind in node:
            return {some.NEGATED[kind]: [opposite(part) for part in node[kind]]}
    found = {some.NEGATED.get(key, key): value for key, value in node.items()}
    return found if found.keys() != node.keys() else {"none": [node]}


@given(some.conditions(), some.facts())
def test_negation_goes_down_to_the_leaves(condition, known):
    said = truth_of(book_of(some.plain_document(condition)), known)
    other = truth_of(book_of(some.plain_document(opposite(condition))), known)
    assert other is (None if said is None else not said)


def shuffled(node, order):
    """A condition with the parts of its groups in another order."""
    found = dict(node)
    for kind in ("all", "any", "none", "of"):
        if isinstance(found.get(kind), list):
            parts = [shuffled(part, order) for part in found[kind]]
            order.shuffle(parts)
            found[kind] = parts
    if "where" in found:
        found["where"] = shuffled(found["where"], order)
    return found


@given(some.conditions(max_leaves=10), some.facts(), st.integers(0, 1_000))
def test_the_order_of_parts_does_not_matter(condition, known, seed):
    other = shuffled(condition, random.Random(seed))
    books = [book_of(some.plain_document(each)) for each in (condition, other)]
    results = [book.explain(values_of(book, known), on=ON)[0] for book in books]
    assert results[0].verdict == results[1].verdict
    assert set(results[0].missing) == set(results[1].missing)


def without_assumed(verdict):
    """The truth of a tree whose assumed leaves are unknown."""
    if isinstance(verdict.node, Group):
        return verdict.node.decide()([without_assumed(part) for part in verdict.parts])
    assumed = verdict.node.clause is not None and verdict.node.clause.basis == "assumed"
    return None if assumed else verdict.truth


@given(some.conditions(max_leaves=10), some.facts())
def test_a_firm_verdict_stands_without_what_is_assumed(condition, known):
    book = book_of(some.plain_document(condition))
    result = book.explain(values_of(book, known), on=ON)[0]
    if result.reasons.truth is not None:
        assert result.reasons.is_firm() is (without_assumed(result.reasons) is not None)
    if result.reasons.is_firm():
        assert without_assumed(result.reasons) is result.reasons.truth
        assert result.rests_on_assumed is False


@given(scored(judged=True), some.facts(), st.data())
def test_a_range_of_points_contains_the_points_of_every_completion(document, known, data):
    more = learned(data.draw, known)
    book = book_of(document)
    names = [item["item"] for item in document["scoring"]["items"] if "judged" in item]
    given_points = {name: data.draw(st.integers(0, 3)) for name in names}
    before = book.explain(values_of(book, known), on=ON)[0].score
    after = book.explain(values_of(book, more), on=ON, judged=given_points)[0].score
    assert before is not None
    assert after is not None
    for old, new in zip(before.earned, after.earned, strict=True):
        assert ends(old).low <= ends(new).low <= ends(new).high <= ends(old).high
    assert before.low <= after.low <= after.high <= before.high


@given(scored(missing=("unknown", "zero")), some.facts())
def test_a_score_passes_as_its_range_says(document, known):
    book = book_of(document)
    result = book.explain(values_of(book, known), on=ON)[0]
    score, raw = result.score, document["scoring"]
    mark = raw["pass_mark"]
    above = (lambda points: points > mark) if raw["strict"] else (lambda points: points >= mark)
    floor = ends(score.earned[0])
    least = raw.get("floors", {}).get("i0", 0)
    if above(score.low) and floor.low >= least:
        expected = True
    elif not above(score.high) or floor.high < least:
        expected = False
    else:
        expected = None
    assert score.outcome() is expected
    waived = result.waived.truth if result.waived else False
    eligible = result.reasons.truth if result.reasons else True
    passed = True if True in (expected, waived) else None if None in (expected, waived) else False
    both = (eligible, passed)
    total = False if False in both else None if None in both else True
    assert result.verdict == {True: "eligible", False: "ineligible", None: "undetermined"}[total]


@given(some.conditions(max_leaves=4), some.facts())
def test_what_is_missing_is_unknown_and_may_matter(condition, known):
    book = book_of(some.plain_document(condition))
    result = book.explain(values_of(book, known), on=ON)[0]
    if result.verdict != "undetermined":
        assert result.missing == ()
    whole = {name for name in result.missing if "[" not in name}
    assert not whole & set(known)
    names = {name.partition("[")[0] for name in result.missing}
    assert names <= set(book.document("tried", on=ON).verdict_facts)
