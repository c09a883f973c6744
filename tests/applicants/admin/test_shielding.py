"""Small numbers are hidden, and nothing from which they follow is left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applicants.admin.previewing.shielding import LEAST, is_small, rounded, shielded


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([0, 12, 30], [0, 12, 30], id="nothing small"),
        pytest.param([3, 12, 30], [None, None, 30], id="one alone would follow from the total"),
        pytest.param([1, 1, 30], [None, None, None], id="two that are one each"),
        pytest.param([3, 4, 30], [None, None, 30], id="two that are several"),
        pytest.param([3, 0, 0], [None, 0, 0], id="no other one"),
    ],
)
def test_a_column(counts, shown):
    assert shielded(counts) == shown


@given(st.lists(st.integers(0, 40)))
def test_no_small_number_can_be_worked_out(counts):
    shown = shielded(counts)
    hidden = [count for count, text in zip(counts, shown, strict=True) if text is None]
    assert not any(is_small(count) for count in shown if count is not None)
    everything_hidden = all(not count for count in shown if count is not None)
    assert not hidden or everything_hidden or (len(hidden) > 1 and sum(hidden) >= LEAST)


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (4, 0), (5, 10), (14, 10), (15, 20)])
def test_totals_are_rounded(count, shown):
    assert rounded(count) == shown
