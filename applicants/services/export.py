"""A copy of one's own data: an archive with JSON, a page to read, and the files.

Asked for in the request, made by a worker: whoever has many papers waits some seconds. Nothing is
held in memory but one file's next piece. It goes after a day, see ``exports`` in the table of what
is kept.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import tempfile
import zipfile
from functools import partial
from typing import IO, Any

from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from applicants.models import Application, Attachment, Export, Profile
from applicants.notifications.doorbell import Doorbell
from applicants.retention import kept
from applicants.services.audit import record_event
from applicants.services.own_data import gather, sections
from applicants.turns import alone
from applicants.uploads import StorageFull, open_stored, remove_stored, store_made

log = logging.getLogger(__name__)
TASK = "applicants.tasks.make_exports"  # by name: tasks stand above, nothing is imported
MOST_TRIES = 5
LOCK = 0x6C65_7165  # "leqe": any number that nobody else takes for an advisory lock
PIECE = 1 << 16  # bytes
bell = Doorbell(TASK)


@transaction.atomic
def ask_for_export(*, profile_id: int, actor: Any) -> Export:
    """Have a copy made; one that is being made, or is there still, is that one."""
    profile = Profile.objects.locked(profile_id)
    found = Export.objects.filter(profile=profile).first()
    if found is not None and (not found.is_ready or not _is_over(found)):
        return found
    if found is not None:
        _remove(found)
    export = Export.objects.create(profile=profile)
    record_event(action="export.asked", actor=actor, subject=profile)
    transaction.on_commit(bell.ring)
    return export


def make_exports() -> int:
    """Make every copy that is waited for; how many were made."""
    waiting = Export.objects.waiting().filter(failed__lt=MOST_TRIES)
    return sum(_make(pk) for pk in waiting.order_by("asked_at").values_list("pk", flat=True))


@transaction.atomic
def expire_exports(*, dry_run: bool = False) -> int:
    """Remove copies whose day is over, and those that could not be made; how many those are."""
    before = timezone.now() - kept("exports").span
    rows = list(Export.objects.filter(asked_at__lt=before).select_for_update(skip_locked=True))
    if not dry_run:
        for row in rows:
            _remove(row)
    return len(rows)


def remove_export(*, profile_id: int) -> None:
    """Remove the copy of a profile, if there is one; needs a transaction."""
    for row in Export.objects.filter(profile=profile_id):
        _remove(row)


def _is_over(export: Export) -> bool:
    return export.asked_at < timezone.now() - kept("exports").span


def _remove(export: Export) -> None:
    if export.stored:
        transaction.on_commit(partial(remove_stored, export.stored))
    export.delete()


def _make(pk: int) -> bool:
    """Make one copy, unless another worker is at it; no transaction is open meanwhile."""
    with alone(LOCK, pk) as mine:
        export = Export.objects.waiting().select_related("profile__owner").filter(pk=pk).first()
        if not mine or export is None:
            return False
        try:
            with tempfile.TemporaryFile() as file:
                with override(export.profile.language):
                    _write(file, export.profile)
                size, stored = file.tell(), store_made(file)
        except (OSError, StorageFull):
            log.exception("The copy %d could not be made.", pk)
            Export.objects.filter(pk=pk).update(failed=F("failed") + 1)
            return False
        return _keep(export, size, stored)


@transaction.atomic
def _keep(export: Export, size: int, stored: str) -> bool:
    """Note that it is there; who erased the account meanwhile leaves no copy either."""
    there = Export.objects.waiting().filter(pk=export.pk)
    if not there.update(size=size, stored=stored, made_at=timezone.now()):
        remove_stored(stored)
        return False
    record_event(action="export.made", actor=None, subject=export.profile, details={"bytes": size})
    return True


def _write(file: IO[bytes], profile: Profile) -> None:
    """The archive: what is said in JSON and on a page, then file after file."""
    data = gather(profile)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1))
        page = render_to_string("applicants/export/page.html", {"sections": sections(data)})
        archive.writestr("index.html", page)
        mine = Application.objects.filter(profile=profile)
        for attachment in Attachment.objects.filter(application__in=mine).exclude(name=""):
            _add(archive, attachment)


def _add(archive: zipfile.ZipFile, attachment: Attachment) -> None:
    try:
        source = open_stored(attachment.stored)
    except FileNotFoundError:  # as after a copy of the database without its files
        return
    # pictures and PDFs are packed already
    entry = zipfile.ZipInfo(path_in_archive(attachment))
    with source, archive.open(entry, "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target, PIECE)


def path_in_archive(attachment: Attachment) -> str:
    """Where a file lies in the archive: below its application, under a name that is there once."""
    number = hashlib.sha256(str(attachment.pk).encode()).hexdigest()[:8]
    return f"files/{attachment.application.reference}/{number}-{attachment.name}"
