"""Laws of *ask*: only what can settle something is asked, and asking ends."""

from hypothesis import assume, given
from hypothesis import strategies as st

from policies.rules.questions import next_facts
from tests.policies.rules import strategies as some
from tests.policies.rules.documents import ON
from tests.policies.rules.laws import Oracle, book_of, truth_of, values_of

plain = some.conditions(max_leaves=5, today=False, records=False, plain=True)
documents = st.one_of(
    plain.map(some.plain_document),
    st.builds(
        lambda condition, scoring: some.plain_document(condition, scoring=scoring),
        st.one_of(st.none(), some.conditions(max_leaves=2, plain=True)),
        some.scorings(records=False),
    ),
)
answers = some.facts(names=some.PLAIN_FACTS)


def asked(book, known, **more):
    return [q.fact.name for q in next_facts(book, values_of(book, known), on=ON, **more)]


@given(documents, answers)
def test_only_what_can_settle_something_is_asked(document, known):
    book = book_of(document)
    oracle = Oracle(book)
    open_ = [name for name in oracle.names if name not in known]
    assume(1 <= len(open_) <= 4)
    names = asked(book, known, count=9)
    assert len(set(names)) == len(names)
    for name in names:
        assert name not in known
        assert oracle.can_settle(name, known), name
    if not names:
        assert oracle.truth(known) is not None or not any(
            oracle.can_settle(name, known) for name in open_
        )


@given(documents, answers, st.data())
def test_answering_what_is_asked_ends_with_everything_decided(document, known, data):
    book = book_of(document)
    known = dict(known)
    for _ in range(len(some.PLAIN_FACTS) + 1):
        names = asked(book, known)
        if not names:
            break
        assert names[0] not in known
        known[names[0]] = data.draw(st.sampled_from(some.DOMAINS[names[0]]))
    assert asked(book, known) == []
    if truth_of(book, known) is None:
        for full in some.completions(Oracle(book).names, known):
            assert truth_of(book, full) is None
            break


@given(some.conditions(max_leaves=4), some.facts(), st.data())
def test_asking_ends_with_days_and_records_too(condition, known, data):
    book = book_of(some.plain_document(condition))
    known = dict(known)
    for _ in range(16):
        names = asked(book, known, skipped=[n for n in known if n == some.RECORDS])
        if not names:
            break
        record = st.fixed_dictionaries({"k": st.booleans(), "n": some.whole})
        each = {**dict.fromkeys(some.DAYS, some.days), some.RECORDS: st.lists(record, max_size=2)}
        name = names[0]
        known[name] = data.draw(each[name] if name in each else st.sampled_from(some.DOMAINS[name]))
    else:
        raise AssertionError(known)
    if some.RECORDS not in known and not names and truth_of(book, known) is None:
        trials = [[], [{"k": True, "n": 3}], [{"k": False, "n": 0}], [{"k": True, "n": 3}] * 3]
        assert all(truth_of(book, {**known, some.RECORDS: each}) is None for each in trials)


@given(documents, answers)
def test_what_is_skipped_is_not_asked(document, known):
    book = book_of(document)
    names = asked(book, known, count=9)
    assert not set(asked(book, known, skipped=names[:1], count=9)) & set(names[:1])
    assert asked(book, known, audiences=["person"]) == []
