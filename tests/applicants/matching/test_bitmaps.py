"""Sets of profiles: made from masks at once as if their ids had been added one by one."""

from __future__ import annotations

import numpy as np
import pytest

from applicants.matching.bitmaps import pack, set_of, set_where, unpack

BLOCK = 2**16
SIZES = [0, 1, 2, 5_000, 150_000]  # the last fills blocks with more ids than are written singly
SHARES = [0.0, 0.001, 0.05, 0.5, 0.999, 1.0]


@pytest.mark.parametrize("widest_gap", [1, 2, 6, 50])
@pytest.mark.parametrize("first", [0, 1, BLOCK - 1, 70_000, 2**31, 2**32 - 5_000, 2**32 + 5])
def test_a_mask_gives_the_set_that_ids_one_by_one_give(widest_gap: int, first: int) -> None:
    rng = np.random.default_rng(widest_gap + first)
    for size in SIZES:
        ids = first + np.cumsum(rng.integers(1, widest_gap + 1, size)).astype(np.int64) - 1
        for share in SHARES:
            mask = rng.random(size) < share
            wanted, found = set_of(ids[mask]), set_where(ids, mask)
            assert found == wanted
            assert len(found) == len(wanted)
            assert pack(found) == pack(wanted)
            assert unpack(pack(found)) == wanted


def test_sets_made_of_masks_can_be_joined_and_taken_from_each_other() -> None:
    ids = np.arange(100_000, dtype=np.int64)
    even, third = set_where(ids, ids % 2 == 0), set_where(ids, ids % 3 == 0)
    assert even & third == set_of(ids[ids % 6 == 0])
    assert even - third == set_of(ids[(ids % 2 == 0) & (ids % 3 != 0)])
