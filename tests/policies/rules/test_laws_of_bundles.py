"""The law of *bundle*: the best compatible set is the best of all subsets."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from policies.rules.bundles import KIND_ORDER, Candidate, best_bundle

NAMES = "abcdefg"
candidates = st.lists(st.sampled_from(NAMES), unique=True, max_size=7).flatmap(
    lambda names: st.tuples(
        *(
            st.builds(
                Candidate,
                programme=st.just(name),
                worth=st.dictionaries(
                    st.sampled_from(["cash", "title", "loan"]), st.integers(0, 3), max_size=2
                ),
                excludes=st.frozensets(st.sampled_from(NAMES), max_size=2),
                groups=st.frozensets(st.sampled_from("gh"), max_size=1),
            )
            for name in names
        )
    )
)


def clash(one, other):
    excluded = one.programme in other.excludes or other.programme in one.excludes
    return excluded or bool(one.groups & other.groups)


def worth(chosen):
    return tuple(sum(each.worth.get(kind, 0) for each in chosen) for kind in KIND_ORDER)


@given(candidates)
def test_the_bundle_is_the_best_of_all_subsets(found):
    subsets = [
        chosen
        for size in range(len(found) + 1)
        for chosen in combinations(found, size)
        if not any(clash(*pair) for pair in combinations(chosen, 2))
    ]
    best = max((worth(chosen), len(chosen)) for chosen in subsets)
    bundle = best_bundle(found)
    chosen = [each for each in found if each.programme in bundle.programmes]
    assert (worth(chosen), len(chosen)) == best
    assert not any(clash(*pair) for pair in combinations(chosen, 2))
    assert bundle.totals == {
        kind: sum(each.worth.get(kind, 0) for each in chosen)
        for kind in {kind for each in chosen for kind in each.worth}
    }
    for left in bundle.left_out:
        out = next(each for each in found if each.programme == left.programme)
        because = {each.programme for each in chosen if clash(each, out)}
        assert set(left.because_of) == because
        assert because
