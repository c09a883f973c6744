"""How many bytes of papers one account may keep, so that nobody fills the disk for all."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, Sum

from applicants.models import Application, Attachment
from applicants.uploads import AccountFull, DraftsFull, UploadRefused

MEGABYTE = 1024 * 1024
MOST_DRAFT_BYTES = 200 * MEGABYTE  # of all drafts of one account
# Of all that is handed in, withdrawn and in drafts: withdrawn papers are kept for a year, so that
# handing in and withdrawing again and again would fill any disk.
MOST_ACCOUNT_BYTES = 1_000 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Held:
    """What one account keeps.

    Attributes:
        all: bytes of all its papers.
        drafts: bytes of those in drafts.
    """

    all: int
    drafts: int

    def refusal(self, *, adding: int) -> UploadRefused | None:
        """Why so many bytes more cannot be kept in a draft; ``None`` where they can.

        Whoever answers a department is not to be asked this: they lose their application otherwise.
        """
        if self.drafts + adding > MOST_DRAFT_BYTES:
            return DraftsFull()
        if self.all + adding > MOST_ACCOUNT_BYTES:
            return AccountFull()
        return None


def held_by(profile_id: int) -> Held:
    """What the account of a profile keeps now; one query."""
    is_draft = Q(application__status=Application.Status.DRAFT)
    papers = Attachment.objects.filter(application__profile=profile_id)
    return Held(
        **papers.aggregate(
            all=Sum("size", default=0), drafts=Sum("size", filter=is_draft, default=0)
        )
    )
