"""Papers handed in before, taken once more where one applies again for the same programme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from applicants.models import Application, Attachment, Profile
from applicants.services.applying import draft_for, paper_name
from applicants.services.quotas import held_by
from applicants.services.standing import standing
from applicants.uploads import content_types, copy_stored, removed_on_failure
from applicants.workflow import Status
from policies import services as catalogue_services
from policies.models import Programme
from policies.rules.documents import Document
from policies.rules.papers import accepted_formats

ENDED = (Status.WITHDRAWN, Status.LAPSED, Status.REJECTED)  # after which one may apply again


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What can be taken over.

    Attributes:
        on: the day on which it was handed in.
        files: for papers that the edition of today lists and the draft has no file for.
    """

    on: date
    files: Sequence[Attachment]


def earlier_papers(profile: Profile, programme: Programme, document: Document) -> Earlier | None:
    """The papers of the last application that came to an end; ``None`` where none is of use."""
    mine = Application.objects.filter(profile=profile, programme=programme)
    last = mine.filter(status__in=ENDED, submitted_at__isnull=False).order_by("submitted_at").last()
    if last is None or last.submitted_at is None:
        return None
    drafts = mine.filter(status=Status.DRAFT)
    there = set(Attachment.objects.filter(application__in=drafts).values_list("paper", flat=True))
    wanted = {paper_name(paper): accepted_formats(paper) for paper in document.documents}
    files = [
        each
        for each in last.attachments.filter(supplement=False).exclude(name="")
        if each.paper not in there and _is_taken(each, wanted.get(each.paper, ()))
    ]
    return Earlier(on=timezone.localdate(last.submitted_at), files=files) if files else None


def reuse_papers(*, profile_id: int, programme: Programme, on: date) -> int:
    """Copy those papers into the draft, which is begun where there is none; how many that were.

    Each copy is a file of its own, so that deleting the draft leaves the earlier application whole.
    Pressing twice copies once. Where one may not apply, nothing is copied.

    Raises:
        StorageFull: there is no room; nothing was copied.
        DraftsFull, AccountFull: it would be more than one account may keep; nothing was copied.
    """
    catalogue = catalogue_services.current_catalogue()
    document = catalogue.rulebook.document(programme.slug, on=on)
    if document is None:
        return 0
    with removed_on_failure() as stored, transaction.atomic():
        profile = Profile.objects.locked(profile_id)
        found = earlier_papers(profile, programme, document)
        here = standing(catalogue, programme, profile, document, on=on)
        if found is None or not here.may_prepare:
            return 0
        draft = draft_for(profile, programme)
        full = held_by(profile_id).refusal(adding=sum(each.size for each in found.files))
        if full is not None:
            raise full
        for each in found.files:
            try:
                place = copy_stored(each.stored, sha256=each.sha256)
            except FileNotFoundError:  # as after a copy of the database without its files
                continue
            stored.append(place)
            Attachment.objects.create(
                application=draft,
                paper=each.paper,
                name=each.name,
                stored=place,
                content_type=each.content_type,
                size=each.size,
                sha256=each.sha256,
            )
        return len(stored)


def _is_taken(file: Attachment, formats: Sequence[str]) -> bool:
    """Whether today's edition takes such a file; it may take fewer kinds than the one before."""
    return file.content_type in content_types(formats)
