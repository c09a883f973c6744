"""Keeping what was typed until it is sent or thrown away; read by its own person alone.

Fields are stored sealed, for a form may hold anything. Passwords and codes are never kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from applicants.models import UnsentForm
from applicants.retention import kept as kept_line
from applicants.sealing import SealError, seal, unseal

SHEET = "sheet"  # the moment at which the page was made, so that an older one is told apart
LONGEST = 300_000  # characters of one form
MOST = 40  # forms of one person
OVERDUE = timedelta(days=2)  # how long a form is kept that was sent when the sign-in had run out
COPY, MOST_COPIES = "|copy", 3  # of other windows: what they say stands beside, in no field
_TELLING = ("form", "path")  # fields that tell the forms of one address apart
_NEVER = frozenset({"csrfmiddlewaretoken", SHEET, "code", "otp"})
Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A form as it was typed."""

    row: UnsentForm
    fields: Fields

    @property
    def is_copy(self) -> bool:
        """Whether another window has the place in the form."""
        return COPY in self.row.name


def form_name(fields: Fields) -> str:
    """Which form of an address it is."""
    return "|".join(fields.get(each, [""])[-1] for each in _TELLING).strip("|")[:190]


@transaction.atomic
def keep_form(
    *,
    user_id: int,
    path: str,
    page: str,
    fields: Fields,
    was_sent: bool = False,
    had_files: bool = False,
    made_at: datetime | None = None,
) -> UnsentForm | None:
    """Keep what was typed in place of what was kept before.

    A page that was made before that, and is not the one it came from, has never shown it: then both
    are kept, the later one as a copy.

    Args:
        made_at: when the page with the form was made; what is older than the end of the form
            before is a late word about something that was sent already.

    Returns:
        ``None`` where there is nothing to keep, or it may not or need not be kept.
    """
    sheet = next(iter(fields.get(SHEET, [])), "")
    typed = {name: list(texts) for name, texts in fields.items() if name not in _NEVER}
    if any("password" in name.lower() for name in typed) or not any(map(any, typed.values())):
        return None
    text = json.dumps({**typed, SHEET: [sheet]}, ensure_ascii=False)
    owner = get_user_model().objects.filter(pk=user_id, is_active=True)
    if len(text) > LONGEST or not owner.select_for_update(of=("self",)).exists():
        return None
    key: dict[str, Any] = {"user_id": user_id, "path": path[:500], "name": form_name(typed)}
    before = UnsentForm.objects.filter(**key).first()
    if before and before.ended_at and made_at is not None and made_at < before.ended_at:
        return None
    now = timezone.now()
    key["name"] = _place(key, typed, sheet)
    period = OVERDUE if was_sent else kept_line("typed").span
    row, _created = UnsentForm.objects.update_or_create(
        **key,
        defaults={
            "page": page[:500],
            "sealed": seal(text),
            "was_sent": was_sent,
            "had_files": had_files,
            "kept_at": now,
            "until": now + period,
            "ended_at": None,
        },
    )
    _drop_oldest(user_id)
    return row


def typed_forms(*, user_id: int) -> list[Typed]:
    """All that somebody has typed and not sent."""
    found = []
    for row in UnsentForm.objects.live().filter(user=user_id):
        try:
            fields = json.loads(unseal(row.sealed))
        except SealError:  # with a key that was taken away
            continue
        fields.pop(SHEET, None)
        found.append(Typed(row=row, fields=fields))
    return found


def read_sheet(text: str) -> datetime | None:
    """The moment at which a page was made, as the page says it."""
    try:
        return datetime.fromtimestamp(float(text), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def end_form(*, user_id: int, path: str, name: str) -> None:
    """It was sent or thrown away: keep nothing of it but when that was."""
    rows = UnsentForm.objects.filter(user=user_id, path=path[:500], name=name)
    rows.update(sealed="", ended_at=timezone.now())


def forget_typed(user_id: int, names: Iterable[str] | None) -> None:
    """End the kept forms of questions about some facts; ``None`` for all questions and scores."""
    mine = UnsentForm.objects.filter(user=user_id)
    if names is None:
        mine.filter(Q(path__startswith="/questions/") | Q(path__contains="score/")).delete()
    else:
        mine.filter(path__in=[f"/questions/{name}/" for name in names]).delete()


def remove_expired() -> int:
    """Delete what nobody came back for, and the traces of what was sent; how many that were."""
    now = timezone.now()
    gone, _by_model = UnsentForm.objects.filter(until__lte=now).delete()
    ended = UnsentForm.objects.filter(ended_at__lte=now - timedelta(days=1))
    return gone + ended.delete()[0]


def _place(key: Mapping[str, Any], typed: Fields, sheet: str) -> str:
    """The name of the first row that may be written over: the form's, or that of a copy."""
    name = key["name"]
    for number in range(MOST_COPIES):
        row = UnsentForm.objects.live().filter(**{**key, "name": name}).first()
        if row is None or _has_seen(row, typed, sheet):
            break
        name = f"{key['name']}{COPY}{number + 1}"
    return str(name)


def _has_seen(row: UnsentForm, typed: Fields, sheet: str) -> bool:
    """Whether the page knew what a row holds: it was made later, wrote it, or says the same."""
    made_at = read_sheet(sheet)
    if made_at is None or made_at >= row.kept_at:
        return True
    try:
        fields = json.loads(unseal(row.sealed))
    except SealError:
        return True
    same_page = fields.pop(SHEET, None) == [sheet]
    hidden = {"version"}
    return same_page or {n: t for n, t in fields.items() if n not in hidden} == {
        n: t for n, t in typed.items() if n not in hidden
    }


def _drop_oldest(user_id: int) -> None:
    rows = UnsentForm.objects.filter(user=user_id).order_by("-kept_at")
    UnsentForm.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[MOST:])).delete()
