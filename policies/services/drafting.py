"""Writing the next edition of a programme: every change a version, and no change overwritten.

A change names the version it was made on. Where another was faster it is refused, with the draft as
it stands now, so that a page can show both. Nothing here publishes: see
:mod:`policies.services.approving`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from policies.models import Draft, DraftPresence, DraftVersion, Edition, EditionStep
from policies.rules.authoring.comments import edited_text
from policies.rules.authoring.edits import Edit
from policies.rules.authoring.writing import document_text
from policies.rules.errors import RuleError
from policies.rules.reading import DOCUMENT_LIMITS, Plain, read_document_text
from policies.rules.shapes import SLUG
from policies.rules.signs import SignError, drop_unseen, plain_text
from policies.services.errors import CatalogueError, DraftConflictError

STALE_AFTER = timedelta(minutes=1)
_LONGEST_PATH = 400
_LONGEST_COMMENT = 2_000
_EMPTY: dict[str, Plain] = {
    "programme": "",
    "edition": "",
    "title": {"zh-hans": "", "en": ""},
    "summary": {"zh-hans": "", "en": ""},
    "department": "",
    "audience": [],
    "category": "",
    "in_force": {"from": "", "to": None},
    "eligibility": {"all": []},
    "awards": [],
    "documents": [],
    "process": [],
    "windows": [],
    "examples": [],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Somebody else who has a draft open.

    Attributes:
        seen_at: when that was last heard of.
    """

    user: User
    seen_at: datetime


@transaction.atomic
def start_draft(*, by: User, edition_id: int | None = None) -> Draft:
    """Begin a draft: from a published edition, to the byte, or from an empty document.

    Raises:
        Edition.DoesNotExist: there is no such edition.
    """
    published = Edition.objects.published()
    based_on = None if edition_id is None else published.get(pk=edition_id)
    text = document_text(_EMPTY) if based_on is None else based_on.document
    now = timezone.now()
    draft = Draft.objects.create(
        text=text,
        **_named(text),
        based_on=based_on,
        created_by=by,
        created_at=now,
        edited_by=by,
        edited_at=now,
    )
    DraftVersion.objects.create(
        draft=draft, number=1, text=text, kind=DraftVersion.Kind.START, origin=1, by=by, at=now
    )
    note_step(EditionStep.Kind.BEGUN, by=by, draft=draft)
    return draft


def edit_draft(*, draft_id: int, version: int, edit: Edit, by: User) -> Draft:
    """Change one place of a draft.

    Raises:
        DraftConflictError: the version is no longer current.
        RuleError: the text as it stands is no YAML, so that it has no places.
        EditError: the edit names a place that is not there, or has no meaning there.
        CatalogueError: it would be too large, or it can no longer be changed.
        Draft.DoesNotExist: there is no such draft.
    """

    def change(draft: Draft) -> str:
        return edited_text(draft.text, edit)

    kind = DraftVersion.Kind.EDIT
    return _change(draft_id, version, by, change, kind=kind, path=edit.path[:_LONGEST_PATH])


def write_draft(*, draft_id: int, version: int, text: str, by: User) -> Draft:
    """Give a draft another text as a whole. The text it has already is no change.

    Raises:
        DraftConflictError: the version is no longer current.
        CatalogueError: it is too large, or the draft can no longer be changed.
        Draft.DoesNotExist: there is no such draft.
    """
    lines = drop_unseen(text.replace("\r\n", "\n").replace("\r", "\n"))  # as browsers send them
    return _change(draft_id, version, by, lambda _draft: lines, kind=DraftVersion.Kind.WRITE)


def undo_draft(*, draft_id: int, version: int, by: User) -> Draft:
    """Go back to the text before the one that stands; undone again it goes back further.

    Raises:
        DraftConflictError: the version is no longer current.
        CatalogueError: there is nothing before it, or the draft can no longer be changed.
        Draft.DoesNotExist: there is no such draft.
    """
    return _go(draft_id, version, by, DraftVersion.Kind.UNDO, undoable)


def redo_draft(*, draft_id: int, version: int, by: User) -> Draft:
    """Take an undoing back.

    Raises:
        DraftConflictError: the version is no longer current.
        CatalogueError: nothing was undone, or the draft can no longer be changed.
        Draft.DoesNotExist: there is no such draft.
    """
    return _go(draft_id, version, by, DraftVersion.Kind.REDO, redoable)


def undoable(draft: Draft) -> DraftVersion | None:
    """The version that :func:`undo_draft` would go back to."""
    origin = _origin(draft)
    if origin is None or origin.parent is None:
        return None
    return draft.versions.filter(number=origin.parent).first()


def redoable(draft: Draft) -> DraftVersion | None:
    """The version that :func:`redo_draft` would bring again: the last one made from this text."""
    origin = _origin(draft)
    if origin is None:
        return None
    return draft.versions.filter(parent=origin.number).order_by("-number").first()


@transaction.atomic
def replace_edition(*, draft_id: int, version: int, edition_id: int | None, reason: str) -> Draft:
    """Say that a draft takes the days of a published edition once it is published, or no longer.

    Nothing happens to that edition until another person approves the draft.

    Args:
        edition_id: an edition of its own programme; ``None`` replaces none.
        reason: why, for the record of that edition.

    Raises:
        DraftConflictError: the version is no longer current.
        CatalogueError: no reason is given, or the draft can no longer be changed.
        Draft.DoesNotExist: there is no such draft.
        Edition.DoesNotExist: its programme has no such edition.
    """
    draft = lock_draft(draft_id)
    check_open(draft)
    check_version(draft, version)
    if edition_id is None:
        draft.replaces, draft.replacing_reason = None, ""
    else:
        published = Edition.objects.published().filter(programme__slug=draft.programme)
        draft.replaces = published.get(pk=edition_id)
        draft.replacing_reason = comment_of(reason)
    draft.save(update_fields=["replaces", "replacing_reason"])
    return draft


@transaction.atomic
def discard_draft(*, draft_id: int, version: int, by: User) -> Draft:
    """Put a draft away for good; its versions stay as a record.

    Raises:
        DraftConflictError: the version is no longer current.
        CatalogueError: it is proposed or published, or was put away before.
        Draft.DoesNotExist: there is no such draft.
    """
    draft = lock_draft(draft_id)
    check_open(draft)
    check_version(draft, version)
    draft.state = Draft.State.DISCARDED
    draft.edited_by, draft.edited_at = by, timezone.now()
    draft.save(update_fields=["state", "edited_by", "edited_at"])
    note_step(EditionStep.Kind.DISCARDED, by=by, draft=draft)
    return draft


def present(*, draft_id: int, by: User) -> list[Present]:
    """Note that somebody has a draft open; gives the others who have.

    Raises:
        Draft.DoesNotExist: there is no such draft.
    """
    draft, now = Draft.objects.only("pk").get(pk=draft_id), timezone.now()
    DraftPresence.objects.bulk_create(
        [DraftPresence(draft=draft, user=by, seen_at=now)],
        update_conflicts=True,
        unique_fields=["draft", "user"],
        update_fields=["seen_at"],
    )
    others = draft.presences.filter(seen_at__gt=now - STALE_AFTER).exclude(user=by)
    rows = others.select_related("user").order_by("-seen_at")
    return [Present(user=row.user, seen_at=row.seen_at) for row in rows]


def leave(*, draft_id: int, by: User) -> None:
    """Note that somebody has closed a draft."""
    DraftPresence.objects.filter(draft=draft_id, user=by).delete()


def note_step(
    kind: EditionStep.Kind,
    *,
    by: User,
    draft: Draft | None = None,
    edition: Edition | None = None,
    day: date | None = None,
    comment: str = "",
) -> EditionStep:
    """Write down for ever who did what."""
    names = {"programme": draft.programme, "edition": draft.edition} if draft else {}
    if edition is not None:
        names = {"programme": edition.programme.slug, "edition": edition.name}
    return EditionStep.objects.create(
        kind=kind,
        draft=draft,
        **names,
        sha256=edition.sha256 if edition else "",
        day=day,
        comment=comment,
        by=by,
        at=timezone.now(),
    )


def comment_of(text: str, *, required: bool = True) -> str:
    """What somebody said to a step, as it is kept.

    Raises:
        CatalogueError: it is too long, or it is missing.
    """
    try:
        plain = plain_text(text).strip()
    except SignError as error:
        raise CatalogueError.at("comment", f"{error}") from None
    if required and not plain:
        raise CatalogueError.at("comment", "say why.")
    if len(plain) > _LONGEST_COMMENT:
        raise CatalogueError.at("comment", f"at most {_LONGEST_COMMENT} characters are kept.")
    return plain


def lock_draft(draft_id: int) -> Draft:
    """A draft that nobody else can change until the transaction ends.

    Raises:
        Draft.DoesNotExist: there is no such draft.
    """
    return Draft.objects.select_for_update(of=("self",)).get(pk=draft_id)


def check_version(draft: Draft, version: int) -> None:
    """Refuse what was made on another version.

    Raises:
        DraftConflictError: it is no longer current.
    """
    if draft.version != version:
        raise DraftConflictError(draft, version)


def check_open(draft: Draft) -> None:
    """Refuse changes of what is no longer being written.

    Raises:
        CatalogueError: it is proposed, published or put away.
    """
    if not draft.is_open:
        raise CatalogueError.at("", f"the draft is {draft.state}: it can no longer be changed.")


@transaction.atomic
def _change(
    draft_id: int,
    version: int,
    by: User,
    change: Callable[[Draft], str],
    **about: Any,
) -> Draft:
    """Give a draft the text that a change makes of it."""
    draft = Draft.objects.select_related("edited_by").get(pk=draft_id)
    check_open(draft)
    if draft.version != version:
        if about["kind"] == DraftVersion.Kind.WRITE and _came_already(draft, version, by, change):
            return draft
        raise DraftConflictError(draft, version)
    text = change(draft)
    if text == draft.text:
        return draft
    origin = _origin(draft)
    parent = origin.number if origin else None
    return _store(draft, text, by, origin=version + 1, parent=parent, **about)


def _came_already(draft: Draft, version: int, by: User, change: Callable[[Draft], str]) -> bool:
    """Whether the text that stands is this very one, sent again as the answer was lost."""
    now = draft.versions.get(number=draft.version)
    is_next = draft.version == version + 1 and draft.edited_by_id == by.pk
    return is_next and now.kind == DraftVersion.Kind.WRITE and change(draft) == draft.text


@transaction.atomic
def _go(
    draft_id: int,
    version: int,
    by: User,
    kind: DraftVersion.Kind,
    find: Callable[[Draft], DraftVersion | None],
) -> Draft:
    draft = Draft.objects.get(pk=draft_id)
    check_open(draft)
    check_version(draft, version)
    target = find(draft)
    if target is None:
        raise CatalogueError.at("", f"there is nothing to {kind}.")
    return _store(draft, target.text, by, kind=kind, origin=target.number, parent=None)


def _store(draft: Draft, text: str, by: User, **about: Any) -> Draft:
    """Write a text unless another was faster: the database decides by the version."""
    octets = len(text.encode("utf-8", "surrogatepass"))
    if octets > DOCUMENT_LIMITS.octets:
        message = f"{octets} bytes; at most {DOCUMENT_LIMITS.octets} are kept."
        raise CatalogueError.at("", message)
    if "\x00" in text or any("\ud800" <= each <= "\udfff" for each in text):
        raise CatalogueError.at("", "the text has a character that no text can hold.")
    version, now = draft.version, timezone.now()
    columns = {"text": text, "version": version + 1, **_named(text)}
    written = Draft.objects.filter(pk=draft.pk, version=version, state=Draft.State.WRITING).update(
        **columns, edited_by=by, edited_at=now
    )
    draft.refresh_from_db()
    if not written:
        raise DraftConflictError(draft, version)
    DraftVersion.objects.create(
        draft=draft, number=draft.version, text=text, by=by, at=now, **about
    )
    return draft


def _origin(draft: Draft) -> DraftVersion | None:
    """The version in which the text that stands was new."""
    now = draft.versions.filter(number=draft.version).first()
    return now and draft.versions.filter(number=now.origin).first()


def _named(text: str) -> dict[str, str]:
    """Programme and edition as a text states them."""
    try:
        plain = read_document_text(text)
    except RuleError:
        return {"programme": "", "edition": ""}
    found = plain if isinstance(plain, dict) else {}
    slug, name = found.get("programme"), found.get("edition")
    if not isinstance(slug, str) or not SLUG.fullmatch(slug) or len(slug) > 80:
        slug = ""
    return {
        "programme": slug,
        "edition": name[:80] if isinstance(name, str) else "",
    }
