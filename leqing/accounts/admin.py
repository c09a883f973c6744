"""Accounts in the administration: people are edited, what allauth writes is only looked at."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.admin.templatetags import admin_list
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from applicants.retention import RETENTION
from applicants.services.audit import record_event
from applicants.services.erasure import belongings_of, erase_account, staff_stay
from leqing.accounts.entrance import ask_again
from leqing.accounts.rights import RightsInWords
from policies.admin.reading import ReadingAdmin


class RecordingRights(RightsInWords):
    """Mixed into a page on which somebody is given rights: the audit log says which, by name."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)  # type: ignore[misc]  # a mixin
        if rights := changed_rights(form):
            record_event(
                action="rights.changed", actor=request.user, subject=form.instance, details=rights
            )


class PersonAdmin(RecordingRights, UserAdmin[User]):
    """Django's page of accounts, without its free lookups."""

    lookups = frozenset(
        {"is_staff__exact", "is_superuser__exact", "is_active__exact", "groups__id__exact"}
    )
    readonly_fields = ("last_login", "date_joined")  # what happened is nobody's to write

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup in self.lookups

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """An address and a right are changed by whoever has just given a password of their own.

        What was typed comes back after that; a new account's password would not, so it is asked
        for before.
        """
        is_sent = request.method == "POST" and not getattr(request, "bound_again", False)
        asking = ask_again(request) if is_sent or object_id is None else None
        return asking or super().changeform_view(request, object_id, form_url, extra_context)

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """Of staff alone: a founder signs in by codes and would never be asked for a password."""
        user = self.get_object(request, unquote(id))
        if user is None or not user.is_staff:
            raise Http404
        return ask_again(request) or super().user_change_password(request, id, form_url)

    def get_actions(self, request: HttpRequest) -> Any:
        """Without deleting rows straight: much hangs on an account, and a record stays."""
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Erase an account as its owner could; that of staff is closed instead, in words."""
        user = self.get_object(request, unquote(object_id))
        if user is None or not self.has_delete_permission(request):
            raise PermissionDenied
        if request.method == "POST" and not user.is_staff:
            with suppress(User.DoesNotExist):  # its owner, or a second tap, was first
                erase_account(user_id=user.pk, actor=request.user)
            messages.success(request, _("The account is erased."))
            return redirect("admin:auth_user_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Erase an account"),
            "opts": self.opts,
            "account": user,
            "refusal": staff_stay() if user.is_staff else "",
            "belongings": belongings_of(user.pk),
            "stays": [line for line in RETENTION if line.law],
        }
        return TemplateResponse(request, "admin/auth/user/erase.html", context)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        found = super().get_fieldsets(request, obj)
        if obj is None or obj.is_staff:
            return found
        return [
            (name, {**options, "fields": [one for one in options["fields"] if one != "password"]})
            for name, options in found
        ]


class RightsAdmin(RecordingRights, GroupAdmin):
    """Django's page of groups, without its free lookups."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return False


class EmailAddressAdmin(ReadingAdmin):
    """Addresses with which founders signed in."""

    list_display = ("email", "user", "primary", "verified")
    list_select_related = ("user",)
    search_fields = ("email",)


class AuthenticatorAdmin(ReadingAdmin):
    """Authenticator apps; deleting one makes its owner set up a new one. Never shows a secret."""

    list_display = fields = readonly_fields = ("owner", "kind", "set_up_at", "used_at")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__email")

    # The package gives its columns no names that could be translated.

    @admin.display(description=_("user"), ordering="user")
    def owner(self, app: Authenticator) -> str:
        return str(app.user)

    @admin.display(description=_("kind"), ordering="type")
    def kind(self, app: Authenticator) -> str:
        return app.get_type_display()

    @admin.display(description=_("set up at"), ordering="created_at")
    def set_up_at(self, app: Authenticator) -> datetime:
        return app.created_at

    @admin.display(description=_("last used at"), ordering="last_used_at")
    def used_at(self, app: Authenticator) -> datetime | str:
        return app.last_used_at or "–"

    def get_actions(self, request: HttpRequest) -> Any:
        """None: an app is deleted by itself, and after a password."""
        return {}

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        return ask_again(request) or super().delete_view(request, object_id, extra_context)

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return super(ReadingAdmin, self).has_delete_permission(request, obj)


def changed_rights(form: Any) -> dict[str, Any]:
    """Which groups and rights were given and taken, and which marks of an account were set."""
    found: dict[str, Any] = {}
    for name in ("groups", "user_permissions", "permissions"):
        if name in form.changed_data:
            before = {_name_of(each) for each in form.initial.get(name) or []}
            after = {_name_of(each) for each in form.cleaned_data[name]}
            found[name] = {"given": sorted(after - before), "taken": sorted(before - after)}
    for name in ("is_active", "is_staff", "is_superuser"):
        if name in form.changed_data:
            found[name] = bool(form.cleaned_data[name])
    return found


def _name_of(right: Permission | Group) -> str:
    return right.codename if isinstance(right, Permission) else right.name


def icon_in_words(value: bool | None) -> SafeString:
    """A mark for yes, no or unknown; what is read aloud in the place of it is a word."""
    name = {True: "yes", False: "no", None: "unknown"}[value]
    words = {True: _("Yes"), False: _("No"), None: _("Unknown")}[value]
    return format_html('<img src="{}" alt="{}">', static(f"admin/img/icon-{name}.svg"), words)


def register() -> None:
    """Take the place of the packages' own pages, which let secrets be read and addresses moved."""
    # Django calls them True and False in every language, and has no setting for it.
    admin_list._boolean_icon = icon_in_words  # type: ignore[attr-defined]  # not public
    # The package gives it no name that could be translated.
    Authenticator._meta.verbose_name = _("authenticator app")
    Authenticator._meta.verbose_name_plural = _("authenticator apps")
    for model, options in (
        (User, PersonAdmin),
        (Group, RightsAdmin),
        (EmailAddress, EmailAddressAdmin),
        (Authenticator, AuthenticatorAdmin),
    ):
        admin.site.unregister(model)
        admin.site.register(model, options)
