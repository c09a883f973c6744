"""Deleting answers for good: with what was made of them, in whatever browser it lies."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from applicants.models import Profile
from applicants.services import sessions
from applicants.services.export import remove_export


@transaction.atomic
def end_memories(*, profile_id: int) -> Profile:
    """Answers are deleted for good: no copy made before holds them, and no browser can undo it.

    A browser that remembers a change has the mark of its moment, and that is now another; a worker
    takes what it remembers out of its session.
    """
    profile = Profile.objects.locked(profile_id)
    profile.forgotten_at = timezone.now()
    profile.save(update_fields=["forgotten_at"])
    remove_export(profile_id=profile_id)
    transaction.on_commit(sessions.bell.ring, robust=True)
    return profile
