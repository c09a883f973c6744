"""What a member of staff does on the page of a file: which form was sent, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.forms import DetermineForm, RequestSupplementForm, ReviewForm
from applicants.models import Application
from applicants.services import reviewing
from applicants.services.errors import ConflictError, RefusedError
from applicants.workflow import TransitionError

SUPPLEMENT, REVIEW, DETERMINE = "supplement", "review", "determine"
LOOK = "look"  # sent by Enter: show the form again, for nothing here can be taken back
FORMS: dict[str, type[forms.Form]] = {
    SUPPLEMENT: RequestSupplementForm,
    REVIEW: ReviewForm,
    DETERMINE: DetermineForm,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a form.

    Attributes:
        done: what was done, in words; empty where nothing was.
        name: which form it was, with what was typed in ``form``.
        conflict: somebody else was first; what was typed is shown again, not lost.
    """

    done: str = ""
    name: str = ""
    form: forms.Form | None = None
    conflict: bool = False


def act(request: HttpRequest, row: Application) -> Outcome:
    """Do what was asked for, or say why not."""
    name = str(request.POST.get("form", ""))
    if name not in FORMS:
        return Outcome()
    form = FORMS[name](request.POST)
    if not form.is_valid() or LOOK in request.POST:
        return Outcome(name=name, form=form)
    try:
        return Outcome(done=_ACTIONS[name](request, row, form.cleaned_data))
    except (ConflictError, TransitionError):
        return Outcome(name=name, form=form, conflict=True)
    except RefusedError as error:
        for field, words in error.fields.items():
            form.add_error(field if field in form.fields else None, str(words))
        for words in error.problems:
            form.add_error(None, str(words))
        return Outcome(name=name, form=form)


def _supplement(request: HttpRequest, row: Application, typed: dict[str, Any]) -> str:
    today = timezone.localdate()
    reviewing.request_supplement(application_id=row.pk, actor=request.user, on=today, **typed)
    return _("Asked. The applicant gets an e-mail; the clock stands still.")


def _review(request: HttpRequest, row: Application, typed: dict[str, Any]) -> str:
    today = timezone.localdate()
    reviewing.review(application_id=row.pk, actor=request.user, on=today, **typed)
    return _("Your opinion is kept. Another person decides.")


def _determine(request: HttpRequest, row: Application, typed: dict[str, Any]) -> str:
    decision = str(request.POST.get("decision", ""))
    if decision == "return":
        today = timezone.localdate()
        reviewing.send_back(application_id=row.pk, actor=request.user, on=today, **typed)
        return _("Sent back to the reviewers.")
    reviewing.determine(application_id=row.pk, decision=decision, actor=request.user, **typed)
    return _("Decided. The applicant gets an e-mail.")


_ACTIONS: dict[str, Callable[[HttpRequest, Application, dict[str, Any]], str]] = {
    SUPPLEMENT: _supplement,
    REVIEW: _review,
    DETERMINE: _determine,
}
