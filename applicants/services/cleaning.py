"""Removes what a crash left behind."""

from __future__ import annotations

import time

from applicants.models import Attachment, Export
from applicants.uploads import remove_stored, stored_names

OLD = 24 * 3600.0  # seconds; a file younger than that may still get its row


def remove_orphans() -> int:
    """Delete stored files without a row; how many that were."""
    before, count = time.time() - OLD, 0
    for name, changed_at in stored_names():
        if changed_at < before and not _has_row(name):
            remove_stored(name)
            count += 1
    return count


def _has_row(name: str) -> bool:
    return any(model.objects.filter(stored=name).exists() for model in (Attachment, Export))
