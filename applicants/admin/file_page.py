"""All that the page of one file shows: facts, criteria, papers, history, and what one may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from applicants.admin.deciding import DETERMINE, FORMS, REVIEW, SUPPLEMENT, Outcome
from applicants.credit_codes import fits
from applicants.models import Application, Attachment, Membership, Profile, Step
from applicants.presentation import clock_words, moment, status_line, working_days_left
from applicants.services.freezing import held, thawed
from applicants.services.owned import owned_by
from applicants.workflow import Action, Role, Status, possible
from policies.presentation.awards import award_lines, by_kind
from policies.presentation.criteria import criterion_lines
from policies.presentation.intake import intake_line
from policies.presentation.own import exclusion_words
from policies.presentation.words import day, in_language, reading_on, shown
from policies.rules.comparisons import Truth
from policies.rules.documents import Document
from policies.services import current_catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLine:
    """One fact as it was handed in.

    Attributes:
        source: who says so: the applicant, a document, or official data.
        as_of: the day for which it holds.
    """

    label: str
    value: str
    source: str
    as_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """One paper that the edition lists, with the files that were handed in for it."""

    name: str
    required: Truth
    files: list[Attachment]


def file_page(
    request: HttpRequest, row: Application, outcome: Outcome, *, on: date
) -> dict[str, Any]:
    """The context of the page."""
    if row.snapshot is None or row.submitted_at is None:
        raise AssertionError(f"{row} is a draft")
    result, document, facts = thawed(row.snapshot)
    applicant = held(row.snapshot)["applicant"]
    attachments = list(row.attachments.all())
    steps = list(row.steps.select_related("actor"))
    with reading_on(row.snapshot.judged_on):  # "2025" stays 2025 when the file is read later
        criteria = criterion_lines(result.reasons, document, facts) if result.reasons else ()
        stated = _fact_lines(row, document, facts)
    return {
        "application": row,
        "applicant": applicant,
        "code_is_doubtful": _is_doubtful(applicant["credit_code"]),
        "code_is_shared": _is_shared(applicant["credit_code"], row),
        "status": status_line(row),
        "clock": _clock(row, on),
        "late": row.due_on is not None and row.due_on < on,
        "verdict": result.verdict,
        "criteria": criteria,
        "awards": by_kind(award_lines(result.awards, document)),
        "facts": stated,
        "papers": _paper_lines(document, attachments, result.papers),
        "intake": intake_line(result.intake, document),
        "earlier": _earlier(row),
        "exclusions": _exclusions(row, document, on),
        "later": [each for each in attachments if each.supplement],
        "judged_on": day(row.snapshot.judged_on),
        "handed_in": moment(row.submitted_at),
        "steps": [(step, moment(step.taken_at), _who(step)) for step in reversed(steps)],
        "supplement": getattr(row, "supplement", None),
        "reviews": list(row.reviews.select_related("reviewer")),
        "determination": getattr(row, "determination", None),
        "conflict": outcome.conflict,
        "typed": _typed(outcome.form) if outcome.conflict and outcome.form else [],
        "last_step": steps[-1] if steps else None,
        **_forms(request, row, outcome),
    }


def _is_doubtful(code: str) -> bool:
    """Whether somebody confirmed a code whose check sign does not fit."""
    return bool(code) and not fits(code)


def _is_shared(code: str, row: Application) -> bool:
    """Whether another account says that it is the same body."""
    others = Profile.objects.exclude(owner=row.profile.owner_id)
    return bool(code) and others.filter(credit_code=code).exists()


def _typed(form: forms.Form) -> list[tuple[str, str]]:
    """What was typed, each with its label; a choice in words."""
    found = []
    for field in form.visible_fields():
        choices = dict(getattr(field.field, "choices", ()))
        value = field.value()
        found.append((str(field.label), str(choices.get(value, value))))
    return found


def _clock(row: Application, on: date) -> str:
    left = working_days_left(row, on)
    return "" if left is None else clock_words(left, provisional=row.due_provisional)


def _forms(request: HttpRequest, row: Application, outcome: Outcome) -> dict[str, Any]:
    """The forms that this person may use now, with what was typed where it was refused."""
    members = Membership.objects.of(request.user).filter(department=row.programme.department_id)
    roles = {Role(role) for role in members.values_list("role", flat=True)}
    actions = possible(Status(row.status), roles)
    names = []
    if Action.REQUEST_SUPPLEMENT in actions and getattr(row, "supplement", None) is None:
        names.append(SUPPLEMENT)
    if Action.PROPOSE in actions:
        names.append(REVIEW)
    own = row.reviews.filter(reviewer_id=request.user.pk).exists()  # in any round
    if Action.APPROVE in actions and not own:
        names.append(DETERMINE)
    kept = outcome.form if outcome.form is not None and not outcome.conflict else None
    return {
        "forms": {name: _form(name, row, kept if name == outcome.name else None) for name in names},
        "reviewed_it": own and Action.APPROVE in actions,
        "reads_only": not roles,
    }


def _form(name: str, row: Application, kept: forms.Form | None) -> forms.Form:
    if kept is not None:
        return kept
    return FORMS[name](initial={"version": row.version}, auto_id=f"{name}_%s")


def _fact_lines(row: Application, document: Document, facts: dict[str, Any]) -> list[FactLine]:
    if row.snapshot is None:
        return []
    provenance = held(row.snapshot)["provenance"]
    names = [n for n in document.verdict_facts if n in facts]
    sources = {
        "typed": _("stated by the applicant"),
        "document": _("from a document"),
        "official": _("official data"),
    }
    lines = []
    for name in names:
        origin = provenance.get(name) or {}
        fact = document.vocabulary[name]
        lines.append(
            FactLine(
                label=in_language(fact.label) or name,
                value=shown(facts[name], fact),
                source=sources.get(str(origin.get("source")), ""),
                as_of=str(origin.get("as_of", "")),
            )
        )
    return lines


def _earlier(row: Application) -> list[Application]:
    """Other applications of the same applicant for the same programme, the last one first."""
    rows = row.profile.applications.filter(programme=row.programme, submitted_at__isnull=False)
    return list(rows.exclude(pk=row.pk).select_related("determination").order_by("-submitted_at"))


def _exclusions(row: Application, document: Document, on: date) -> list[str]:
    """What the applicant was given that cannot be had together with this."""
    book = current_catalogue().rulebook
    return exclusion_words(book, document, owned_by(row.profile, besides=row), on=on)


def _paper_lines(
    document: Document, attachments: list[Attachment], required: Iterable[Truth]
) -> list[PaperLine]:
    lines = []
    for paper, needed in zip(document.documents, required, strict=True):
        zh = dict(paper["name"])["zh-hans"] if not isinstance(paper["name"], str) else paper["name"]
        lines.append(
            PaperLine(
                name=in_language(paper["name"]),
                required=needed,
                files=[each for each in attachments if each.paper == zh and not each.supplement],
            )
        )
    return lines


def _who(step: Step) -> str:
    """The role, and for staff the person."""
    role = str(step.get_role_display())
    if step.actor is None or step.role == Role.APPLICANT:
        return role
    return f"{role} {step.actor.get_full_name() or step.actor.email}"
