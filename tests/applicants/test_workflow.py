"""The table of steps."""

import pytest

from applicants.models import Application, Step
from applicants.workflow import (
    ENDED,
    OPEN,
    TRANSITIONS,
    Action,
    Role,
    Status,
    TransitionError,
    possible,
    step,
)


def test_every_status_is_reached_and_every_open_one_left():
    targets = {line.target for line in TRANSITIONS.values()}
    assert targets == set(Status) - {Status.DRAFT}
    left = {origin for line in TRANSITIONS.values() for origin in line.origins}
    assert left == OPEN | {Status.DRAFT}
    assert OPEN | ENDED | {Status.DRAFT} == set(Status)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("status", Status)
def test_what_the_table_does_not_name_is_refused(status, action):
    if status in TRANSITIONS[action].origins:
        assert step(status, action).target in Status
    else:
        with pytest.raises(TransitionError, match=status.value):
            step(status, action)


def test_who_may_do_what():
    assert possible(Status.PROPOSED, [Role.DECIDER]) == [
        Action.RETURN,
        Action.APPROVE,
        Action.REJECT,
    ]
    assert possible(Status.PROPOSED, [Role.REVIEWER]) == []
    assert possible(Status.APPROVED, list(Role)) == []


def test_columns_know_the_words_of_the_table():
    assert {each.value for each in Status} == set(Application.Status.values)
    assert {each.value for each in Role} == set(Step.Actor.values)
