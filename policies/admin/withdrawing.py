"""Letting a published edition end: its last day, and why."""

from __future__ import annotations

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
from policies.models import Edition
from policies.services import CatalogueError
from policies.services.approving import APPROVE, withdraw_edition

LOOK = "look"  # sent by Enter: show the form again


class WithdrawForm(forms.Form):
    """The last day in force, and why it ends."""

    last = forms.DateField(
        label=gettext_lazy("Last day in force"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    comment = forms.CharField(
        label=gettext_lazy("Why it ends"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_last(self) -> Any:
        last = self.cleaned_data["last"]
        if last < timezone.localdate():
            raise forms.ValidationError(_("The day is before today: what held then stays."))
        return last


def may_withdraw(user: Any) -> bool:
    """Whether somebody may let editions end."""
    return bool(user.has_perm(APPROVE))


@require_http_methods(["GET", "POST"])
def withdraw_view(request: HttpRequest, object_id: int) -> HttpResponse:
    """Give a published edition its last day."""
    if not may_withdraw(request.user):
        raise PermissionDenied
    edition = get_object_or_404(Edition.objects.select_related("programme"), pk=object_id)
    if not edition.published or edition.in_force_to is not None:
        raise Http404
    form = WithdrawForm(request.POST or None, initial={"last": timezone.localdate()})
    asked = request.method == "POST" and LOOK not in request.POST
    if asked and form.is_valid() and _withdrawn(request, edition, form):
        address = reverse("admin:policies_edition_change", args=[edition.pk])
        return HttpResponseRedirect(address)
    context = {
        **admin.site.each_context(request),
        "title": _("Let %(edition)s end") % {"edition": edition},
        "edition": edition,
        "form": form,
    }
    return TemplateResponse(request, "admin/policies/edition/withdraw.html", context)


def _withdrawn(request: HttpRequest, edition: Edition, form: WithdrawForm) -> bool:
    """Do it; what the service refuses is shown beside the form."""
    last, comment = form.cleaned_data["last"], form.cleaned_data["comment"]
    by: Any = request.user
    try:
        withdraw_edition(edition_id=edition.pk, last=last, by=by, comment=comment)
    except CatalogueError as error:
        for problem in error.problems:
            form.add_error(None, said(problem))
        return False
    done = _("%(edition)s ends on %(day)s.") % {"edition": edition, "day": last.isoformat()}
    messages.success(request, done)
    return True
