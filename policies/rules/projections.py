"""When each step of a procedure would be over for whoever applies on a day.

Limits are the longest that a step may take, so the days are those by which it should be done. A
step without a published limit has no days; those of later steps are then the earliest possible.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from policies.rules.spans import days_later
from policies.rules.working_days import WorkingDays


@dataclass(frozen=True, slots=True, kw_only=True)
class Projected:
    """The days of one step.

    Attributes:
        first, last: both included; ``None`` where no limit is published.
        earliest: whether a step before it has no limit, so that these days may be later.
        provisional: whether they were counted through a year whose calendar is not announced.
    """

    first: date | None = None
    last: date | None = None
    earliest: bool = False
    provisional: bool = False


def project(
    process: Sequence[Mapping[str, Any]], *, applied_on: date, calendar: WorkingDays
) -> tuple[Projected, ...]:
    """The days of every step, in the order of the procedure.

    The first step is applying, whatever it is called, unless it has a limit of its own. A period
    begins on the day after the one before ended; of working days, on the next one.

    Args:
        process: the steps of a document; each may have ``working_days`` or, of the calendar,
            ``days``.
    """
    found: list[Projected] = []
    reached, earliest, provisional = applied_on, False, False
    for index, step in enumerate(process):
        working, days = step.get("working_days", 0), step.get("days", 0)
        if not working and not days:
            applies = index == 0 or step.get("stage") == "apply"
            if applies and reached == applied_on and not earliest:
                found.append(Projected(first=applied_on, last=applied_on))
            else:
                earliest = True
                found.append(Projected())
            continue
        if working:
            begins, ends = calendar.after(reached, 1), calendar.after(reached, working)
            provisional = provisional or ends.provisional
            first, last = begins.on, ends.on
        else:
            first, last = days_later(reached, 1), days_later(reached, days)
        found.append(Projected(first=first, last=last, earliest=earliest, provisional=provisional))
        reached = last
    return tuple(found)
