"""R16: a hundred thousand hostile cases in process, eight thousand over HTTP; none is a fault."""

from __future__ import annotations

import json
import multiprocessing
import random
import resource
import string
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from urllib.parse import quote, urlencode

from tests.reliability.browser import Browser
from tests.reliability.harness import Finding, Stack

SEED, PROCESSES = 16, 2
FORMS, DOCUMENTS = 70_000, 30_000
PAGES, QUERIES, THREADS = 6_000, 2_000, 6
SLOWEST, GROWTH = 2_000, 200  # milliseconds of a processor; megabytes of one process
LISTS = ("/", "/programmes/", "/results/", "/answers/", "/plan/", "/bundle/", "/systems/")
OWN = ("/applications/", "/me/")
DESK = (
    *("/admin/", "/admin/applicants/application/", "/admin/applicants/notification/"),
    *("/admin/policies/edition/", "/admin/policies/draft/", "/admin/policies/fact/"),
    *("/admin/policies/programme/", "/admin/auth/user/", "/admin/applicants/auditevent/"),
)
PIECES = (
    *("", " ", "0", "-1", "1e999999999", "9" * 400, "1_000", "１２３", "١٢", "٣٫٥", "½", "Ⅷ"),
    *("万", "亿", "3亿5", "NaN", "Infinity", "-0", "0x10", "1e3", "0001-01-01", "9999-12-31"),
    *("2024-02-30", "10000-01-01", "昨天", "2024年13月", "\x00", "\x1b[0m", "\u202e", "\u200b"),
    *("\ufeff", "\ud800", "\ue863", "\U0010ffff", "é" * 50, "<script>", "{{7*7}}", "%s%n"),
    *("' or 1=1--", "=1+1", "\r\nBcc: x", "[" * 900, "{" * 900, '"', "\\", "(a+)+$"),
    *("none-of-these", "yes", "liushi", "a" * 5_000, "龘" * 900),
)


@dataclass(slots=True)
class Tally:
    """What became of one process's cases."""

    cases: int = 0
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0  # milliseconds
    growth: float = 0.0  # megabytes
    control: int = 0

    def look(self, case: Callable[[], object], what: Callable[[], str]) -> None:
        """Do one case; whatever it raises is a fault."""
        start = time.process_time()
        try:
            case()
        except Exception as error:
            self.faults.append(f"{type(error).__name__} {error} in {what()}"[:300])
        self.slowest = max(self.slowest, 1_000 * (time.process_time() - start))
        self.cases += 1


def run(stack: Stack) -> Finding:
    """In process first, while nothing else runs; then over HTTP."""
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
        tallies = list(pool.map(_in_process, range(PROCESSES)))
    faults = [fault for tally in tallies for fault in tally.faults]
    codes, odd = _over_http(stack)
    afterwards = _afterwards(stack)
    (stack.logs / "faults.txt").write_text("\n".join([*faults, *odd, *afterwards]), "utf-8")
    slowest = max(tally.slowest for tally in tallies)
    growth = max(tally.growth for tally in tallies)
    control = sum(tally.control for tally in tallies)
    return Finding(
        claims={
            "all cases": sum(tally.cases for tally in tallies) == FORMS + DOCUMENTS,
            "all requests": codes.total() == PAGES + QUERIES,
            "no fault": not faults,
            "no 5xx": not odd,
            "quick": slowest <= SLOWEST,
            "memory": growth <= GROWTH,
            "pages afterwards": not afterwards,
            "control": control > 0,
        },
        figures={
            "cases": sum(tally.cases for tally in tallies),
            "http": codes.total(),
            "unhandled": len(faults),
            "codes": "/".join(f"{code}:{count}" for code, count in sorted(codes.items())),
            "slowest_ms": f"{slowest:.0f}",
            "growth_mb": f"{growth:.0f}",
            "control": f"unhandled:{control}",
        },
    )


# -- in process ------------------------------------------------------------------------------------


def _in_process(number: int) -> Tally:
    rng, tally = random.Random(SEED + number), Tally()
    forms = _forms()
    _warm_up(forms)
    before = _megabytes()
    for _case in range(FORMS // PROCESSES):
        _one_form(rng, forms, tally)
    for _case in range(DOCUMENTS // PROCESSES):
        _one_document(rng, tally)
    tally.growth = _megabytes() - before
    return tally


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024


def _warm_up(forms: list[Callable[[dict[str, object]], object]]) -> None:
    for make in forms:
        make({"answer": "1"}).is_valid()


def _forms() -> list[Callable[[dict[str, object]], object]]:
    """A maker for each form that founders fill in: every fact, and who one is."""
    from functools import partial

    from django.http import QueryDict

    from applicants.forms import DetailsForm, WelcomeForm
    from policies.forms import QuestionForm
    from tests.policies.rules.documents import shipped_library

    def sent(data: dict[str, object]) -> QueryDict:
        found = QueryDict(mutable=True)
        for name, value in data.items():
            found.setlist(name, value if isinstance(value, list) else [value])
        return found

    facts = [fact for fact in shipped_library().facts.values() if not fact.derived]
    makers = [
        partial(lambda data, fact: QuestionForm(sent(data), fact=fact), fact=f) for f in facts
    ]
    return [*makers, lambda data: WelcomeForm(sent(data)), lambda data: DetailsForm(sent(data))]


def _one_form(rng: random.Random, forms: list[Callable[..., object]], tally: Tally) -> None:
    make, typed = rng.choice(forms), text(rng)
    data: dict[str, object] = {"answer": [text(rng) for _ in range(rng.randint(1, 3))]}
    data["answer"] = rng.choice([typed, data["answer"]])
    for name in rng.sample(NAMES, 3):
        data[name] = text(rng)

    def case() -> None:
        form = make(data)
        form.is_valid()
        str(form.errors)

    tally.look(case, lambda: repr(data)[:200])
    if tally.cases % 50 == 0:
        tally.control += _plainly_fails(typed)


NAMES = (
    *("name", "credit_code", "confirmed_code", "language", "kind", "consent", "remind", "of_age"),
    *("answer-0-name", "answer-0-level", "answer-1-born_on", "answer-x", "answer-0-add", "meant"),
)


def text(rng: random.Random) -> str:
    """A few pieces one after the other, sometimes with a letter changed."""
    found = "".join(rng.choice(PIECES) for _ in range(rng.randint(1, 4)))
    if found and rng.random() < 0.5:
        at = rng.randrange(len(found))
        found = found[:at] + rng.choice(string.printable) + found[at + 1 :]
    return found


def _plainly_fails(typed: str) -> int:
    """Whether what a plain program does with it raises what a plain program does not expect."""
    for read in (int, Decimal, json.loads, lambda value: value.encode()):
        try:
            read(typed)
        except UnicodeEncodeError:
            return 1
        except ValueError:
            continue
        except Exception:
            return 1
    return 0


@cache
def _editions() -> list[str]:
    from tests.policies.rules.documents import PROGRAMMES

    texts = [path.read_text("utf-8") for path in PROGRAMMES]
    return [piece for each in texts for piece in each.split("\n---\n")]


def _one_document(rng: random.Random, tally: Tally) -> None:
    from policies.rules.documents import read_document
    from policies.rules.errors import RuleError
    from tests.policies.rules.documents import shipped_library
    from tests.policies.rules.test_mutations import mutated

    changed = mutated(rng.choice(_editions()), rng)

    def case() -> None:
        try:
            read_document(changed, library=shipped_library())
        except RuleError as error:
            str(error)

    tally.look(case, lambda: changed[:200])


# -- over HTTP -------------------------------------------------------------------------------------


def _over_http(stack: Stack) -> tuple[Counter[int], list[str]]:
    """The status of each answer, and what was asked where it is 5xx or none."""
    from tests.reliability.people import administrators, founders

    stack.web()
    founder, desk = founders(1)[0], administrators(1)[0]
    rng = random.Random(SEED)
    asked = [*_page_requests(rng, founder.cookies), *_admin_requests(rng, desk.cookies)]
    rng.shuffle(asked)
    with ThreadPoolExecutor(THREADS) as crowd:
        answers = list(crowd.map(lambda one: one.ask(stack.port), asked))
    odd = [
        f"{answer} {one.path} {one.fields}"[:400]
        for one, answer in zip(asked, answers, strict=True)
        if answer >= 500 or answer == 0
    ]
    return Counter(answers), odd


@dataclass(frozen=True, slots=True)
class Request:
    """One request of somebody; with fields it is a post."""

    path: str
    fields: dict[str, str]
    cookies: dict[str, str]

    def ask(self, port: int) -> int:
        browser = Browser(port, self.cookies)
        if not self.fields:
            return browser.get(self.path).status
        return browser.post(self.path, self.fields).status


def _page_requests(rng: random.Random, cookies: dict[str, str]) -> Iterator[Request]:
    from policies.services import current_catalogue

    names = [name for name, fact in current_catalogue().vocabulary.items() if not fact.derived]
    token = {"csrfmiddlewaretoken": "a" * 32}
    guarded = {**cookies, "csrftoken": "a" * 32}
    for number in range(PAGES):
        who = guarded if number % 2 else {"csrftoken": "a" * 32}
        typed = text(rng).encode("utf-8", "replace").decode()
        query = urlencode({rng.choice(("q", "kind", "back", "from", "on", "page", "town")): typed})
        path = rng.choice(
            (
                f"/questions/{rng.choice(names)}/",
                f"/programmes/?{query}",
                f"/results/?{query}",
                f"/plan/?{query}",
                f"/programmes/{quote(typed[:80], safe='')}/",
                f"/shared/{quote(typed[:80], safe='') or 'x'}/",
                "/me/",
                "/questions/sensitive/",
            )
        )
        posts = path.startswith(("/questions/", "/me/"))
        extra = {rng.choice(NAMES): typed, "answer": typed, "sensitive": "on"} if posts else {}
        yield Request(path, {**token, **extra} if extra else {}, who)


def _admin_requests(rng: random.Random, cookies: dict[str, str]) -> Iterator[Request]:
    keys = (
        *("q", "o", "p", "e", "all", "_popup", "_to_field", "status__exact", "id__in", "pk"),
        *("password__startswith", "text__regex", "is_staff__exact", "day", "on", "move"),
    )
    for _number in range(QUERIES):
        typed = text(rng).encode("utf-8", "replace").decode()
        query = urlencode([(rng.choice(keys), typed) for _ in range(rng.randint(1, 3))])
        yield Request(f"{rng.choice(DESK)}?{query}", {}, cookies)


def _afterwards(stack: Stack) -> list[str]:
    """Lists and pages that no longer answer with 200."""
    from tests.reliability.people import administrators, founders

    founder, desk = founders(1)[0], administrators(1)[0]
    looked = [
        *((path, {}) for path in LISTS),
        *((path, founder.cookies) for path in (*LISTS, *OWN)),
        *((path, desk.cookies) for path in DESK),
    ]
    answers = [(path, stack.browser(cookies).get(path).status) for path, cookies in looked]
    return [f"afterwards {status} {path}" for path, status in answers if status != 200]
