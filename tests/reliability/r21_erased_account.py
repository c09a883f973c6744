"""R21: a founder with a canary in every field takes a copy, takes the consent back, is erased."""

from __future__ import annotations

import base64
import http.client
import io
import json
import re
import time
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import redis
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pypdf import PdfWriter

from applicants.matching import keeping
from applicants.matching.snapshot import current_snapshot
from applicants.models import Attachment, Export, Notification, Profile
from applicants.notifications.outbox import queue
from applicants.notifications.planning import plan_reminders
from applicants.sealing import MARK, unseal
from applicants.services.applying import answer_supplement, draft_for
from applicants.services.feeds import make_feed
from applicants.services.profiles import state_fact
from applicants.services.replaying import replay_determinations
from applicants.uploads import inspect_upload, store
from policies.models import Programme
from tests.accounts import record
from tests.applicants import factories
from tests.reliability.browser import Browser
from tests.reliability.harness import Finding, Stack, wait_for

WITHIN = 60  # seconds in which the copy must be there
SEALED = re.compile(re.escape(MARK) + r"[\w=-]+")
BASE64 = re.compile(rb"[A-Za-z0-9+/=]{16,}")


class Canary:
    """One founder, every trace of whom can be told.

    Attributes:
        mark: a number that is in each of the traces.
        born: stays in the record: the decision rests on it, and it is no name.
    """

    def __init__(self, mark: str, born: str) -> None:
        self.mark, self.born = mark, born
        self.name, self.email = f"金丝雀{mark}", f"canary-{mark}@example.org"
        self.code = f"91330382MF0{mark}2Y"[:18]
        self.texts = {
            "need.title": f"要事{mark}",
            "enterprise.staff": int(mark) % 100_000,
            "need.problem": f"难题{mark}",
        }
        self.file, self.content = f"文件{mark}.pdf", f"CONTENT{mark}"
        self.answer, self.half_typed = f"补充{mark}", f"半句{mark}"
        owner = factories.UserFactory(email=self.email, first_name=self.name)
        EmailAddress.objects.create(user=owner, email=self.email, verified=True, primary=True)
        facts = {"founder.born_on": date.fromisoformat(born), "enterprise.town": "liushi"}
        self.profile = factories.a_profile(
            owner, name=self.name, credit_code=self.code, facts=facts
        )
        for name, value in self.texts.items():
            state_fact(profile_id=self.profile.pk, name=name, value=value, by=owner.pk)
        self.owner = owner

    @property
    def private(self) -> list[str]:
        """Every value that is somebody's name, number or contact, or that no decision rests on."""
        stated = [str(value) for value in self.texts.values()]
        said = [self.answer, self.file, self.content]
        return [self.name, self.email, self.code, *stated, *said]

    def pdf(self) -> bytes:
        """A paper that has the canary inside."""
        writer, target = PdfWriter(), io.BytesIO()
        writer.add_blank_page(width=100, height=100)
        writer.add_metadata({"/Title": self.content})
        writer.write(target)
        return target.getvalue()

    def cookies(self) -> dict[str, str]:
        """Of a session in which the code was entered just now."""
        client = Client()
        client.force_login(self.owner)
        record(client, self.owner, "code")
        name = settings.SESSION_COOKIE_NAME
        return {name: client.cookies[name].value}

    def live(self) -> None:
        """Apply, answer what is asked for, begin a draft, make a calendar."""
        today = timezone.localdate()
        paper = {"身份证": factories.a_pdf(self.file, self.pdf())}
        decided = factories.an_application(self.profile, on=today, files=paper)
        factories.determined(factories.reviewed(decided, on=today), on=today)
        open_ = factories.an_application(self.profile, programme="aged", on=today, files={})
        open_ = factories.asked(open_, on=today)
        answer_supplement(
            application_id=open_.pk,
            version=open_.version,
            answer=self.answer,
            papers=[factories.a_pdf(self.file, self.pdf())],
            actor=self.owner,
            on=today,
        )
        self._draft()
        make_feed(profile_id=self.profile.pk)

    @transaction.atomic
    def _draft(self) -> None:
        draft = draft_for(self.profile, Programme.objects.get(slug="grant"))
        found = inspect_upload(factories.a_pdf(self.file, self.pdf()), accepted=("pdf",))
        Attachment.objects.create(
            application=draft,
            paper="草稿",
            name=found.name,
            stored=store(found.file, found),
            content_type=found.content_type,
            size=found.size,
            sha256=found.sha256,
        )


def run(stack: Stack) -> Finding:
    """One founder is erased by the button, another as one would do it first."""
    canary, plain = Canary("7316421", "1993-07-31"), Canary("8427532", "1992-05-29")
    for each in (canary, plain):
        each.live()
    stack.web()
    stack.child("worker")
    stack.child("beat")
    browser = stack.browser(canary.cookies())
    browser.post("/questions/enterprise.town/", _fields(browser, answer=canary.half_typed))
    current_snapshot()  # the copy of everybody
    seconds, missing = _copy(stack, browser, canary)
    mails = _mails_after_withdrawal(stack, browser, canary)
    _erase(browser, canary)
    _close(plain)
    traces, kept_traces = _traces(stack, canary), _traces(stack, plain)
    born = [place for place in _places(stack, [canary.born]) if place != "applicants_snapshot"]
    problems = [each.problem for each in replay_determinations() if each.problem]
    return Finding(
        claims={
            "copy is whole": not missing,
            "copy in time": seconds <= WITHIN,
            "no mail after withdrawal": mails == 0,
            "nothing private left": not traces,
            "facts in the record alone": not born,
            "decisions replay": not problems,
            "control": len(kept_traces) > 0,
        },
        figures={
            "exported": f"{len(canary.private) + 1 - len(missing)}/{len(canary.private) + 1}",
            "copy_secs": f"{seconds:.1f}",
            "mails": mails,
            "lacking": ",".join(missing) or "-",
            "remaining": len(traces),
            "where": ",".join(sorted({*traces, *born})) or "-",
            "control": f"remaining:{len(kept_traces)}",
        },
    )


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
    wanted = [*canary.private, canary.born]
    return seconds, [each for each in wanted if each.encode() not in whole]


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


def _erase(browser: Browser, canary: Canary) -> None:
    answer = browser.post("/me/erase/", _fields(browser))
    assert answer.place == "/", (answer.status, answer.place)
    wait_for(lambda: not Profile.objects.filter(name=canary.name).exists())
    time.sleep(5)  # the worker ends sessions and discards its copy


def _close(plain: Canary) -> None:
    """As one would do it first: nobody can sign in, and the answers are gone."""
    Profile.objects.filter(pk=plain.profile.pk).update(facts={}, provenance={})
    plain.owner.is_active = False
    plain.owner.save()


def _traces(stack: Stack, canary: Canary) -> list[str]:
    """Where something private is, once for each place and value."""
    return list(_places(stack, canary.private))


def _places(stack: Stack, values: list[str]) -> Iterator[str]:
    for place, content in _everything(stack):
        for value in values:
            if value.encode() in content:
                yield place


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
    """Each table as a dump has it, and what is sealed in it as our key opens it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
                content = b"".join(bytes(part) for part in copy)
            opened = [unseal(each) for each in SEALED.findall(content.decode("utf-8", "replace"))]
            yield table, content + "\n".join(opened).encode()


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
        yield "broker", text + b" ".join(map(_decoded, BASE64.findall(text)))
    client.close()


def _decoded(text: bytes) -> bytes:
    return base64.b64decode(text + b"==", validate=False)


def _fields(browser: Browser, **more: str) -> dict[str, str]:
    """The token of a form, with other fields."""
    token = browser.get("/me/").hidden.get("csrfmiddlewaretoken", "")
    return {"csrfmiddlewaretoken": token, **more}
