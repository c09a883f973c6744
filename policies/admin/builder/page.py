"""The context of the builder's page: one section of a draft, what it says, and what one may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.admin.builder.judging import Judged, findings, judged
from policies.admin.builder.next_edition import moving
from policies.admin.builder.proposing import proposals, standing
from policies.admin.builder.reading_aloud import readings
from policies.admin.builder.sections import SECTIONS, Section, section_of
from policies.admin.builder.surroundings import Surroundings
from policies.models import Draft
from policies.presentation.words import language
from policies.rules.authoring.finding import ERROR
from policies.services.drafting import present, redoable, undoable


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A draft as it is shown: what it says and the section that is open."""

    draft: Draft
    state: Judged
    around: Surroundings
    section: Section


def shown(draft: Draft, slug: str) -> Shown | None:
    """A draft with one section of it; ``None`` for a text that has no places yet."""
    state = judged(draft)
    if state.around is None:
        return None
    slug = slug if slug in SECTIONS else "basics"
    section = section_of(slug, state.around, state.runs)
    return Shown(draft=draft, state=state, around=state.around, section=section)


def page(request: HttpRequest, page: Shown, *, saved: bool = False) -> dict[str, Any]:
    """Everything that the templates of the builder print."""
    draft, section = page.draft, page.section
    open_still = draft.state in (Draft.State.WRITING, Draft.State.PROPOSED)
    found = findings(page.state, section) if open_still else []
    wrong = [each.section for each in found if each.severity == ERROR]
    counts = {slug: wrong.count(slug) for slug in SECTIONS}
    may = may_write(request)
    return {
        "draft": draft,
        "section": section,
        "open": draft.is_open and may,
        "tabs": [(slug, words, counts[slug]) for slug, (words, _keys) in SECTIONS.items()],
        "found": found,
        "readings": readings(page.around),
        "editor": name_of(draft.edited_by),
        "edited_at": clock(draft.edited_at),
        "saved_at": clock(timezone.now()) if saved else "",
        "history": _history(draft),
        "standing": standing(request, draft, page.state, writes=may),
        "preview_url": reverse("admin:applicants_preview_draft", args=[draft.pk]),
        **_proposals(page),
    }


def lists(around: Surroundings) -> dict[str, Any]:
    """What the fields of a page offer, sent once for all of them."""
    known = {
        "facts": [(name, fact.label_in(language())) for name, fact in around.facts.items()],
        "sources": list(around.sources.items()),
        "departments": list(around.departments.items()),
        "programmes": list(around.programmes.items()),
    }
    return {"known": known, "names": around.names()}


def may_write(request: HttpRequest) -> bool:
    """Whether somebody may write editions."""
    return request.user.has_perm("policies.change_edition")


def others(request: HttpRequest, draft: Draft) -> list[str]:
    """The names of those who have the draft open too."""
    return [name_of(each.user) for each in present(draft_id=draft.pk, by=request.user)]  # type: ignore[arg-type]  # staff are users


def name_of(user: Any) -> str:
    """How one calls a member of staff."""
    return str(user.get_full_name() or user.get_username())


def clock(at: datetime) -> str:
    """A moment of today by its time alone, another one with its day."""
    here = timezone.localtime(at)
    same = here.date() == timezone.localdate()
    return f"{here:%H:%M:%S}" if same else f"{here:%Y-%m-%d %H:%M}"


def _history(draft: Draft) -> list[tuple[str, str, bool, str]]:
    return [
        ("undo", _("Undo"), undoable(draft) is not None, "z"),
        ("redo", _("Redo"), redoable(draft) is not None, "y"),
    ]


def _proposals(page: Shown) -> dict[str, Any]:
    if page.section.slug != "examples" or not page.draft.is_open:
        return {}
    return {"proposals": proposals(page.state), "moving": moving(page.draft, page.state)}
