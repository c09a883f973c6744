"""Laws of *change*: sets suffice and are minimal; the days are the first and the last."""

from datetime import timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from policies.rules.changes import changes_for, eligible_days
from policies.rules.facts import as_json
from tests.policies.rules import strategies as some
from tests.policies.rules.documents import ON, plain_facts
from tests.policies.rules.laws import Oracle, book_of, truth_of, values_of

WINDOW = 500


def with_changeable(document, names):
    """The document, with these facts marked as changeable."""
    own = {
        name: {**fact, "changeable": True} if name in names else fact
        for name, fact in document["facts"].items()
    }
    return {**document, "facts": own}


documents = st.builds(
    with_changeable,
    st.one_of(
        some.conditions(max_leaves=4).map(some.plain_document),
        st.builds(
            lambda condition, scoring: some.plain_document(condition, scoring=scoring),
            st.one_of(st.none(), some.conditions(max_leaves=2, today=False)),
            some.scorings(waived=some.leaves(today=False)),
        ),
    ),
    st.sets(st.sampled_from([*some.PLAIN_FACTS, some.RECORDS, *some.DAYS])),
)


def applied(book, known, changes):
    values = {**values_of(book, known), **{change.fact: change.to for change in changes}}
    return book.truth("tried", values, on=ON)


@given(documents, some.facts())
def test_every_set_suffices_and_is_minimal(document, known):
    book = book_of(document)
    found = changes_for(book, "tried", values_of(book, known), on=ON)
    for changes in found.sets:
        assert applied(book, known, changes) is True
        for size in range(len(changes)):
            for part in combinations(changes, size):
                assert applied(book, known, part) is not True
        for change in changes:
            fact = book.vocabulary[change.fact]
            assert change.fact not in known or fact.changeable
            assert not (fact.derived and change.fact not in known)
            assert fact.read(plain_facts(as_json(change.to))) == change.to
            assert change.to != change.now
    if truth_of(book, known) is True:
        assert found.sets == ()
    assert len(set(map(str, found.sets))) == len(found.sets)


plain_documents = st.builds(
    with_changeable,
    st.one_of(
        some.conditions(max_leaves=4, today=False, records=False, plain=True).map(
            some.plain_document
        ),
        some.scorings(records=False).map(lambda each: some.plain_document(scoring=each)),
    ),
    st.sets(st.sampled_from(some.PLAIN_FACTS)),
)


@given(plain_documents, some.facts(names=some.PLAIN_FACTS))
def test_a_single_change_that_suffices_is_found(document, known):
    book = book_of(document)
    oracle = Oracle(book)
    if oracle.truth(known) is True:
        return
    single = [
        (name, value)
        for name in oracle.names
        if name not in known or book.vocabulary[name].changeable
        for value in some.DOMAINS[name]
        if oracle.truth({**known, name: value}) is True
    ]
    found = changes_for(book, "tried", values_of(book, known), on=ON).sets
    assert bool(single) is any(len(each) == 1 for each in found), single
    if single:
        assert {name for name, _ in single} >= {
            c.fact for each in found for c in each if len(each) == 1
        }


def editions(first, second, gap):
    """Two editions of one programme, with perhaps some days between them."""
    end = ON + timedelta(days=150)
    begin = end + timedelta(days=1 + gap)
    one = some.plain_document(first, in_force={"from": "2020-01-01", "to": some.day_text(end)})
    span = {"from": some.day_text(begin), "to": some.day_text(begin + timedelta(days=200))}
    return one, {**some.plain_document(second, in_force=span), "edition": "2"}


timed = some.conditions(max_leaves=4)
books = st.one_of(
    timed.map(lambda each: (some.plain_document(each),)),
    st.builds(editions, timed, timed, st.sampled_from([0, 20])),
    some.scorings().flatmap(
        lambda scoring: timed.map(lambda when: (some.plain_document(when, scoring=scoring),))
    ),
)


@given(books, some.facts(), st.sampled_from([0, 37, 364]))
def test_the_first_and_the_last_day_are_those_of_brute_force(documents_, known, later):
    on = ON + timedelta(days=later)
    book = book_of(*documents_)
    values = values_of(book, known)
    truths = {
        day: book.truth("tried", values, on=day) for day in some.days_around(on, after=WINDOW)
    }
    last_seen = max(truths)
    earliest, ends = eligible_days(book, "tried", values, on=on)
    first = next((day for day, truth in truths.items() if truth is True), None)
    if truths[on] is True:
        assert earliest is None
    elif first is not None:
        assert earliest == first
    else:
        assert earliest is None or earliest > last_seen
    if first is not None:
        closing = next((d for d, t in truths.items() if d > first and t is not True), None)
        if closing is not None:
            assert ends == closing - timedelta(days=1)
        else:
            assert ends is None or ends >= last_seen
    if earliest is not None:
        assert book.truth("tried", values, on=earliest) is True
        assert book.truth("tried", values, on=earliest - timedelta(days=1)) is not True
    if ends is not None:
        assert book.truth("tried", values, on=ends) is True
        assert book.truth("tried", values, on=ends + timedelta(days=1)) is not True
