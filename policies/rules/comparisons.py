"""What it means to be equal, less or more, for exact values and for ranges.

The one meaning of each comparison: formulas and the operators of conditions both use it, and what
the six have to do with each other holds for whole columns as well.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from policies.rules.quantities import Interval

Truth = bool | None


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


def all_of(truths: list[Truth] | tuple[Truth, ...]) -> Truth:
    """Unmet if one is unmet; else unknown if one is unknown; else met."""
    return False if False in truths else None if None in truths else True


def any_of(truths: list[Truth] | tuple[Truth, ...]) -> Truth:
    """The dual of :func:`all_of`."""
    return True if True in truths else None if None in truths else False


def comparisons(
    equal: Callable[[Any, Any], Any], less: Callable[[Any, Any], Any], no: Callable[[Any], Any]
) -> dict[str, Callable[[Any, Any], Any]]:
    """The six comparisons, made of two, for whatever values these compare.

    Args:
        no: turns met into unmet and unmet into met.
    """
    return {
        "=": equal,
        "!=": lambda a, b: no(equal(a, b)),
        "<": less,
        ">=": lambda a, b: no(less(a, b)),
        ">": lambda a, b: less(b, a),
        "<=": lambda a, b: no(less(b, a)),
    }


COMPARISONS: dict[str, Callable[[Any, Any], bool | None]] = comparisons(_equal, _less, negated)
