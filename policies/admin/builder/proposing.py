"""The steps of a draft besides writing it: back and forth, and to being published."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.admin.builder.judging import Judged
from policies.admin.builder.options import VERDICTS
from policies.admin.builder.remarks import CHANGE_DAYS, finding_words, place_words
from policies.admin.builder.sent import number_in
from policies.admin.builder.teaching import stated
from policies.models import Draft, Edition
from policies.presentation.words import day, language
from policies.rules.authoring.edits import Edit, Insert, SetValue
from policies.rules.authoring.finding import ERROR
from policies.rules.authoring.paths import EditError
from policies.rules.authoring.proposals import PROPOSING_STEPS, propose_examples
from policies.rules.authoring.writing import document_text
from policies.rules.errors import FactError, RuleError
from policies.rules.quantities import decimal_text
from policies.rules.reading import Plain, read_document_text
from policies.services.approving import (
    APPROVE,
    approve_edition,
    propose_draft,
    return_draft,
)
from policies.services.budgets import waiting_budget
from policies.services.drafting import discard_draft, redo_draft, replace_edition, undo_draft
from policies.services.errors import CatalogueError
from policies.services.repeal import can_be_changed

PROPOSING_SECONDS = 1.0

# draft, version, who, what was typed -> what to say of it
Step = Callable[[Draft, int, Any, dict[str, Any]], str]


def _undo(draft: Draft, version: int, by: Any, _typed: dict[str, Any]) -> str:
    undo_draft(draft_id=draft.pk, version=version, by=by)
    return ""


def _redo(draft: Draft, version: int, by: Any, _typed: dict[str, Any]) -> str:
    redo_draft(draft_id=draft.pk, version=version, by=by)
    return ""


def _discard(draft: Draft, version: int, by: Any, _typed: dict[str, Any]) -> str:
    discard_draft(draft_id=draft.pk, version=version, by=by)
    return _("%(draft)s is put away.") % {"draft": draft}


def _propose(draft: Draft, version: int, by: Any, _typed: dict[str, Any]) -> str:
    propose_draft(draft_id=draft.pk, version=version, by=by)
    return _("%(draft)s is proposed. Another person has to approve it.") % {"draft": draft}


def _approve(draft: Draft, version: int, by: Any, _typed: dict[str, Any]) -> str:
    edition = approve_edition(edition_id=_edition_of(draft), version=version, by=by)
    return _("%(draft)s is published, in force from %(day)s.") % {
        "draft": draft,
        "day": day(edition.in_force_from),
    }


def _return(draft: Draft, version: int, by: Any, typed: dict[str, Any]) -> str:
    comment = str(typed["comment"])
    return_draft(edition_id=_edition_of(draft), comment=comment, version=version, by=by)
    return _("%(draft)s is returned to be written on.") % {"draft": draft}


def _edition_of(draft: Draft) -> int:
    if draft.proposed_id is None:
        raise CatalogueError.at("", "the draft is not proposed.")
    return draft.proposed_id


def _replace(draft: Draft, version: int, by: Any, typed: dict[str, Any]) -> str:
    """Let the draft take the days of another edition once it is published."""
    edition = _shared_days(draft, str(typed["edition"]))
    reason = str(typed["comment"])
    replace_edition(draft_id=draft.pk, version=version, edition_id=edition.pk, reason=reason)
    return _("%(draft)s will replace %(edition)s once another person has approved it.") % {
        "draft": draft,
        "edition": edition.name,
    }


def _shared_days(draft: Draft, name: str) -> Edition:
    published = Edition.objects.published().filter(programme__slug=draft.programme, name=name)
    edition = published.first()
    if edition is None:
        raise CatalogueError.at("", "there is no such edition any more.")
    return edition


def _keep(draft: Draft, version: int, _by: Any, _typed: dict[str, Any]) -> str:
    replace_edition(draft_id=draft.pk, version=version, edition_id=None, reason="")
    return _("It replaces no edition any more.")


STEPS: dict[str, Step] = {
    "undo": _undo,
    "redo": _redo,
    "discard": _discard,
    "propose": _propose,
    "approve": _approve,
    "return": _return,
    "replace": _replace,
    "keep": _keep,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a draft is, and what this person may do with it.

    Attributes:
        steps: name, words, and whether it is the one to take.
        lines: what stands in the way, or comes next.
        links: address and words of what is done elsewhere.
        replaceable: the name of an edition whose days it could take.
    """

    steps: tuple[tuple[str, str, bool], ...] = ()
    lines: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    asks_comment: bool = False
    replaceable: str = ""


def standing(request: HttpRequest, draft: Draft, state: Judged, *, writes: bool) -> Standing:
    """What may be done with a draft now."""
    approves = request.user.has_perm(APPROVE)
    if draft.state == Draft.State.WRITING:
        return _while_writing(draft, state) if writes else Standing()
    if draft.state == Draft.State.PUBLISHED:
        return Standing(
            lines=(_("It is published and can no longer be changed."),),
            links=tuple(_after_publishing(draft.proposed, writes=writes, approves=approves)),
        )
    if draft.state != Draft.State.PROPOSED or draft.proposed is None:
        return Standing()
    if draft.proposed.proposed_by_id == request.user.pk:
        return Standing(
            steps=(("return", _("Take it back"), False),),
            lines=(_("You proposed it: another person has to approve it."), *_replacing(draft)),
        )
    if not approves:
        return Standing(lines=(_("It waits for somebody who may approve it."),))
    return Standing(
        steps=(("approve", _("Approve and publish"), True), ("return", _("Return it"), False)),
        lines=tuple(_replacing(draft)),
        asks_comment=True,
    )


def _after_publishing(
    edition: Edition | None, *, writes: bool, approves: bool
) -> Iterator[tuple[str, str]]:
    """What can still be done once it counts: the next edition, or letting it end."""
    if edition is None:
        return
    yield reverse("admin:policies_edition_change", args=[edition.pk]), _("Look at the edition")
    if writes:
        address = reverse("admin:policies_draft_start")
        yield f"{address}?edition={edition.pk}", _("New edition from this one")
    if (writes or approves) and can_be_changed(edition):
        yield reverse("admin:policies_edition_days", args=[edition.pk]), str(CHANGE_DAYS)


def _replacing(draft: Draft) -> list[str]:
    """Which edition the draft takes days of, and why."""
    if draft.replaces is None:
        return []
    values = {"edition": draft.replaces.name, "reason": draft.replacing_reason}
    return [_("It replaces %(edition)s: %(reason)s") % values]


def _while_writing(draft: Draft, state: Judged) -> Standing:
    away = [("discard", _("Put the draft away"), False)]
    if draft.replaces is not None:
        away.insert(0, ("keep", _("Replace no edition"), False))
    comments = _replacing(draft) + [
        _("%(who)s returned it: %(comment)s")
        % {"who": step.by.get_full_name() or step.by.get_username(), "comment": step.comment}
        for step in draft.steps.filter(kind="returned").select_related("by").order_by("-pk")[:1]
    ]
    if state.ready:
        propose = ("propose", _("Propose it for publishing"), True)
        return Standing(steps=(propose, *away), lines=tuple(comments))
    count = sum(remark.severity == ERROR for remark in state.remarks)
    line = ngettext(
        "%(count)d thing has to be mended before it can be proposed.",
        "%(count)d things have to be mended before it can be proposed.",
        count,
    ) % {"count": count}
    return Standing(
        steps=tuple(away),
        lines=(*comments, line),
        links=tuple(_ways_out(draft, state)),
        replaceable=next(iter(state.overlaps), "") if draft.replaces is None else "",
    )


def _ways_out(draft: Draft, state: Judged) -> Iterator[tuple[str, str]]:
    """Where an edition that shares days with the draft can be ended."""
    found = Edition.objects.published().filter(
        programme__slug=draft.programme, name__in=state.overlaps
    )
    for edition in found:
        if can_be_changed(edition):
            yield (
                reverse("admin:policies_edition_days", args=[edition.pk]),
                f"{edition.name}: {CHANGE_DAYS}",
            )


# --- examples that are proposed -----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One example as it is offered."""

    facts: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """Examples that are offered.

    Attributes:
        text: all of them as a document has them: what is taken is what was looked at.
        left_out: place and words of what nothing could be found for.
        complete: whether everything was looked at; else there may be more to offer.
        otherwise: what to say where there are none to offer.
    """

    offered: tuple[Proposal, ...] = ()
    text: str = ""
    left_out: tuple[tuple[str, str], ...] = ()
    complete: bool = True
    otherwise: str = ""


def proposals(state: Judged) -> Proposals:
    """Examples for bounds that have none, and what cannot be shown."""
    document = state.document
    if document is None:
        words = _("Once the rest can be read, examples for every bound are proposed here.")
        return Proposals(otherwise=words)
    proposed = propose_examples(document, waiting_budget(PROPOSING_STEPS, PROPOSING_SECONDS))
    offered, kept = [], []
    for each in proposed.examples:
        try:
            facts = stated(document, document.vocabulary.read(each["facts"]))
        except FactError:
            continue
        result = str(VERDICTS[each["expect"]["verdict"]])
        if "score" in each["expect"]:
            points = _("%(points)s points") % {"points": decimal_text(each["expect"]["score"], 12)}
            result = f"{points}, {result}" if language() == "en" else f"{points}，{result}"
        offered.append(Proposal(facts=facts, result=result))
        kept.append(each)
    left_out = tuple((place_words(each.path), finding_words(each)) for each in proposed.left_out)
    none = not offered and not left_out and proposed.complete
    return Proposals(
        offered=tuple(offered),
        text=document_text({"examples": kept}) if kept else "",
        left_out=left_out,
        complete=proposed.complete,
        otherwise=_("Every bound has an example on both sides.") if none else "",
    )


def accepted(state: Judged, take: str, offered: str) -> Edit:
    """The edit that takes one proposed example, or all of them.

    Args:
        offered: the examples as they were shown; nothing is searched for again.

    Raises:
        EditError: there is no such proposal.
    """
    found = _examples_in(offered)
    listed = _examples_of(state.plain)
    if take == "all" and found:
        return SetValue("examples", [*listed, *found])
    number = number_in(take)
    if number is not None and number < len(found):
        return Insert("examples", len(listed), found[number])
    raise EditError.at("examples", "this proposal is no longer there.")


def _examples_in(text: str) -> list[Plain]:
    try:
        return _examples_of(read_document_text(text))
    except RuleError:
        return []


def _examples_of(plain: Plain) -> list[Plain]:
    held = plain.get("examples") if isinstance(plain, dict) else None
    return held if isinstance(held, list) else []
