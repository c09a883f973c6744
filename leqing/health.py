"""``/healthz``: the process answers. ``/readyz``: everything it needs is there."""

from functools import cache
from typing import Any

import redis
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from leqing import heartbeat
from leqing.addresses import comes_from_here

OK = "ok"


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": OK})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether everything is there, 503 if not; to who sits here, also what is missing.

    How long the queue is tells a stranger when to press. Says no address, no name.
    """
    answers = {"database": database(), **queue()}
    waiting = backlog() if answers["broker"] == OK else None
    if answers["database"] == OK:
        answers |= {"trigrams": trigrams(), "migrations": migrations()}
    ready = all(answer == OK for answer in answers.values())
    status = OK if ready else "not ready"
    content: dict[str, Any] = {"status": status}
    if comes_from_here(request):
        content |= {**answers, "backlog": waiting}
    return JsonResponse(content, status=200 if ready else 503)


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return "unreachable"
    return OK


def trigrams() -> str:
    """Whether trigram search sees Chinese: with LC_CTYPE C it finds nothing and says nothing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select cardinality(show_trgm('高新'))")
            row = cursor.fetchone()
    except DatabaseError:
        return "extension pg_trgm is missing"
    return OK if row and row[0] else "the database's LC_CTYPE has no Chinese letters"


def migrations() -> str:
    known = MigrationRecorder(connection).applied_migrations()
    missing = [key for key in _migrations_on_disk() if key not in known]
    return f"{len(missing)} not applied" if missing else OK


def queue() -> dict[str, str]:
    try:
        age = heartbeat.seconds_since_last()
    except redis.RedisError:
        return {"broker": "unreachable", "worker": "unknown"}
    return {"broker": OK, "worker": "no heartbeat" if age is None else OK}


def backlog() -> int | None:
    """How many tasks wait for a worker, None when nobody can tell."""
    try:
        return heartbeat.tasks_waiting()
    except redis.RedisError:
        return None


@cache
def _migrations_on_disk() -> frozenset[tuple[str, str]]:
    loader = MigrationLoader(None)
    replaced = {key for one in loader.disk_migrations.values() for key in one.replaces}
    return frozenset(loader.disk_migrations.keys() - replaced)
