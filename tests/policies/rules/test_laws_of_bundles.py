"""The law of *bundle*: the best compatible set is the best of all subsets."""

from itertools import combinations, permutations

from hypothesis import given
from hypothesis import strategies as st

from policies.rules.bundles import KIND_ORDER, Candidate, best_bundle, in_order

NAMES = "abcdef"
needs = st.sets(st.sampled_from(NAMES), min_size=1, max_size=2).map(frozenset)
candidates = st.lists(st.sampled_from(NAMES), unique=True, max_size=6).flatmap(
    lambda names: st.tuples(
        *(
            st.builds(
                Candidate,
                programme=st.just(name),
                worth=st.dictionaries(
                    st.sampled_from(["cash", "title", "loan"]), st.integers(0, 3), max_size=2
                ),
                excludes=st.frozensets(st.sampled_from(NAMES), max_size=1),
                groups=st.frozensets(st.sampled_from("gh"), max_size=1),
                requires=st.one_of(st.just(()), st.tuples(needs), st.tuples(needs, needs)),
                closes=st.frozensets(st.sampled_from(NAMES), max_size=1),
            )
            for name in names
        )
    )
)
orders = st.permutations(KIND_ORDER)


def clash(one, other):
    excluded = one.programme in other.excludes or other.programme in one.excludes
    return excluded or bool(one.groups & other.groups)


def works(order):
    """Whether programmes can be taken one after the other, said in the plainest way."""
    for place, each in enumerate(order):
        earlier = {other.programme for other in order[:place]}
        later = {other.programme for other in order[place + 1 :]}
        if each.requires and not any(need <= earlier for need in each.requires):
            return False
        if each.closes & later:
            return False
    return True


def possible(chosen):
    compatible = not any(clash(*pair) for pair in combinations(chosen, 2))
    return compatible and any(works(order) for order in permutations(chosen))


def worth(chosen, kinds):
    return tuple(sum(each.worth.get(kind, 0) for each in chosen) for kind in kinds)


@given(candidates, orders)
def test_the_bundle_is_the_best_of_all_subsets(found, kinds):
    subsets = (s for size in range(len(found) + 1) for s in combinations(found, size))
    ranked = sorted(((worth(s, kinds), len(s), s) for s in subsets), key=lambda each: each[:2])
    best = next((value, size) for value, size, s in reversed(ranked) if possible(s))
    bundle = best_bundle(found, kinds)
    by_name = {each.programme: each for each in found}
    chosen = [by_name[name] for name in bundle.programmes]
    assert (worth(chosen, kinds), len(chosen)) == best
    assert not any(clash(*pair) for pair in combinations(chosen, 2))
    assert works(chosen)
    assert bundle.worth == {
        kind: sum(each.worth.get(kind, 0) for each in chosen)
        for kind in {kind for each in chosen for kind in each.worth}
    }


@given(candidates)
def test_what_is_left_out_is_named_with_what_keeps_it_out(found):
    bundle = best_bundle(found)
    by_name = {each.programme: each for each in found}
    chosen = [by_name[name] for name in bundle.programmes]
    assert {left.programme for left in bundle.left_out} == by_name.keys() - {*bundle.programmes}
    for left in bundle.left_out:
        out = by_name[left.programme]
        if left.reason == "excluded":
            assert left.because_of
            for name in left.because_of:
                both = name in out.closes and left.programme in by_name[name].closes
                assert clash(by_name[name], out) or both
        elif left.reason == "needs":
            assert {*left.because_of} <= frozenset().union(*out.requires) - {*bundle.programmes}
            assert left.because_of
        else:
            assert in_order([*chosen, out]) is None


@given(candidates)
def test_an_order_is_found_where_there_is_one(found):
    order = in_order(found)
    assert (order is not None) == any(works(each) for each in permutations(found))
    if order is not None:
        by_name = {each.programme: each for each in found}
        assert works([by_name[name] for name in order])
