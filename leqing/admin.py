"""The administration as a whole: who sees it, and by which door."""

from collections.abc import Mapping, Sequence
from functools import update_wrapper
from typing import Any

from allauth.account import views as account
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog

from applicants.services.audit import record_event
from leqing.accounts.entrance import passed_second_factor, to_staff_sign_in, turned_away
from leqing.unsent_forms.middleware import typed_at
from policies.forms.typed import read_plainly


class FormShownAgain:
    """Mixed into a form that shows what was typed before: it is never valid, so never saved."""

    def full_clean(self) -> None:
        form: Any = self
        super().full_clean()  # type: ignore[misc]  # a mixin
        if form.is_bound:
            form.add_error(None, _("Nothing of this is saved yet: look it over and save it."))


class ReadingPlainly:
    """Mixed into whatever makes forms of rows: text, numbers and days are read as founders' are."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **options)  # type: ignore[misc]  # a mixin
        return field and read_plainly(field)


class HidingAdmin(ReadingPlainly):
    """Mixed into every page of the administration: what is not there and what is hidden look alike.

    Django tells a missing row by a redirect, and before it asks whether one may look.
    """

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        page: Any = self
        if not page.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)  # type: ignore[misc]  # a mixin

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Shows a form as it was typed before, lines added to it included; nothing is saved."""
        typed = typed_at(request) if request.method == "GET" else None
        if typed is not None:
            request.bound_again = True  # type: ignore[attr-defined]  # read by get_form, and outside
            _ = request.FILES  # read first: reading it later would empty what is posted
            request.method = "POST"
            request.POST = _posted(typed.fields)  # type: ignore[assignment]  # nobody changes it
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]  # a mixin
        finally:
            if typed is not None:
                request.method = "GET"

    def get_form(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        form = super().get_form(request, obj, **options)  # type: ignore[misc]  # a mixin
        if not getattr(request, "bound_again", False):
            return form
        return type(form.__name__, (FormShownAgain, form), {"__module__": form.__module__})

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        """Rows within a form are read as the form is."""
        return [
            type(each.__name__, (ReadingPlainly, each), {"__module__": each.__module__})
            for each in super().get_inlines(request, obj)  # type: ignore[misc]  # a mixin
        ]

    # -- What Django writes into its own log stands in ours too, with the address ------------------

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        record_change("admin.added", request, obj, message)
        return super().log_addition(request, obj, message)  # type: ignore[misc]  # a mixin

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        record_change("admin.changed", request, obj, message)
        return super().log_change(request, obj, message)  # type: ignore[misc]  # a mixin

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for obj in queryset:
            record_change("admin.deleted", request, obj, [])
        return super().log_deletions(request, queryset)  # type: ignore[misc]  # a mixin

    def _get_obj_does_not_exist_redirect(self, *_arguments: Any) -> Any:
        raise Http404


def _posted(fields: Mapping[str, Sequence[str]]) -> QueryDict:
    posted = QueryDict(mutable=True)
    for name, texts in fields.items():
        posted.setlist(name, list(texts))
    return posted


def record_change(action: str, request: HttpRequest, obj: Any, message: Any) -> None:
    """Which fields were changed, by their names; what stands in them is not kept here."""
    parts = [part for part in message if isinstance(part, dict)] if message else []
    changed = [part["changed"] for part in parts if "changed" in part]
    details = {"fields": [str(name) for part in changed for name in part.get("fields", [])]}
    record_event(action=action, actor=request.user, subject=obj, details=details)


class LeqingAdminSite(admin.AdminSite):
    """For staff with a second factor; what somebody may not see there does not exist."""

    site_header = site_title = _("Leqing · programmes that find you")
    index_title = _("Administration")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """As Django does, with :class:`HidingAdmin` mixed in."""
        base = admin_class or admin.ModelAdmin
        hiding = type(base.__name__, (HidingAdmin, base), {"__module__": base.__module__})
        super().register(model_or_iterable, hiding, **options)

    def get_urls(self) -> list[Any]:
        """Django's, and pages that belong to no model; read late, for they need the models."""
        from applicants.admin.previewing import views as previewing
        from applicants.admin.retention import retention

        kept = path("retention/", self.admin_view(retention), name="retention")
        return [*previewing.addresses(self.admin_view), kept, *super().get_urls()]

    def has_permission(self, request: Any) -> bool:
        return super().has_permission(request) and passed_second_factor(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated and request.path == reverse("admin:logout"):
                return HttpResponseRedirect("/")
            if elsewhere := turned_away(request):
                return elsewhere
            try:
                return inner(request, *args, **kwargs)
            except PermissionDenied:
                raise Http404 from None

        return update_wrapper(guarded, view)

    # -- Django's own doors lead to ours ----------------------------------------------------------

    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return to_staff_sign_in(request, request.GET.get("next") or reverse("admin:index"))

    def i18n_javascript(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """With the words that Django's own catalogue lacks."""
        packages = ["django.contrib.admin", "leqing"]
        return JavaScriptCatalog.as_view(packages=packages)(request)

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return account.logout(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return HttpResponseRedirect(reverse("account_change_password"))

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return HttpResponseRedirect(reverse("admin:index"))
