"""The states of an application, and the one table of who may take it from which to which.

Pure: no database, no clock. A service calls :func:`step` before it changes anything, so that what
the table does not name cannot happen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Action(StrEnum):
    """What takes an application from one state to another."""

    SUBMIT = "submit"
    REQUEST_SUPPLEMENT = "request_supplement"
    SUPPLEMENT = "supplement"
    PROPOSE = "propose"
    RETURN = "return"
    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"


class Role(StrEnum):
    """Who acts: the founder, staff of the department in charge, or the clock."""

    APPLICANT = "applicant"
    REVIEWER = "reviewer"
    DECIDER = "decider"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table."""

    action: Action
    origins: frozenset[Status]
    target: Status
    role: Role


class TransitionError(Exception):
    """The step is not allowed from this state, or not for this role.

    Attributes:
        status: where the application stands.
        action: what was tried.
    """

    def __init__(self, status: Status, action: Action) -> None:
        self.status, self.action = status, action
        super().__init__(f"{action} is not possible while an application is {status}.")


def _line(action: Action, origins: Iterable[Status], target: Status, role: Role) -> Transition:
    return Transition(action, frozenset(origins), target, role)


OPEN = frozenset({Status.SUBMITTED, Status.SUPPLEMENT_REQUESTED, Status.PROPOSED})
ENDED = frozenset({Status.APPROVED, Status.REJECTED, Status.WITHDRAWN, Status.LAPSED})
_S = Status
TRANSITIONS: Mapping[Action, Transition] = {
    line.action: line
    for line in (
        _line(Action.SUBMIT, {_S.DRAFT}, _S.SUBMITTED, Role.APPLICANT),
        _line(Action.REQUEST_SUPPLEMENT, {_S.SUBMITTED}, _S.SUPPLEMENT_REQUESTED, Role.REVIEWER),
        _line(Action.SUPPLEMENT, {_S.SUPPLEMENT_REQUESTED}, _S.SUBMITTED, Role.APPLICANT),
        _line(Action.LAPSE, {_S.SUPPLEMENT_REQUESTED}, _S.LAPSED, Role.SYSTEM),
        _line(Action.PROPOSE, {_S.SUBMITTED}, _S.PROPOSED, Role.REVIEWER),
        _line(Action.RETURN, {_S.PROPOSED}, _S.SUBMITTED, Role.DECIDER),
        _line(Action.APPROVE, {_S.PROPOSED}, _S.APPROVED, Role.DECIDER),
        _line(Action.REJECT, {_S.PROPOSED}, _S.REJECTED, Role.DECIDER),
        _line(Action.WITHDRAW, OPEN, _S.WITHDRAWN, Role.APPLICANT),
    )
}


def step(status: Status, action: Action) -> Transition:
    """The line that takes an application on.

    Raises:
        TransitionError: the table has no such step from here.
    """
    line = TRANSITIONS[action]
    if status not in line.origins:
        raise TransitionError(status, action)
    return line


def possible(status: Status, roles: Iterable[Role]) -> list[Action]:
    """What somebody in these roles may do now, in the order of the table."""
    allowed = frozenset(roles)
    return [
        line.action
        for line in TRANSITIONS.values()
        if status in line.origins and line.role in allowed
    ]
