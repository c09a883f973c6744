"""My applications: the list, one of them, adding papers, withdrawing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants.forms import SupplementForm, VersionForm
from applicants.http import ApplicantRequest, profile_required
from applicants.models import Application
from applicants.presentation import (
    due_words,
    moment,
    reading_lines,
    status_line,
    status_mark,
    step_lines,
)
from applicants.services import applying
from applicants.services.errors import RefusedError
from applicants.services.freezing import thawed
from applicants.services.readings import readings_of_application
from applicants.workflow import Action, Role, Status, TransitionError, possible
from policies.http import require_post
from policies.presentation.confidence import criteria_said_once
from policies.presentation.words import day, reading_on
from policies.views.asking import today


@profile_required
@require_safe
def mine(request: ApplicantRequest) -> HttpResponse:
    """Every application with its line."""
    rows = Application.objects.owned_by(request.user)
    rows = rows.select_related("programme__department", "supplement")
    context = {
        "nav": "mine",
        "open": [_line(row) for row in rows if row.is_open],
        "drafts": [_line(row) for row in rows if row.is_draft],
        "ended": [_line(row) for row in rows if not row.is_open and not row.is_draft],
    }
    return render(request, "applicants/mine.html", context)


@profile_required
@require_safe
def application(request: ApplicantRequest, reference: str) -> HttpResponse:
    """The receipt, where it stands, what was handed in, every step."""
    row = _own(request, reference)
    if row.is_draft:
        return redirect("applicants:apply", slug=row.programme.slug)
    return render(request, "applicants/application.html", _context(row))


def _to_application(request: ApplicantRequest, reference: str) -> HttpResponse:
    """Where the form for papers that are asked for stands."""
    return redirect("applicants:application", reference=_own(request, reference).reference)


@profile_required
@require_post(_to_application)
def supplement(request: ApplicantRequest, reference: str) -> HttpResponse:
    """Hand in what was asked for."""
    row = _own(request, reference)
    form = SupplementForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            applying.answer_supplement(
                application_id=row.pk, actor=request.user, on=today(), **form.cleaned_data
            )
        except RefusedError as error:
            for words in [*error.problems, *error.fields.values()]:
                form.add_error(None, str(words))
        except TransitionError:
            form.add_error(None, _("Nothing is asked for any more."))
        else:
            messages.success(request, _("Added. The department goes on."))
            return redirect("applicants:application", reference=reference)
    row = _own(request, reference)
    return render(request, "applicants/application.html", {**_context(row), "form": form})


@profile_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: ApplicantRequest, reference: str) -> HttpResponse:
    """Take it back, once that is confirmed."""
    row = _own(request, reference)
    if Action.WITHDRAW not in possible(Status(row.status), [Role.APPLICANT]):
        return redirect("applicants:application", reference=reference)
    form = VersionForm(request.POST or None, initial={"version": row.version})
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            applying.withdraw(application_id=row.pk, version=version, actor=request.user)
        except (RefusedError, TransitionError):
            if _own(request, reference).status == Status.WITHDRAWN:  # by a second tap
                return redirect("applicants:application", reference=reference)
            problem = _("The department has acted meanwhile: look at it again first.")
        else:
            messages.success(request, _("Withdrawn."))
            return redirect("applicants:application", reference=reference)
    context = {"application": row, "form": form, "problem": problem}
    return render(request, "applicants/withdraw.html", context)


def _line(row: Application) -> dict[str, Any]:
    return {"application": row, "status": status_line(row), "mark": status_mark(row)}


def _own(request: ApplicantRequest, reference: str) -> Application:
    rows = Application.objects.owned_by(request.user)
    rows = rows.select_related("programme__department", "supplement", "snapshot", "determination")
    return get_object_or_404(rows, reference=reference)


def _context(row: Application) -> dict[str, Any]:
    actions = possible(Status(row.status), [Role.APPLICANT])
    if row.snapshot is None or row.submitted_at is None:
        raise AssertionError(f"{row} is a draft")
    result, document, facts = thawed(row.snapshot)
    with reading_on(row.snapshot.judged_on):
        criteria, ground = criteria_said_once(result.reasons, document, facts)
    asked = getattr(row, "supplement", None)
    decided = getattr(row, "determination", None)
    return {
        "nav": "mine",
        "application": row,
        "status": status_line(row),
        "mark": status_mark(row),
        "handed_in": moment(row.submitted_at),
        "due": due_words(row.due_on, row.due_provisional),
        "steps": step_lines(list(row.steps.all())),
        "attachments": list(row.attachments.all()),
        "criteria": criteria,
        "ground": ground,
        "judged_on": day(row.snapshot.judged_on),
        "edition": row.snapshot.edition,
        "asked": asked if Action.SUPPLEMENT in actions else None,
        "asked_due": due_words(asked.due_on, asked.due_provisional) if asked else "",
        "form": SupplementForm(initial={"version": row.version}),
        "determination": decided,
        "decided_at": moment(decided.determined_at) if decided else "",
        "readings": reading_lines(readings_of_application(row)),
        "may_withdraw": Action.WITHDRAW in actions,
    }
