"""R03: the broker is emptied, frozen and killed; no submit fails or waits, no mail is lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import psycopg

from applicants.models import Application, Notification
from tests.applicants.uploads import samples
from tests.reliability import people, plain
from tests.reliability.browser import Answer
from tests.reliability.harness import Finding, Stack, others_are_busy, p95, wait_for
from tests.reliability.people import Person

SUBMITS, SUBMITS_OF_CONTROL = 300, 32
# Looking at a paper takes a processor 0.15 s (a PDF: 0.3 s), whatever the broker does. The pace
# leaves the two processors of a small machine room, so that submits do not wait for each other.
CLIENTS, PACE = 4, 0.25  # at most so many at once; seconds between two that begin
FROZEN, FROZEN_IN_CONTROL, AWAY = 10.0, 3.0, 2.0  # seconds
BOUND_MS, DRAIN, SLOWEST = 500, 60, 300
SLOWER = 1.5  # times as long as before, if others use the machine and the bound says nothing
FORM = "/programmes/room/apply/"
PAPER = ("card.png", samples.png())
HANDED_IN = """
    select email from applicants_application as application
    join applicants_profile as profile on profile.id = application.profile_id
    join auth_user as owner on owner.id = profile.owner_id
    where application.status = 'submitted'
"""


@dataclass(frozen=True, slots=True)
class Submit:
    """One founder's form with a paper, and the answer."""

    founder: Person
    answer: Answer

    @property
    def failed(self) -> bool:
        """Whether it did not lead to the receipt."""
        return self.answer.status != 302 or "/applications/" not in self.answer.place


def run(stack: Stack) -> Finding:
    """Take the broker away from the plain variant, then from ours."""
    busy = others_are_busy()
    founders = people.founders(SUBMITS)
    lost_plainly, slow_plainly = _control(stack, founders[:SUBMITS_OF_CONTROL])
    ours = [stack.web(), stack.child("worker"), stack.child("beat")]
    _warm_up(stack, founders)
    frozen: list[float] = []
    faults: list[tuple[int, Callable[[], None]]] = [
        (15, stack.flush_broker),
        (30, partial(_freeze, stack, frozen)),
        (70, stack.flush_broker),
        (85, partial(_lose_in_a_task, stack)),
    ]
    submits = _submit_all(stack, founders, faults, pace=PACE)
    lost, drain = _lost(stack, time.time())
    failed = sum(each.failed for each in submits)
    whole = p95([each.answer.milliseconds for each in submits])
    before = p95([each.answer.milliseconds for each in submits if _before(each, frozen)])
    during = p95([each.answer.milliseconds for each in submits if _within(each, frozen)])
    busy = others_are_busy() or busy  # ours rest now, as they did at first
    bound = max(BOUND_MS, SLOWER * before) if busy else BOUND_MS
    ended = [child.name for child in ours if child.has_ended()]
    signed_out = sum(
        stack.browser(each.founder.cookies).get(each.answer.place).status != 200
        for each in submits[::5]
    )
    return Finding(
        claims={
            "no submit failed": failed == 0,
            "fast": whole <= bound,
            "fast while frozen": 0 < during <= bound,
            "nothing lost": lost == 0,
            "no process ended": not ended,
            "told in time": drain <= DRAIN,
            "still signed in": signed_out == 0,
            "control": lost_plainly > 0,
        },
        figures={
            "failed": failed,
            "p95_ms": f"{whole:.0f}",
            "p95_frozen_ms": f"{during:.0f}",
            "p95_before_ms": f"{before:.0f}",
            "bound_ms": f"{bound:.0f}{'(others busy)' if busy else ''}",
            "lost": lost,
            "duplicates": _duplicates(stack),
            "drain_s": f"{drain:.1f}",
            "signed_out": signed_out,
            "ended": "+".join(ended) or "none",
            "submits": SUBMITS,
            "clients": CLIENTS,
            "pace_ms": f"{1_000 * PACE:.0f}",
            "control": f"lost:{lost_plainly},p95_ms:{slow_plainly:.0f}",
        },
    )


def _control(stack: Stack, founders: Sequence[Person]) -> tuple[int, float]:
    """How many mails the plain variant loses, and how long its submits take."""
    address = stack.copy_of_database()
    web = stack.web(*plain.GUNICORN, name="plain-web", PLAIN="R03", DATABASE_URL=address)
    include = ["--include", plain.__name__, "--queues", plain.QUEUE]
    worker = stack.child("worker", *include, name="plain-worker")

    def freeze_and_lose() -> None:
        stack.freeze_broker(FROZEN_IN_CONTROL, thaw=False)
        stack.lose_broker(AWAY)

    submits = _submit_all(stack, founders, [(30, freeze_and_lose)], pace=0)
    with psycopg.connect(address) as connection:
        promised = {str(email) for (email,) in connection.execute(HANDED_IN)}
    time.sleep(5)  # what the broker still knows is sent at once
    stack.end(worker)
    stack.end(web)
    told = {each.recipient for each in stack.accepted()}
    return len(promised - told), p95([each.answer.milliseconds for each in submits])


def _warm_up(stack: Stack, founders: Sequence[Person]) -> None:
    """Each process of the web server reads the catalogue for its first page."""
    windows = [stack.browser(each.cookies) for each in founders[: 2 * CLIENTS]]
    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(lambda window: window.get(FORM), windows))


def _freeze(stack: Stack, frozen: list[float]) -> None:
    frozen.append(time.monotonic())
    stack.freeze_broker(FROZEN)
    frozen.append(time.monotonic())


def _lose_in_a_task(stack: Stack) -> None:
    """Kill the broker while a worker has a task of it that is not acknowledged."""
    held = Notification.objects.exclude(lease_until=None)
    wait_for(held.exists, pace=0, what="a task")
    stack.lose_broker(AWAY)


def _within(submit: Submit, frozen: Sequence[float]) -> bool:
    """Whether a submit and the frozen time overlap."""
    return submit.answer.began < frozen[1] and submit.answer.ended > frozen[0]


def _before(submit: Submit, frozen: Sequence[float]) -> bool:
    return submit.answer.ended < frozen[0]


def _submit_all(
    stack: Stack,
    founders: Sequence[Person],
    faults: Sequence[tuple[int, Callable[[], None]]],
    *,
    pace: float,
) -> list[Submit]:
    """Submit for everybody while faults happen, each when so many of a hundred have begun."""
    start, clients = time.monotonic(), ThreadPoolExecutor(CLIENTS)
    try:
        pending = [
            clients.submit(_submit, stack, founder, start + pace * place)
            for place, founder in enumerate(founders)
        ]
        for hundredth, fault in faults:
            _wait_for_one(pending[len(pending) * hundredth // 100])
            fault()
        return [each.result() for each in pending]
    finally:
        clients.shutdown(cancel_futures=True)


def _wait_for_one(future: Future[Submit]) -> None:
    wait_for(lambda: future.running() or future.done(), SLOWEST, what="a submit", pace=0.01)


def _submit(stack: Stack, founder: Person, begin: float) -> Submit:
    time.sleep(max(0.0, begin - time.monotonic()))
    window = stack.browser(founder.cookies)
    fields = {**window.get(FORM).hidden, "declared": "on", "submit": "1"}
    return Submit(founder, window.post(FORM, fields, {"paper_0": PAPER}))


def _lost(stack: Stack, last: float) -> tuple[int, float]:
    """Applications whose founder was not told, and seconds until the last one was."""
    rows = Notification.objects.filter(kind=Notification.Kind.RECEIVED)
    promised = set(rows.values_list("message_id", flat=True))

    def told_at() -> dict[str, float]:
        return {m.message_id: m.at for m in stack.accepted() if m.message_id in promised}

    until = time.monotonic() + DRAIN
    while len(told_at()) < len(promised) and time.monotonic() < until:
        time.sleep(0.2)
    told = told_at()
    handed_in = Application.objects.filter(status=Application.Status.SUBMITTED).count()
    return handed_in - len(told), max(0.0, max(told.values(), default=last) - last)


def _duplicates(stack: Stack) -> int:
    """Mails that came more than once: a sender may lose its task together with the broker."""
    found = [each.message_id for each in stack.accepted()]
    return len(found) - len(set(found))
