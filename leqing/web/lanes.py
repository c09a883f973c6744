"""Whose turn it is: a lane for each address, each in its turn."""

from __future__ import annotations

from collections import Counter, deque
from typing import Generic, TypeVar

Job = TypeVar("Job")


class Lanes(Generic[Job]):
    """Jobs that wait, one queue for each lane. Not for several threads at once.

    Args:
        places: jobs in work at the same time.
        share: how many of the places one lane may have.
        longest: how many jobs may wait in one lane.
    """

    def __init__(self, *, places: int, share: int, longest: int) -> None:
        self._places, self._share, self._longest = places, share, longest
        self._waiting: dict[str, deque[Job]] = {}
        self._in_work: Counter[str] = Counter()

    def join(self, lane: str, job: Job) -> bool:
        """Let a job wait for its turn; False where too many of its lane wait already."""
        queue = self._waiting.setdefault(lane, deque())
        if len(queue) >= self._longest:
            return False
        queue.append(job)
        return True

    def begin(self) -> Job | None:
        """The job whose turn it is, which is in work from now on; None where none can begin."""
        if self._in_work.total() >= self._places:
            return None
        lane = next((each for each in self._waiting if self._in_work[each] < self._share), None)
        if lane is None:
            return None
        queue = self._waiting.pop(lane)
        job = queue.popleft()
        if queue:
            self._waiting[lane] = queue  # behind the others
        self._in_work[lane] += 1
        return job

    def end(self, lane: str) -> None:
        """A job of this lane is no longer in work."""
        self._in_work[lane] -= 1
        if not self._in_work[lane]:
            del self._in_work[lane]
