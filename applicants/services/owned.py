"""What a profile did about each programme: what is under way, approved, or begun."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.models import Application, Profile
from applicants.services.freezing import held
from applicants.workflow import OPEN, Status
from policies.presentation.own import Approval, OpenApplication, Own, Record
from policies.presentation.words import day

_SHOWN = [*(status.value for status in OPEN), Status.APPROVED.value, Status.DRAFT.value]


def owned_by(profile: Profile, *, besides: Application | None = None) -> dict[str, Own]:
    """By programme what there is of an applicant; one query.

    Args:
        besides: an application to leave out, where the others are looked for.
    """
    rows = Application.objects.filter(profile=profile, status__in=_SHOWN)
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    found: dict[str, list[Application]] = {}
    for row in rows.select_related("programme", "determination", "supplement").order_by("pk"):
        found.setdefault(row.programme.slug, []).append(row)
    return {slug: _own(slug, those) for slug, those in found.items()}


def records_of(profile: Profile) -> list[Record]:
    """What was handed in, the latest first: it keeps its answers when they are deleted here."""
    rows = Application.objects.filter(profile=profile).handed_in()
    return [
        Record(
            reference=row.reference,
            title=row.programme.title,
            url=reverse("applicants:application", kwargs={"reference": row.reference}),
            facts=frozenset(held(row.snapshot)["facts"]),
        )
        for row in rows.select_related("programme", "snapshot").order_by("-submitted_at")
        if row.snapshot is not None
    ]


def _own(slug: str, rows: Iterable[Application]) -> Own:
    under_way: OpenApplication | None = None
    approvals, draft_url = list[Approval](), ""
    for row in rows:
        url = reverse("applicants:application", kwargs={"reference": row.reference})
        if row.is_draft:
            draft_url = reverse("applicants:apply", kwargs={"slug": slug})
        elif row.is_open and row.submitted_at is not None:
            under_way = OpenApplication(
                reference=row.reference,
                submitted_on=timezone.localdate(row.submitted_at),
                status=_status(row),
                url=url,
                waits_for_them=row.status == Status.SUPPLEMENT_REQUESTED,
            )
        else:
            decided = timezone.localdate(row.determination.determined_at)
            approvals.append(Approval(reference=row.reference, decided_on=decided, url=url))
    approvals.sort(key=lambda each: each.decided_on)
    return Own(under_way=under_way, approvals=tuple(approvals), draft_url=draft_url)


def _status(row: Application) -> str:
    """Where it stands; for papers that are asked for the last day to bring them."""
    if row.status == Status.SUPPLEMENT_REQUESTED:
        return _("Papers asked for, due on %(day)s") % {"day": day(row.supplement.due_on)}
    return str(row.get_status_display())
