"""``/healthz``: the process answers. ``/readyz``: everything it needs is there."""

import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from leqing import heartbeat
from leqing.addresses import comes_from_here

OK = "ok"
MEGABYTE = 1024 * 1024


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
    answers = {"database": database(), **queue(), "disk": disk()}
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


def disk() -> str:
    """Whether there is room for papers, and for what is written while one is being sent."""
    try:
        free = min(shutil.disk_usage(folder).free for folder in _folders_of_uploads())
    except OSError:
        return "the place of the uploads cannot be read"
    megabytes, least = free // MEGABYTE, settings.UPLOADS_LEAST_FREE
    if megabytes < least:
        return f"{megabytes} MB free for uploads, less than {least}"
    return OK


def backlog() -> int | None:
    """How many tasks wait for a worker, None when nobody can tell."""
    try:
        return heartbeat.tasks_waiting()
    except redis.RedisError:
        return None


def _folders_of_uploads() -> list[Path]:
    """Where papers are written: at first beside the others, and in a bucket not at all."""
    written = [Path(settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir())]
    if not settings.UPLOADS_BUCKET:
        written.append(Path(settings.MEDIA_ROOT))
    # Before the first paper its folder is not there yet.
    return [next(each for each in (path, *path.parents) if each.exists()) for path in written]


@cache
def _migrations_on_disk() -> frozenset[tuple[str, str]]:
    loader = MigrationLoader(None)
    replaced = {key for one in loader.disk_migrations.values() for key in one.replaces}
    return frozenset(loader.disk_migrations.keys() - replaced)
