"""R26: one address asks as much as it can; a visitor from elsewhere does not notice."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.test import Client

from leqing.embedded.process import spawn
from leqing.environment import BASE_DIR
from policies.answers import askable
from policies.api import MOST_VALUES
from policies.models import Edition
from policies.rules.facts import FactType, Sort
from policies.rules.reading import nodes_of
from policies.services import current_catalogue, load_catalogue
from policies.services.files import SHIPPED, read_folder
from tests.accounts import staff_login
from tests.proxy import proxy
from tests.reliability import people
from tests.reliability.browser import Browser, warm_up
from tests.reliability.harness import Finding, Stack, others_are_busy, p95

if TYPE_CHECKING:
    from leqing.supervisor import Child

SECONDS, SECONDS_OF_CONTROL, SECONDS_ALONE = 60, 15, 5
EVERY = 0.2  # seconds
BOUND_MS, GROWTH_MB = 200, 200
SLOWER = 4  # times as long as alone, if others use the machine and the bound says nothing
FOUNDERS = 16
FLOODER, VISITOR = "127.0.0.2", "127.0.0.3"
PATHS = ("/", "/healthz")
PATIENCE = 10  # seconds that the visitor waits
# Of the heaviest evaluation: records, characters of their names, and of the one long text.
RECORDS, NAME, TEXT, WORDS = 180, 25, 2_000, "need.problem"
COSTLY = "/results/first-set/changes/"


@dataclass(slots=True)
class Visit:
    """What the visitor saw: milliseconds by path, and how many answers were none."""

    times: dict[str, list[float]] = field(default_factory=lambda: {path: [] for path in PATHS})
    errors: int = 0

    @property
    def p95(self) -> float:
        """Of the slower path."""
        return max(p95(times) for times in self.times.values())


def run(stack: Stack) -> Finding:
    """Flood a plain server, ours without budgets alone, then ours, both behind our proxy."""
    busy = others_are_busy()
    load_catalogue(read_folder(SHIPPED))
    plan = _plan()
    control = _control(stack, plan)
    without = _without_budgets(stack, plan)
    web = stack.web(PROXY_COUNT="1", BUDGETS="100")
    with proxy(stack.home, stack.port) as port:
        warm_up(port)
        _check_accepted(port, plan)
        alone = _visit(port, SECONDS_ALONE)
        before = _memory(web)
        flood = _flood(stack, "flood", {**plan, "port": port, "seconds": SECONDS})
        visit = _visit(port, SECONDS)
        codes, silent = _end(flood)
        growth = _memory(web) - before
    busy = others_are_busy() or busy
    bound = max(BOUND_MS, SLOWER * alone.p95) if busy else BOUND_MS
    return Finding(
        claims={
            "fast": visit.p95 <= bound,
            "no errors": visit.errors == 0,
            "refused": codes.get("429", 0) > 0,
            "told when": silent == 0,
            "no 500": not any(code.startswith("50") and code != "503" for code in codes),
            "memory": growth <= GROWTH_MB,
            "control": control.p95 > bound,
        },
        figures={
            "p95_ms": "/".join(f"{p95(visit.times[path]):.0f}" for path in PATHS),
            "alone_ms": "/".join(f"{p95(alone.times[path]):.0f}" for path in PATHS),
            "bound_ms": f"{bound:.0f}{'(others busy)' if busy else ''}",
            "visits": sum(map(len, visit.times.values())),
            "errors": visit.errors,
            "refused": codes.get("429", 0),
            "codes": "+".join(f"{code}:{codes[code]}" for code in sorted(codes)),
            "growth_mb": f"{growth:.0f}",
            "evaluation": f"{len(plan['evaluation'].encode()) / 1000:.1f}kB",
            "without_budgets": _told(without, bound),
            "control": f"p95_ms:{control.p95:.0f},errors:{control.errors}",
        },
    )


def _plan() -> dict[str, Any]:
    """Who floods, from where, and what for."""
    user = User.objects.create_superuser("flooder", "flooder@example.org")
    client = Client()
    staff_login(client, user)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    edition = Edition.objects.filter(programme__slug="first-set").latest("pk")
    return {
        "source": FLOODER,
        "staff": cookies,
        "founders": [each.cookies for each in people.founders(FOUNDERS)],
        "changes": COSTLY,
        "preview": f"/admin/preview/edition/{edition.pk}/",
        "evaluation": _heaviest_evaluation(),
    }


def _heaviest_evaluation() -> str:
    """A body of 180 records, a long text, and every other fact for which values are left."""
    vocabulary = current_catalogue().vocabulary
    asked = {name: fact for name, fact in vocabulary.items() if askable(fact)}
    lists = {name: fact for name, fact in asked.items() if fact.type == "records"}
    facts = {name: _records(fact, RECORDS // len(lists)) for name, fact in lists.items()}
    values = 1 + nodes_of(facts)  # and the long text
    for name, fact in asked.items():
        if name not in (*lists, WORDS) and values < MOST_VALUES:
            facts[name] = _value_of(fact)
            values += nodes_of(facts[name])
    return json.dumps({"facts": {**facts, WORDS: "难" * TEXT}}, ensure_ascii=False)


def _records(fact: FactType, count: int) -> list[dict[str, Any]]:
    """So many, each with a name, or with what can be chosen, which is what rules look at."""
    if "name" in fact.fields:
        return [{"name": f"{number}" + "难" * NAME} for number in range(count)]
    name, field = next((n, each) for n, each in fact.fields.items() if each.choices)
    return [{name: choice} for choice in islice(cycle(field.choices), count)]


def _value_of(fact: FactType) -> Any:
    if fact.choices:
        return [next(iter(fact.choices))] if fact.type == "choices" else next(iter(fact.choices))
    if fact.sort is Sort.NUMBER:
        return int(fact.maximum or 1)
    plain = {"boolean": True, "date": "2001-02-03", "text": next(iter(fact.texts))}
    return plain[fact.type]


def _check_accepted(port: int, plan: Mapping[str, Any]) -> None:
    answer = Browser(port, {}, source=VISITOR).post_json("/api/v1/evaluations", plan["evaluation"])
    assert answer.status == 200, answer.text[:1_000]


def _told(visit: Visit, bound: float) -> str:
    """What the visitor saw, and whether that would have done."""
    holds = "holds" if visit.p95 <= bound and not visit.errors else "fails"
    return f"p95_ms:{visit.p95:.0f},errors:{visit.errors},{holds}"


def _without_budgets(stack: Stack, plan: Mapping[str, Any]) -> Visit:
    """What the visitor sees of the same server behind the same proxy, where nothing is counted."""
    web = stack.web(name="without-budgets", PROXY_COUNT="1", BUDGETS="0")
    with proxy(stack.home, stack.port) as port:
        warm_up(port)
        seconds = SECONDS_OF_CONTROL
        flood = _flood(stack, "without", {**plan, "port": port, "seconds": seconds})
        visit = _visit(port, seconds)
        _end(flood)
    stack.end(web)
    return visit


def _control(stack: Stack, plan: Mapping[str, Any]) -> Visit:
    """What the visitor sees where threads are dealt out as they come, and nothing is counted."""
    web = stack.web("--worker-class", "gthread", name="plain-web", BUDGETS="0")
    warm_up(stack.port)
    seconds = SECONDS_OF_CONTROL
    flood = _flood(stack, "plain", {**plan, "port": stack.port, "seconds": seconds})
    visit = _visit(stack.port, seconds)
    _end(flood)
    stack.end(web)
    return visit


def _flood(stack: Stack, name: str, plan: Mapping[str, Any]) -> tuple[Any, Path]:
    told, out = stack.home / f"{name}.json", stack.home / f"{name}.out"
    told.write_text(json.dumps(plan), "utf-8")
    command = [sys.executable, "-m", "tests.reliability.flood", told]
    return spawn(command, log=out, cwd=BASE_DIR), out


def _end(flood: tuple[subprocess.Popen[bytes], Path]) -> tuple[dict[str, int], int]:
    """How often each status came, and how many refusals said nothing of when to come back."""
    process, out = flood
    process.wait(120)
    found = json.loads(out.read_text().splitlines()[-1])
    return found["codes"], found["silent"]


def _visit(port: int, seconds: float) -> Visit:
    """Load the first page and health, again and again, as somebody without cookies."""
    visit, until = Visit(), time.monotonic() + seconds
    while (start := time.monotonic()) < until:
        for path in PATHS:
            answer = Browser(port, {}, source=VISITOR, patience=PATIENCE).get(path)
            visit.times[path].append(answer.milliseconds)
            visit.errors += answer.status != 200
        time.sleep(max(0.0, start + EVERY - time.monotonic()))
    return visit


def _memory(web: Child) -> float:
    """Megabytes of the processes that answer; what they share counts once."""
    return sum(_kilobytes(pid) for pid in (web.pid, *_children_of(web.pid))) / 1024


def _children_of(pid: int) -> Sequence[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(stat.parent.name))
    return found


def _kilobytes(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
