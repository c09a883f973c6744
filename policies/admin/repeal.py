"""Until when a published edition holds: one person asks for a change, another approves it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from policies.admin.builder.remarks import said
from policies.forms.typed import DayField, PlainTextField
from policies.models import Edition, EditionChange
from policies.presentation.words import day
from policies.services import CatalogueError
from policies.services.approving import APPROVE, PROPOSE
from policies.services.repeal import (
    approve_change,
    ask_change,
    can_be_changed,
    decline_change,
    waiting_change,
)

LONGEST = 2_000
Kind = EditionChange.Kind


class ChangeForm(forms.Form):
    """What is asked for, and why."""

    kind = forms.ChoiceField(label=gettext_lazy("What is to happen"))
    last = DayField(
        label=gettext_lazy("Last day in force"),
        required=False,
        help_text=gettext_lazy("Only where it is to be in force until a day."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    reason = PlainTextField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("It stays in the record of the edition."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ends = edition.in_force_to is not None
        kinds = [kind for kind in (Kind.END, Kind.REPEAL, Kind.OPEN) if ends or kind != Kind.OPEN]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]  # of a choice field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == Kind.END and "last" in cleaned and cleaned["last"] is None:
            self.add_error("last", _("Say on which day it ends."))
        return cleaned


class DecisionForm(forms.Form):
    """What another person says to a change that waits."""

    comment = PlainTextField(
        label=gettext_lazy("Comment"),
        required=False,
        help_text=gettext_lazy("Needed where you decline."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def may_change_days(user: Any) -> bool:
    """Whether somebody may ask for a change of an edition's days, or decide one."""
    return bool(user.has_perm(PROPOSE) or user.has_perm(APPROVE))


@require_http_methods(["GET", "POST"])
def days_view(request: HttpRequest, object_id: int) -> HttpResponse:
    """Ask that a published edition hold until another day, or decide what was asked for."""
    if not may_change_days(request.user):
        raise PermissionDenied
    edition = get_object_or_404(Edition.objects.select_related("programme"), pk=object_id)
    if not can_be_changed(edition):
        raise Http404
    change = waiting_change(edition)
    form = _form(request, edition, change)
    take = _STEPS.get(str(request.POST.get("step", "")))
    if take in (_approve, _decline) and not _is_as_shown(request, change):
        form.add_error(None, _("What is asked for has changed since you opened this page: look."))
        take = None
    if take is not None and form.is_valid() and _done(request, edition, change, form, take):
        address = reverse("admin:policies_edition_change", args=[edition.pk])
        return HttpResponseRedirect(address)
    own = change is not None and change.asked_by_id == request.user.pk
    context = {
        **admin.site.each_context(request),
        "title": _("Last day of %(edition)s, or its repeal") % {"edition": edition},
        "edition": edition,
        "first": day(edition.in_force_from),
        "last": day(edition.in_force_to) if edition.in_force_to else "",
        "begun": edition.in_force_from <= timezone.localdate(),
        "change": change,
        "asked": change_words(change) if change else "",
        "own": own,
        "may_decide": not own and request.user.has_perm(APPROVE),
        "may_ask": request.user.has_perm(PROPOSE),
        "form": form,
    }
    return TemplateResponse(request, "admin/policies/edition/days.html", context)


def change_words(change: EditionChange) -> str:
    """What is asked for, with its day."""
    if change.last is None:
        return change.get_kind_display()
    return _("in force until %(day)s") % {"day": day(change.last)}


def _form(request: HttpRequest, edition: Edition, change: EditionChange | None) -> forms.Form:
    sent = request.POST if request.method == "POST" else None
    if change is not None:
        return DecisionForm(sent)
    return ChangeForm(sent, edition=edition, initial={"last": edition.in_force_to})


def _is_as_shown(request: HttpRequest, change: EditionChange | None) -> bool:
    """Whether the page that was sent showed this very request: nobody decides one unseen."""
    return change is None or request.POST.get("change") == str(change.pk)


Take = Callable[[Edition, EditionChange | None, dict[str, Any], Any], str]


def _done(
    request: HttpRequest,
    edition: Edition,
    change: EditionChange | None,
    form: forms.Form,
    take: Take,
) -> bool:
    """Do it; what the service refuses is shown beside the form."""
    try:
        done = take(edition, change, form.cleaned_data, request.user)
    except CatalogueError as error:
        for problem in error.problems:
            place = problem.path if problem.path in form.fields else None
            form.add_error(place, said(problem))
        return False
    messages.success(request, done)
    return True


def _ask(edition: Edition, change: EditionChange | None, typed: dict[str, Any], by: Any) -> str:
    if change is not None:  # somebody asked while this page was open
        raise CatalogueError.at("", f"{edition.name} has a change that waits for approval.")
    ask_change(
        edition_id=edition.pk, kind=typed["kind"], last=typed["last"], reason=typed["reason"], by=by
    )
    return _("Asked for. Another person has to approve it.")


def _approve(
    edition: Edition, change: EditionChange | None, _typed: dict[str, Any], by: Any
) -> str:
    approve_change(change_id=_waiting(change), by=by)
    edition.refresh_from_db()
    if edition.annulled_at is not None:
        return _("%(edition)s is repealed and never comes into force.") % {"edition": edition}
    if edition.in_force_to is None:
        return _("%(edition)s is in force until further notice.") % {"edition": edition}
    last = {"edition": edition, "day": edition.in_force_to.isoformat()}
    if edition.in_force_to < timezone.localdate():
        return _("%(edition)s is repealed; its last day was %(day)s.") % last
    return _("%(edition)s ends on %(day)s.") % last


def _decline(
    _edition: Edition, change: EditionChange | None, typed: dict[str, Any], by: Any
) -> str:
    decided = decline_change(change_id=_waiting(change), comment=typed["comment"], by=by)
    if decided.state == EditionChange.State.DROPPED:
        return _("What you asked for is taken back; the edition stays as it is.")
    return _("Declined; the edition stays as it is.")


def _waiting(change: EditionChange | None) -> int:
    if change is None:
        raise CatalogueError.at("", "this change is decided already.")
    return change.pk


_STEPS: dict[str, Take] = {"ask": _ask, "approve": _approve, "decline": _decline}
