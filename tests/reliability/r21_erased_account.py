"""R21: a founder with a canary in every field takes a copy, takes the consent back, is erased."""

from __future__ import annotations

import base64
import http.client
import io
import json
import re
import time
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from applicants.matching import keeping
from applicants.matching.snapshot import current_snapshot
from applicants.models import Export, Notification, Profile
from applicants.notifications.outbox import queue
from applicants.notifications.planning import plan_reminders
from applicants.sealing import MARK, unseal
from applicants.services.replaying import replay_determinations
from policies.services import load_catalogue
from policies.services.files import SHIPPED, read_folder
from tests.reliability.browser import Answer, Browser
from tests.reliability.canary import Canary, Search
from tests.reliability.harness import Finding, Stack, wait_for

WITHIN = 60  # seconds in which the copy must be there
ENDING = 30  # seconds in which a worker ends the sessions of who is erased
DOOR, CODE = "/account/sign-in/", "/account/sign-in/code/"
PACKED = "cache"  # the table whose values are Base64
SEALED = re.compile(re.escape(MARK).encode() + rb"[\w=-]+")
BASE64 = re.compile(rb"[A-Za-z0-9+/=]{16,}")


def run(stack: Stack) -> Finding:
    """One founder is erased by the button, another as one would do it first."""
    load_catalogue(read_folder(SHIPPED))
    canary, plain = Canary("7316421", "1993-07-31"), Canary("8427532", "1992-05-29")
    for each in (canary, plain):
        each.live()
    stack.web()
    browser, devices = _enter(stack, canary)
    stack.child("worker")  # it sends the mails with the codes, and blanks them
    stack.child("beat")
    _type(browser, canary)
    current_snapshot()  # the copy of everybody
    seconds, missing = _copy(stack, browser, canary)
    unseen = {*canary.private} - _found(stack, canary.private).keys()
    mails = _mails_after_withdrawal(stack, browser, canary)
    for each in devices:
        _type(each, canary)
    _erase(browser, canary, devices)
    _close(plain)
    traces, kept_traces = _found(stack, canary.private), _found(stack, plain.private)
    born = _found(stack, [canary.born]).get(canary.born, set()) - {"applicants_snapshot"}
    problems = [each.problem for each in replay_determinations() if each.problem]
    places = {place for found in traces.values() for place in found}
    return Finding(
        claims={
            "copy is whole": not missing,
            "copy in time": seconds <= WITHIN,
            "each was there": not unseen,
            "no mail after withdrawal": mails == 0,
            "nothing private left": not traces,
            "facts in the record alone": not born,
            "decisions replay": not problems,
            "control": len(kept_traces) > 0,
        },
        figures={
            "canaries": len(canary.private),
            "facts": f"{len(canary.facts)}/{canary.plain_facts}",
            "exported": f"{len(canary.copied) - len(missing)}/{len(canary.copied)}",
            "copy_secs": f"{seconds:.1f}",
            "mails": mails,
            "lacking": ",".join(missing) or "-",
            "unseen": ",".join(sorted(unseen)) or "-",
            "remaining": len(traces),
            "where": ",".join(sorted({*places, *born})) or "-",
            "control": f"remaining:{len(kept_traces)}",
        },
    )


# --- the door -------------------------------------------------------------------------------------


def _enter(stack: Stack, canary: Canary) -> tuple[Browser, list[Browser]]:
    """Come in by the door on two devices; on a third the code is mistyped and then left."""
    first, second, third = (stack.browser() for _each in range(3))
    for browser in (first, second):
        code = _ask_for_code(browser, canary)
        answer = _send(browser, CODE, code=code)
        assert answer.status == 302, (answer.status, answer.text[:500])
    _ask_for_code(third, canary)
    _send(third, CODE, code="00000000")
    return first, [first, second, third]


def _ask_for_code(browser: Browser, canary: Canary) -> str:
    """The code as its mail has it."""
    _send(browser, DOOR, email=canary.email)
    mail = Notification.objects.filter(recipient=canary.email, kind=Notification.Kind.ACCOUNT)
    found = re.search(r"\d{4} \d{4}", mail.latest("pk").text)
    assert found is not None
    return found[0]


def _type(browser: Browser, canary: Canary) -> None:
    """Leave something half typed in a question, which the session keeps, and in another form."""
    half = {"answer": canary.half_typed, "language": "en"}
    _send(browser, "/questions/need.problem/", **half)
    token = browser.get("/questions/need.problem/?again").hidden["csrfmiddlewaretoken"]
    _send(browser, "/questions/need.problem/", **half)  # showing it took it from the session
    fields = {"csrfmiddlewaretoken": token, "statement": canary.unsent}
    browser.post("/unsent/?of=/programmes/grant/apply/", fields)


# --- the copy -------------------------------------------------------------------------------------


def _copy(stack: Stack, browser: Browser, canary: Canary) -> tuple[float, list[str]]:
    """Seconds until it was there, and which canaries it lacks."""
    start = time.monotonic()
    browser.post("/me/copy/", _fields(browser))
    ready = Export.objects.filter(profile=canary.profile).exclude(made_at=None)
    wait_for(ready.exists, WITHIN + 10, what="the copy")
    seconds = time.monotonic() - start
    archive = zipfile.ZipFile(io.BytesIO(_download(stack, browser)))
    json.loads(archive.read("data.json"))
    whole = " ".join(archive.namelist()).encode()
    whole += b" ".join(archive.read(name) for name in archive.namelist())
    found = Search(canary.copied).found_in(whole)
    return seconds, [each for each in canary.copied if each not in found]


def _download(stack: Stack, browser: Browser) -> bytes:
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    link = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=60)
    link.request("GET", "/me/copy/archive.zip", headers={"Cookie": cookies})
    found = link.getresponse().read()
    link.close()
    return found


# --- the consent ----------------------------------------------------------------------------------


def _mails_after_withdrawal(stack: Stack, browser: Browser, canary: Canary) -> int:
    """How many reminders arrive after it, of those that waited and those that would be due."""
    _remind(canary, "before")
    browser.post("/me/consent/", _fields(browser))
    before = _arrived(stack, canary)
    _remind(canary, "after")  # as a task that was at work would still write it
    plan_reminders(on=timezone.localdate())
    waiting = Notification.objects.waiting().filter(kind=Notification.Kind.FIRST_DAY)
    Notification.objects.filter(pk__in=waiting).update(not_before=timezone.now())
    wait_for(lambda: not waiting.exists(), what="the end of reminders")
    ids = current_snapshot().ids
    assert canary.profile.pk not in ids
    return _arrived(stack, canary) - before


def _remind(canary: Canary, key: str) -> None:
    later = timezone.now() + timedelta(hours=1) if key == "before" else None
    queue(
        kind=Notification.Kind.FIRST_DAY,
        dedupe_key=f"canary:{key}",
        recipient=canary.email,
        subject="reminder",
        text=canary.name,
        language="en",
        user=canary.owner,
        not_before=later,
        about={"profile": canary.profile.pk, "programme": "room"},
    )


def _arrived(stack: Stack, canary: Canary) -> int:
    reminders = Notification.objects.filter(kind=Notification.Kind.FIRST_DAY)
    known = set(reminders.values_list("message_id", flat=True))
    return sum(each.message_id in known for each in stack.accepted())


# --- erasing --------------------------------------------------------------------------------------


def _erase(browser: Browser, canary: Canary, devices: Sequence[Browser]) -> None:
    answer = browser.post("/me/erase/", _fields(browser))
    assert answer.place == "/", (answer.status, answer.place)
    wait_for(lambda: not Profile.objects.filter(name=canary.name).exists())
    keys = [each.cookies[settings.SESSION_COOKIE_NAME] for each in devices]
    with suppress(TimeoutError):  # then what is left is found
        wait_for(lambda: not Session.objects.filter(pk__in=keys).exists(), ENDING)
    time.sleep(5)  # the worker discards its copy


def _close(plain: Canary) -> None:
    """As one would do it first: nobody can sign in, and the answers are gone."""
    Profile.objects.filter(pk=plain.profile.pk).update(facts={}, provenance={})
    plain.owner.is_active = False
    plain.owner.save()


def _found(stack: Stack, values: list[str]) -> dict[str, set[str]]:
    """Of each value that is anywhere, in which places."""
    search, found = Search(values), defaultdict(set)
    for place, content in _everything(stack):
        for value in search.found_in(content):
            found[value].add(place)
    return found


def _everything(stack: Stack) -> Iterator[tuple[str, bytes]]:
    """All that is stored, by place: tables, files, the broker, logs, the copy of everybody."""
    yield from _tables()
    for folder in ("media", "matching"):
        for path in sorted((stack.home / folder).rglob("*")):
            if path.is_file():
                yield folder, path.name.encode() + path.read_bytes()
    frame = keeping.load()
    if frame is not None:
        yield "matching", frame[1].write_json().encode()
    yield from _broker(stack)
    for path in [*stack.logs.glob("*"), Path(stack.postgres.log)]:
        if path.is_file():
            yield f"log:{path.name}", path.read_bytes()


def _tables() -> Iterator[tuple[str, bytes]]:
    """Each table as a dump has it, and what is sealed or packed in it as we open it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
                content = b"".join(bytes(part) for part in copy)
            yield table, _opened(content + _unpacked(content) if table == PACKED else content)
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for row in Session.objects.all():
        data = json.dumps(store.decode(row.session_data), ensure_ascii=False, default=str)
        yield "django_session", data.encode()


def _opened(content: bytes) -> bytes:
    opened = [unseal(each.decode()).encode() for each in SEALED.findall(content)]
    return b"\n".join([content, *opened])


def _unpacked(content: bytes) -> bytes:
    return b" ".join(map(_decoded, BASE64.findall(content)))


def _broker(stack: Stack) -> Iterator[tuple[str, bytes]]:
    client = redis.Redis.from_url(stack.env["REDIS_URL"])
    readers = {b"string": client.get, b"hash": client.hgetall, b"set": client.smembers}
    for key in client.scan_iter():
        kind = client.type(key)
        if kind == b"list":
            found = client.lrange(key, 0, -1)
        elif kind == b"zset":
            found = client.zrange(key, 0, -1)
        else:
            found = readers[kind](key) if kind in readers else b""
        text = repr(found).encode()
        yield "broker", _opened(text + _unpacked(text))
    client.close()


def _decoded(text: bytes) -> bytes:
    return base64.b64decode(text + b"==", validate=False)


def _send(browser: Browser, path: str, **fields: str) -> Answer:
    """Open a page and send its form."""
    return browser.post(path, {**browser.get(path).hidden, **fields})


def _fields(browser: Browser, **more: str) -> dict[str, str]:
    """The token of a form, with other fields."""
    token = browser.get("/me/").hidden.get("csrfmiddlewaretoken", "")
    return {"csrfmiddlewaretoken": token, **more}
