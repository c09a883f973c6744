"""Accounts in the administration: people are edited, what allauth writes is only looked at."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from policies.admin.reading import ReadingAdmin


class PersonAdmin(UserAdmin[User]):
    """Django's page of accounts, without its free lookups."""

    lookups = frozenset(
        {"is_staff__exact", "is_superuser__exact", "is_active__exact", "groups__id__exact"}
    )

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup in self.lookups

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """Of staff alone: a founder signs in by codes and would never be asked for a password."""
        user = self.get_object(request, unquote(id))
        if user is None or not user.is_staff:
            raise Http404
        return super().user_change_password(request, id, form_url)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        found = super().get_fieldsets(request, obj)
        if obj is None or obj.is_staff:
            return found
        return [
            (name, {**options, "fields": [one for one in options["fields"] if one != "password"]})
            for name, options in found
        ]


class RightsAdmin(GroupAdmin):
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

    list_display = fields = ("user", "type", "created_at", "last_used_at")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__email")

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return super(ReadingAdmin, self).has_delete_permission(request, obj)


def register() -> None:
    """Take the place of the packages' own pages, which let secrets be read and addresses moved."""
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
