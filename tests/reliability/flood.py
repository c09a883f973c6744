"""Somebody who asks as much as one address can: ``flood.py PLAN``, a process of its own.

A hundred ask for what costs most, one after the other; twenty connections stay half open; sixteen
founders hand in a PDF whose pages name each other. It runs at the lowest priority, because a real
one has a machine of its own. Prints how often which status came, and how often a refusal did not
say when to come back.
"""

import json
import os
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.applicants.uploads import samples
from tests.reliability.browser import Answer, Browser

PARALLEL, HALF_OPEN = 100, 20
PAUSE = 0.2  # seconds after a refusal
PATIENCE = 30  # seconds for one answer
FORM = "/programmes/room/apply/"
# A million million pages, in less than two kilobytes.
DEEP = 12
PAGES = [
    b"<< /Type /Pages /Kids [%s] /Count 10 >>" % (b"%d 0 R " % (number + 1) * 10)
    for number in range(2, 2 + DEEP)
]
PDF = samples.raw_pdf(
    b"<< /Type /Catalog /Pages 2 0 R >>", *PAGES, b"<< /Type /Page /MediaBox [0 0 9 9] >>"
)
HALVES = (
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n",
    b"POST /api/v1/evaluations HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 60000\r\n\r\n{",
)


def main(plan: Mapping[str, Any]) -> None:
    """Flood until the time is up."""
    os.nice(19)
    until = time.monotonic() + plan["seconds"]
    founders, staff = plan["founders"], plan["staff"]
    with ThreadPoolExecutor(PARALLEL + len(founders) + 1) as crowd:
        asked = [
            crowd.submit(_ask, plan, _kind(plan, number, staff), until)
            for number in range(PARALLEL)
        ]
        asked += [crowd.submit(_hand_in, plan, cookies, until) for cookies in founders]
        half_open = crowd.submit(_hold, plan, until)
        answers = [each for one in asked for each in one.result()]
        half_open.result()
    codes = Counter(status for status, _again in answers)
    silent = sum(status == 429 and not again for status, again in answers)
    print(json.dumps({"codes": codes, "silent": silent}))


def _kind(
    plan: Mapping[str, Any], number: int, staff: Mapping[str, str]
) -> Callable[[Browser], Answer]:
    """One of the costly things to ask for."""
    part = {"HX-Request": "true"}

    def preview(browser: Browser) -> Answer:
        browser.cookies = dict(staff)
        return browser.get(plan["preview"])

    kinds: tuple[Callable[[Browser], Answer], ...] = (
        lambda browser: browser.post_json("/api/v1/evaluations", plan["evaluation"]),
        lambda browser: browser.get("/results/"),
        lambda browser: browser.get(plan["changes"], **part),
        lambda browser: browser.get("/plan/"),
        preview,
    )
    return kinds[number % len(kinds)]


def _ask(
    plan: Mapping[str, Any], kind: Callable[[Browser], Answer], until: float
) -> list[tuple[int, str]]:
    browser, found = _browser(plan), []
    while time.monotonic() < until:
        found.append(_noted(kind(browser)))
    return found


def _hand_in(
    plan: Mapping[str, Any], cookies: Mapping[str, str], until: float
) -> list[tuple[int, str]]:
    browser, found = _browser(plan, cookies), []
    while time.monotonic() < until:
        page = browser.get(FORM)
        found.append(_noted(page))
        if page.status == 200:
            fields = {**page.hidden, "declared": "on", "submit": "1"}
            answer = browser.post(FORM, fields, {"paper_0": ("card.pdf", PDF)})
            found.append(_noted(answer))
    return found


def _hold(plan: Mapping[str, Any], until: float) -> None:
    """Keep connections half open, and open those again that were closed."""
    held: list[socket.socket] = []
    while time.monotonic() < until:
        held = [each for each in held if not _is_closed(each)]
        while len(held) < HALF_OPEN:
            with suppress(OSError):
                address = ("127.0.0.1", plan["port"])
                one = socket.create_connection(address, 5, source_address=(plan["source"], 0))
                one.sendall(HALVES[len(held) % 2])
                one.setblocking(False)
                held.append(one)
        time.sleep(0.5)


def _is_closed(one: socket.socket) -> bool:
    try:
        closed = not one.recv(4096)
    except BlockingIOError:
        return False
    except OSError:
        closed = True
    if closed:
        one.close()
    return closed


def _browser(plan: Mapping[str, Any], cookies: Mapping[str, str] | None = None) -> Browser:
    return Browser(plan["port"], cookies or {}, source=plan["source"], patience=PATIENCE)


def _noted(answer: Answer) -> tuple[int, str]:
    if answer.status in (0, 429):
        time.sleep(PAUSE)
    return answer.status, answer.again


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text("utf-8")))
