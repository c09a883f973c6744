"""A last day put into the text of a document, and nothing else changed."""

from datetime import date

import pytest

from policies.services.ending import closed_text, states_its_end

LAST = date(2026, 5, 31)


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("in_force: {from: 2020-01-01}\n", "in_force: {from: 2020-01-01, to: 2026-05-31}\n"),
        (
            "in_force: {from: 2020-01-01, to: null}  # open\n",
            "in_force: {from: 2020-01-01, to: 2026-05-31}  # open\n",
        ),
        ("in_force: {to: ~, from: 2020-01-01}", "in_force: {to: 2026-05-31, from: 2020-01-01}"),
        (
            "题: 租金\nin_force:\n  from: 2020-01-01\n  to:\nx: 1\n",
            "题: 租金\nin_force:\n  from: 2020-01-01\n  to: 2026-05-31\nx: 1\n",
        ),
        (
            "题: 租金\nin_force:\n    from: 2020-01-01  # first\nx: 1\n",
            "题: 租金\nin_force:\n    from: 2020-01-01\n    to: 2026-05-31  # first\nx: 1\n",
        ),
        (
            '{"in_force": {"from": "2020-01-01"}}',
            '{"in_force": {"from": "2020-01-01", "to": "2026-05-31"}}',
        ),
        (
            '{"in_force": {"from": "2020-01-01", "to": null}}',
            '{"in_force": {"from": "2020-01-01", "to": "2026-05-31"}}',
        ),
    ],
)
def test_a_document_is_closed(text, closed):
    assert not states_its_end(text)
    assert closed_text(text, LAST) == closed
    assert states_its_end(closed)
