"""R24: fifty founders look around and hand in, five of the staff decide; nobody waits."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count, cycle
from random import Random

from applicants.models import Notification
from policies.services import load_catalogue
from policies.services.files import SHIPPED, read_folder
from tests.applicants.uploads import samples
from tests.proxy import proxy
from tests.reliability import people, plain
from tests.reliability.browser import Answer, Browser, warm_up
from tests.reliability.harness import Finding, Stack, others_are_busy, p95, wait_for
from tests.reliability.people import Person

FOUNDERS, STAFF, SECONDS = 50, 5, 60
FOUNDERS_OF_CONTROL, SECONDS_OF_CONTROL = 10, 10
IN_ONE_ROOM = 25  # founders behind one address; the others have one each
READS, DECIDES = 4.0, 6.0  # seconds that somebody looks at a page, or thinks about a decision
PAGE_MS, SUBMIT_MS, NOTICE_S = 500, 800, 10
SLOWER = 4  # times the bounds, if others use the machine and they say nothing
FORM = "/programmes/room/apply/"
PAPER = ("card.png", samples.png())
PAGES = ("/", "/results/", "/programmes/", "/applications/", "/me/")  # and a programme each


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody did: a page, or a form sent."""

    answer: Answer
    sent: bool

    @property
    def failed(self) -> bool:
        """Whether it did not lead where it should."""
        return self.answer.status != (302 if self.sent else 200)


def run(stack: Stack) -> Finding:
    """Let a few come to the plain variant, then all of them at once to ours for a minute."""
    busy = others_are_busy()
    load_catalogue(read_folder(SHIPPED))
    slow = _control(stack)
    founders, deciders = people.founders(FOUNDERS), people.deciders(STAFF)
    applications = people.proposed(STAFF * int(SECONDS / DECIDES))
    already = set(Notification.objects.values_list("message_id", flat=True))
    stack.web(PROXY_COUNT="1", BUDGETS="100")
    stack.child("worker")
    stack.child("beat")
    with proxy(stack.home, stack.port) as port:
        warm_up(port)
        steps = _visit(port, founders, deciders, applications, seconds=SECONDS)
    busy = others_are_busy() or busy
    notices = _seconds_until_accepted(stack, already)
    pages = [each.answer.milliseconds for each in steps if not each.sent]
    submits = [each.answer.milliseconds for each in steps if each.sent]
    scale = SLOWER if busy else 1
    failed = [each for each in steps if each.failed]
    return Finding(
        claims={
            "no errors": not failed,
            "pages": 0 < p95(pages) <= PAGE_MS * scale,
            "submits": 0 < p95(submits) <= SUBMIT_MS * scale,
            "notices": 0 < p95(notices) <= NOTICE_S * scale,
            "control": slow > PAGE_MS * scale,
        },
        figures={
            "errors": len(failed),
            "codes": "+".join(sorted({str(each.answer.status) for each in failed})) or "none",
            "page_p95_ms": f"{p95(pages):.0f}",
            "submit_p95_ms": f"{p95(submits):.0f}",
            "notice_p95_s": f"{p95(notices):.1f}",
            "bounds": f"{PAGE_MS}/{SUBMIT_MS}/{NOTICE_S}" + (f"*{SLOWER}(others busy)" * busy),
            "pages": len(pages),
            "submits": len(submits),
            "notices": len(notices),
            "control": f"page_p95_ms:{slow:.0f}",
        },
    )


def _control(stack: Stack) -> float:
    """How long a page takes a fifth of the founders where each reads the whole catalogue."""
    founders = people.founders(FOUNDERS_OF_CONTROL)
    settings = {"PROXY_COUNT": "1", "BUDGETS": "100", "PLAIN": "R24"}
    web = stack.web(*plain.GUNICORN, name="plain-web", **settings)
    with proxy(stack.home, stack.port) as port:
        steps = _visit(port, founders, [], [], seconds=SECONDS_OF_CONTROL)
    stack.end(web)
    return p95([each.answer.milliseconds for each in steps if not each.sent])


def _visit(
    port: int,
    founders: Sequence[Person],
    deciders: Sequence[Person],
    applications: Sequence[int],
    *,
    seconds: float,
) -> list[Step]:
    slugs = sorted(read_folder(SHIPPED).programmes)
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(FOUNDERS + STAFF) as crowd:
        doing = [
            crowd.submit(list, _found(port, founder, place, slugs, until))
            for place, founder in enumerate(founders)
        ]
        doing += [
            crowd.submit(list, _decide(port, decider, applications[place::STAFF], until))
            for place, decider in enumerate(deciders)
        ]
        return [step for one in doing for step in one.result()]


def _found(
    port: int, founder: Person, place: int, slugs: Sequence[str], until: float
) -> Iterator[Step]:
    """A founder reads page after page, and hands in once at some time of the minute."""
    source = "127.0.1.1" if place < IN_ONE_ROOM else f"127.0.2.{place}"
    browser, drawn = Browser(port, founder.cookies, source=source), Random(place)
    time.sleep(drawn.uniform(0, READS))
    left = until - time.monotonic()
    hands_in_at = time.monotonic() + drawn.uniform(0, max(0, left - 4 * READS))
    slug = slugs[place % len(slugs)]
    turn = place % len(PAGES)
    pages, handed_in = cycle((*PAGES[turn:], f"/programmes/{slug}/", *PAGES[:turn])), False
    while time.monotonic() < until:
        if not handed_in and time.monotonic() > hands_in_at:
            handed_in = True
            form = browser.get(FORM)
            yield Step(form, sent=False)
            time.sleep(drawn.uniform(0.5, 1.5) * READS)
            fields = {**form.hidden, "declared": "on", "submit": "1"}
            yield Step(browser.post(FORM, fields, {"paper_0": PAPER}), sent=True)
        else:
            yield Step(browser.get(next(pages)), sent=False)
        time.sleep(drawn.uniform(0.5, 1.5) * READS)


def _decide(
    port: int, decider: Person, applications: Sequence[int], until: float
) -> Iterator[Step]:
    """One of the staff opens a file, thinks, and approves it."""
    browser = Browser(port, decider.cookies, source="127.0.3.1")
    for number, application in zip(count(), applications, strict=False):
        if time.monotonic() > until:
            return
        path = f"/admin/applicants/application/{application}/change/"
        page = browser.get(path)
        yield Step(page, sent=False)
        time.sleep(DECIDES * 0.8)
        fields = {**page.hidden, "form": "determine", "reason": f"理由 {number}"}
        yield Step(browser.post(path, {**fields, "decision": "approved"}), sent=True)


def _seconds_until_accepted(stack: Stack, already: set[str]) -> list[float]:
    """From each notice's row to the mail server's yes."""
    row = ("message_id", "created_at")
    rows = dict(Notification.objects.exclude(message_id__in=already).values_list(*row))

    def arrived() -> dict[str, float]:
        return {each.message_id: each.at for each in stack.accepted() if each.message_id in rows}

    wait_for(lambda: len(arrived()) >= len(rows), what="the mails")
    return [at - rows[message].timestamp() for message, at in arrived().items()]
