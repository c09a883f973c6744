"""Who works where; for administrators."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import ForeignKey
from django.http import HttpRequest

from applicants.models import Membership

if TYPE_CHECKING:
    BaseAdmin = admin.ModelAdmin[Membership]
else:
    BaseAdmin = admin.ModelAdmin


@admin.register(Membership)
class MembershipAdmin(BaseAdmin):
    list_display = ("user", "department", "role")
    list_filter = ("role",)
    list_select_related = ("user", "department")
    search_fields = ("user__email", "department__name_zh", "department__name_en")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup == "role__exact"

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any]", request: HttpRequest, **options: Any
    ) -> Any:
        """Only staff can be members."""
        if db_field.name == "user":
            options["queryset"] = get_user_model().objects.filter(is_staff=True)
        return super().formfield_for_foreignkey(db_field, request, **options)
