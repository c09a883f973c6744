"""What it means to be equal, less or more, for exact values and for ranges.

The one meaning of each comparison: formulas and the operators of conditions both use it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from policies.rules.quantities import Interval


def _equal(a: Any, b: Any) -> bool | None:
    if type(a) is Interval or type(b) is Interval:
        a = a if type(a) is Interval else Interval(a, a)
        b = b if type(b) is Interval else Interval(b, b)
        if a.low == a.high == b.low == b.high:
            return True
        return False if a.high < b.low or b.high < a.low else None
    return bool(a == b)


def _less(a: Any, b: Any) -> bool | None:
    if type(a) is Interval or type(b) is Interval:
        a = a if type(a) is Interval else Interval(a, a)
        b = b if type(b) is Interval else Interval(b, b)
        if a.high < b.low:
            return True
        return False if a.low >= b.high else None
    return bool(a < b)


def negated(outcome: bool | None) -> bool | None:
    """Kleene's not."""
    return None if outcome is None else not outcome


COMPARISONS: dict[str, Callable[[Any, Any], bool | None]] = {
    "=": _equal,
    "!=": lambda a, b: negated(_equal(a, b)),
    "<": _less,
    ">=": lambda a, b: negated(_less(a, b)),
    ">": lambda a, b: _less(b, a),
    "<=": lambda a, b: negated(_less(b, a)),
}
