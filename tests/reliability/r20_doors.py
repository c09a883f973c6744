"""R20: whoever guesses waits, nobody else does, and no door tells who has an account.

Each visitor comes from a loopback address of their own, as the web server sees it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from statistics import median

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User

from applicants.models import Notification
from tests.accounts import PASSWORD
from tests.reliability import plain
from tests.reliability.browser import Answer, Browser
from tests.reliability.harness import Finding, Stack, others_are_busy

STAFF, FOUNDERS, CODE = "/account/staff/", "/account/sign-in/", "/account/sign-in/code/"
TIMES, TIMES_WHERE_BUSY = 200, 40  # of each kind
MOST_DIFFERENCE = 20.0  # milliseconds between medians
SHARE_WHERE_BUSY = 0.5  # of a median; others may then weigh more than what is measured
LIMIT = 6  # the try that is not looked at any more
STRANGERS, WORKSHOP = 20, 60
AT_ONCE = 2
NUMBERS = count(1)
SPELLINGS = ("{}", "{} ", " {}", "CLERK1@example.com", "ｃlerk1@example.com", "Clerk1@Example.com")


class Door:
    """The two doors of one web server, for visitors from anywhere."""

    def __init__(self, stack: Stack) -> None:
        self._port = stack.port
        first = self.visitor()
        first.get(STAFF)
        self._cookies = first.cookies
        self._token = first.get(STAFF).hidden["csrfmiddlewaretoken"]

    def visitor(self, source: str = "", **headers: str) -> Browser:
        """Somebody with nothing but the cookie that forms want; from a new address if none."""
        cookies = getattr(self, "_cookies", {})
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return Browser(self._port, cookies, source=source or new_source(), headers=given)

    def password(
        self, address: str, word: str = "a wrong one", *, source: str = "", **headers: str
    ) -> Answer:
        """Try a password."""
        form = {"login": address, "password": word, "csrfmiddlewaretoken": self._token}
        return self.visitor(source, **headers).post(STAFF, form)

    def right(self, address: str, *, source: str = "", **headers: str) -> bool:
        """Whether the right password leads on to the second step."""
        return self.password(address, PASSWORD, source=source, **headers).status == 302

    def code(self, address: str, *, source: str = "") -> tuple[Answer, Answer]:
        """Ask for a code; the answer, and the page that it leads to."""
        visitor = self.visitor(source)
        form = {"email": address, "csrfmiddlewaretoken": self._token}
        return visitor.post(FOUNDERS, form), visitor.get(CODE)


def run(stack: Stack) -> Finding:
    """Guess where tries are counted apart; then at our doors, stand beside, and measure."""
    busy = others_are_busy()
    times = TIMES_WHERE_BUSY if busy else TIMES
    staff, founders = _people(times)
    control = _control(stack)
    stack.web()
    door = Door(stack)
    limited_at = _limited_at(door)
    bystanders = _bystanders(door)
    forged = _forged(door)
    workshop = _workshop(door)
    at_staff = _compare(
        lambda address: door.password(address),
        {"known": ["clerk9@example.com"] * times, "missing": _nobody(times)},
    )
    at_founders = _compare(
        lambda address: door.code(address)[0],
        {"known": founders[1:], "missing": _nobody(times), "staff": staff[1:]},
    )
    same = _same_bodies(door, founders[0], staff[0])
    return Finding(
        claims={
            "limit": limited_at == LIMIT,
            "bystanders": all(bystanders.values()),
            "forged header": forged,
            "workshop": workshop == WORKSHOP,
            "time at the door of staff": _is_even(at_staff, busy=busy),
            "time at the door of founders": _is_even(at_founders, busy=busy),
            "bodies": same,
            "control": not all(control.values()),
        },
        figures={
            "limited_at": limited_at,
            "bystander": ",".join(name for name, passes in bystanders.items() if passes),
            "workshop": f"{workshop}/{WORKSHOP}",
            "median_diff_ms": f"{_difference(at_staff):.1f},{_difference(at_founders):.1f}",
            "medians_ms": "/".join(f"{each:.0f}" for each in (*at_staff, *at_founders)),
            "times": f"{times}{'(others busy)' if busy else ''}",
            "bodies": "equal" if same else "differ",
            "control": "locked out:" + ",".join(n for n, passes in control.items() if not passes),
        },
    )


def new_source() -> str:
    """An address of the loopback network that nobody has come from."""
    number = next(NUMBERS)
    return f"127.{1 + number // 62500}.{number // 250 % 250}.{1 + number % 250}"


def _people(times: int) -> tuple[list[str], list[str]]:
    """Addresses of staff whom nobody guesses at, and of founders; clerks have a password."""
    clerks = [f"clerk{number}@example.com" for number in range(1, 10)]
    staff = [f"staff{number}@example.com" for number in range(times + 1)]
    founders = [f"founder{number}@example.com" for number in range(times + 1)]
    for address in clerks:
        User.objects.create_user(address, address, PASSWORD, is_staff=True)
    User.objects.bulk_create(
        User(username=address, email=address, is_staff=address in staff, password="!")
        for address in [*staff, *founders]
    )
    rows = User.objects.filter(email__in=founders)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in rows
    )
    return staff, founders


def _limited_at(door: Door) -> int:
    """Which try of one visitor, however the address is spelled, is not looked at."""
    source = new_source()
    for number, spelling in enumerate(SPELLINGS, 1):
        answer = door.password(spelling.format("clerk1@example.com"), source=source)
        if "Too many tries" in answer.text:
            return number
    return 0


def _bystanders(door: Door) -> dict[str, bool]:
    """Who must get in while others guess."""
    office = new_source()
    for _slip in range(LIMIT):
        door.password("clerk2@example.com", source=office)
    for _stranger in range(STRANGERS):
        door.password("clerk3@example.com")
    return {
        "colleague": door.right("clerk4@example.com", source=office),
        "owner": door.right("clerk3@example.com"),
        "other": door.right("clerk5@example.com"),
    }


def _forged(door: Door) -> bool:
    """Whether a header that the client writes gets nobody another try."""
    source = new_source()
    for number in range(LIMIT):
        forged = {"X_Forwarded_For": f"9.9.9.{number}", "X_Real_IP": f"9.9.9.{number}"}
        door.password("clerk6@example.com", source=source, **forged)
    return not door.right("clerk6@example.com", source=source, X_Forwarded_For="8.8.8.8")


def _workshop(door: Door) -> int:
    """How many people in one room get a code."""
    source = new_source()
    addresses = [f"guest{number}@example.com" for number in range(WORKSHOP)]
    for address in addresses:
        door.code(address, source=source)
    return Notification.objects.filter(recipient__in=addresses).count()


def _compare(ask: Callable[[str], Answer], kinds: dict[str, Sequence[str]]) -> list[float]:
    """The median of each kind in milliseconds, asked in turn."""
    times: dict[str, list[float]] = {kind: [] for kind in kinds}

    def measure(turn: Sequence[str]) -> list[float]:
        return [ask(address).milliseconds for address in turn]

    turns = list(zip(*kinds.values(), strict=True))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for found in pool.map(measure, turns):
            for kind, milliseconds in zip(kinds, found, strict=True):
                times[kind].append(milliseconds)
    return [median(found) for found in times.values()]


def _difference(medians: Sequence[float]) -> float:
    return max(medians) - min(medians)


def _is_even(medians: Sequence[float], *, busy: bool) -> bool:
    """Whether nobody learns from a clock who has an account."""
    bound = max(MOST_DIFFERENCE, SHARE_WHERE_BUSY * min(medians)) if busy else MOST_DIFFERENCE
    return _difference(medians) <= bound


def _nobody(times: int) -> list[str]:
    return [f"nobody{next(NUMBERS)}@example.com" for _each in range(times)]


def _same_bodies(door: Door, founder: str, clerk: str) -> bool:
    """Whether every page of a visitor is the same, whoever has the address."""
    nobody = "nobody0@example.com"
    asked = {str(list(_seen(door.code(each), each))) for each in (founder, clerk, nobody)}
    tried = {
        str(list(_seen([door.password(each)], each))) for each in ("clerk8@example.com", nobody)
    }
    return len(asked) == len(tried) == 1


def _seen(answers: Sequence[Answer], address: str) -> Iterator[tuple[int, str, str]]:
    """What comes back, without tokens that are new each time and the address itself."""
    for each in answers:
        text = re.sub(r'(middlewaretoken" value="|x-csrftoken": ")\w+', "", each.text)
        yield each.status, each.place, text.replace(address, "ADDRESS")


def _control(stack: Stack) -> dict[str, bool]:
    """The same bystanders where account and network are counted apart."""
    address = stack.copy_of_database()
    web = stack.web(*plain.GUNICORN, name="plain-web", PLAIN="R20", DATABASE_URL=address)
    found = _bystanders(Door(stack))
    stack.end(web)
    return found
