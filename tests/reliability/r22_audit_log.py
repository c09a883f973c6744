"""R22: the audit log has what it must, the program cannot change it, and who does is found out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import psycopg
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from applicants.models import AuditEvent, Export, Membership
from leqing.database_roles import grant_rights
from leqing.embedded.postgres import PROGRAM
from leqing.environment import BASE_DIR
from tests.accounts import PASSWORD, code_of, record, with_app
from tests.applicants import factories
from tests.reliability import people
from tests.reliability.browser import Browser
from tests.reliability.harness import Finding, Stack, wait_for

ROWS, WRITERS, PARTS = 10_000, 4, 25
OLD, YOUNG, EACH = 184, 182, 5  # days; rows of each age
HARMS = (
    "UPDATE applicants_auditevent SET actor_name = 'nobody'",
    "DELETE FROM applicants_auditevent",
    "TRUNCATE applicants_auditevent",
)
COLUMNS = (
    "action, actor_name, subject_type, subject_id, subject_label, address, request_number,"
    " details, previous, hash"
)
INSERT = (
    f"INSERT INTO applicants_auditevent (at, {COLUMNS}) SELECT clock_timestamp() -"
    " make_interval(days => %s), 'test.done', '', '', '', '', '', '', '{}', '', ''"
    " FROM generate_series(1, %s)"
)
UNSTAMPED = "ALTER TABLE applicants_auditevent {} TRIGGER applicants_stamp_event"
EXPECTED = {
    *("sign_in.failed", "sign_in.done", "file.opened", "paper.opened", "admin.added"),
    *("rights.changed", "application.approve", "export.asked", "export.downloaded"),
}
VISITOR = "127.9.9.9"
ACTORLESS = "sign_in.failed"  # nobody is in yet


def run(stack: Stack) -> Finding:
    """Fill it from several sides at once, use the site, then do harm to it."""
    owner = stack.env["DATABASE_URL"]
    stack.program = stack.postgres.program_address(owner)
    grant_rights(PROGRAM)
    _write_aged(owner)
    _write_at_once(stack.program)
    seen = _seen_on_the_site(stack)
    refused = _count(_is_refused(stack.program, harm) for harm in HARMS)
    whole = _audit(stack, "verify")
    kept = _kept_after_pruning(stack)
    still_whole = _audit(stack, "verify")
    found = _found_after_tampering(stack, owner)
    control = _accepted_by_owner(stack)
    return Finding(
        claims={
            "everything recorded": seen >= EXPECTED,
            "refused": refused == len(HARMS),
            "whole before": whole.returncode == still_whole.returncode == 0,
            "retention": kept == (0, EACH),
            "changed row named": found,
            "control": control == len(HARMS),
        },
        figures={
            "rows": AuditEvent.objects.count(),
            "recorded": f"{len(seen & EXPECTED)}/{len(EXPECTED)}",
            "lacking": ",".join(sorted(EXPECTED - seen)) or "-",
            "refused": f"{refused}/{len(HARMS)}",
            "kept": f"{kept[0]}+{kept[1]}",
            "found_row": int(found),
            "verify": whole.stdout.partition(" s,")[0].rpartition(" ")[2] + "s",
            "control": f"accepted:{control}/{len(HARMS)}",
        },
    )


def _write_aged(owner: str) -> None:
    """Rows of before, chained as they would have been."""
    with psycopg.connect(owner, autocommit=True) as database:
        database.execute(UNSTAMPED.format("DISABLE"))
        for days in (OLD, YOUNG):
            database.execute(INSERT, [days, EACH])
        database.execute(UNSTAMPED.format("ENABLE"))


def _write_at_once(program: str) -> None:
    def write(_writer: int) -> None:
        with psycopg.connect(program, autocommit=True) as database:
            for _part in range(PARTS):
                database.execute(INSERT, [0, ROWS // WRITERS // PARTS])

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))


def _seen_on_the_site(stack: Stack) -> set[str]:
    """What is recorded of visits of the site, each with all that it must have."""
    chief = with_app(User.objects.create_superuser("chief", "chief@example.org", PASSWORD))
    decider = with_app(factories.a_member(role="decider"))
    decider.set_password(PASSWORD)
    decider.save()
    web, worker = stack.web(), stack.child("worker")
    known = _administer(_browser(stack), chief)
    known |= _decide(_browser(stack), decider)
    known |= _take_a_copy(stack)
    stack.end(worker)
    stack.end(web)
    return {
        event.action
        for event in AuditEvent.objects.exclude(request_number="")
        if event.address == VISITOR
        and event.at.tzinfo is not None
        and (event.actor_id or event.action == ACTORLESS)
        and (event.action, event.subject_id) in known
    }


def _administer(browser: Browser, chief: User) -> set[tuple[str, str]]:
    """Open a file and a paper, give a role and rights; what must be recorded of which object."""
    application = factories.an_application()
    clerk = factories.UserFactory(staff=True)
    _sign_in(browser, chief)
    page = f"/admin/applicants/application/{application.pk}/"
    browser.get(f"{page}change/")
    browser.get(f"{page}files/{application.attachments.get().pk}/")
    department = application.programme.department_id
    member = {"user": str(clerk.pk), "department": str(department), "role": "decider"}
    _send(browser, "/admin/applicants/membership/add/", member)
    account = {
        "username": clerk.username,
        "email": clerk.email,
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
        "date_joined_0": "2026-03-02",
        "date_joined_1": "09:00:00",
    }
    _send(browser, f"/admin/auth/user/{clerk.pk}/change/", account)
    return {
        ("sign_in.failed", str(chief.pk)),
        ("sign_in.done", str(chief.pk)),
        ("file.opened", str(application.pk)),
        ("paper.opened", str(application.pk)),
        ("admin.added", str(Membership.objects.get(user=clerk).pk)),
        ("rights.changed", str(clerk.pk)),
    }


def _decide(browser: Browser, decider: User) -> set[tuple[str, str]]:
    """Approve an application that has an opinion."""
    (application,) = people.proposed(1)
    _sign_in(browser, decider)
    path = f"/admin/applicants/application/{application}/change/"
    fields = {**browser.get(path).hidden, "form": "determine", "reason": "符合条件"}
    browser.post(path, {**fields, "decision": "approved"})
    return {("application.approve", str(application))}


def _take_a_copy(stack: Stack) -> set[tuple[str, str]]:
    """A founder asks for a copy of everything, and downloads it once a worker has made it."""
    profile = factories.a_profile()
    client = Client()
    client.force_login(profile.owner)
    record(client, profile.owner, "code")
    name = settings.SESSION_COOKIE_NAME
    browser = _browser(stack, **{name: client.cookies[name].value})
    _send(browser, "/me/copy/", {})
    wait_for(Export.objects.filter(profile=profile).exclude(made_at=None).exists, what="the copy")
    browser.get("/me/copy/archive.zip")
    return {(action, str(profile.pk)) for action in ("export.asked", "export.downloaded")}


def _browser(stack: Stack, **cookies: str) -> Browser:
    return Browser(stack.port, cookies, source=VISITOR)


def _sign_in(browser: Browser, user: User) -> None:
    door = "/account/staff/"
    _send(browser, door, {"login": user.email, "password": "a wrong password of a clerk"})
    _send(browser, door, {"login": user.email, "password": PASSWORD})
    _send(browser, "/account/two-factor/code/", {"code": code_of(user)})


def _send(browser: Browser, path: str, fields: dict[str, str]) -> None:
    token = browser.get(path).hidden.get("csrfmiddlewaretoken", "")
    browser.post(path, {**fields, "csrfmiddlewaretoken": token})


def _is_refused(address: str, statement: str) -> bool:
    try:
        with psycopg.connect(address) as database:
            database.execute(statement)
            database.rollback()
    except psycopg.errors.InsufficientPrivilege:
        return True
    return False


def _audit(stack: Stack, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`manage.py audit`, as the program."""
    command = [sys.executable, "manage.py", "audit", *arguments]
    env = {**stack.env, "DATABASE_URL": stack.program}
    return subprocess.run(
        command, cwd=BASE_DIR, env=env, capture_output=True, text=True, check=False
    )


def _kept_after_pruning(stack: Stack) -> tuple[int, int]:
    """How many of the rows that are old enough, and of those that are not, are left."""
    _audit(stack, "prune", "--days", "182")  # refused: nothing goes before 183
    _audit(stack, "prune")
    return _of_age(OLD), _of_age(YOUNG)


def _of_age(days: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM applicants_auditevent WHERE at::date ="
            " (clock_timestamp() - make_interval(days => %s))::date",
            [days],
        )
        return int(cursor.fetchone()[0])


def _found_after_tampering(stack: Stack, owner: str) -> bool:
    """Whether the one row that a superuser changed is named, and no other."""
    row = AuditEvent.objects.order_by("pk")[ROWS // 2]
    with psycopg.connect(owner) as database:
        database.execute("SET session_replication_role = replica")  # no trigger is asked
        database.execute(f"{HARMS[0]} WHERE id = %s", [row.pk])
    told = _audit(stack, "verify")
    lines = [line for line in told.stderr.splitlines() if line.startswith("entry ")]
    named = f"entry {row.pk}, number {row.number}: was changed"
    return told.returncode == 1 and lines == [named]


def _accepted_by_owner(stack: Stack) -> int:
    """How much harm one role for everything could do: the owner takes the triggers off first."""
    address = stack.copy_of_database("ALTER TABLE applicants_auditevent DISABLE TRIGGER USER")
    return _count(_does(address, harm) for harm in HARMS)


def _does(address: str, statement: str) -> bool:
    return not _is_refused(address, statement)


def _count(found: Iterable[bool]) -> int:
    return sum(found)
