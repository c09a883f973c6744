"""How programmes stand to each other."""

import pytest

from policies.rules.relations import BOTH, GROUP, OURS, THEIRS, Conflict, conflicts, neighbours
from policies.rules.rulebook import Rulebook
from tests.policies.rules.documents import ON, leaf, plain, read

GROUPED = [{"group": "rooms", "take": "highest"}]
STAFF = {"eligibility": leaf("firm.staff", "at_least", 3)}
SALES = {
    "eligibility": {"all": [leaf("firm.staff", "at_least", 3), leaf("firm.sales", "at_least", 9)]}
}


def book(**programmes):
    return Rulebook(read(plain(programme=slug, **parts)) for slug, parts in programmes.items())


def found(rulebook, slug):
    return conflicts(rulebook, rulebook.document(slug, on=ON), on=ON)


@pytest.mark.parametrize(
    ("ours", "theirs", "said_by"),
    [
        (["b"], [], OURS),
        ([], ["a"], THEIRS),
        (["b"], ["a"], BOTH),
        (GROUPED, GROUPED, GROUP),
        (["b", *GROUPED], GROUPED, OURS),
    ],
)
def test_one_side_saying_so_is_enough(ours, theirs, said_by):
    rulebook = book(a={"excludes": ours}, b={"excludes": theirs}, c={})
    assert found(rulebook, "a") == (Conflict(programme="b", said_by=said_by),)
    assert not found(rulebook, "c")


def test_one_that_is_not_in_force_excludes_nothing():
    rulebook = book(a={"excludes": ["b"]}, b={"in_force": {"from": "2030-01-01"}})
    assert not found(rulebook, "a")


def alike(rulebook, slug, **options):
    return [
        (each.programme, each.shared)
        for each in neighbours(rulebook, rulebook.document(slug, on=ON), on=ON, **options)
    ]


def test_neighbours_are_of_one_category_for_the_same_people_the_most_alike_first():
    rulebook = book(
        a=SALES,
        b=STAFF,
        c=SALES,
        d={**SALES, "category": "land"},
        e={**SALES, "audience": "person"},
        f={},
    )
    assert alike(rulebook, "a") == [("c", 2), ("b", 1), ("f", 0)]
    assert alike(rulebook, "a", besides=["c"], most=1) == [("b", 1)]
