"""What all admin pages of the catalogue have in common."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

if TYPE_CHECKING:
    BaseAdmin = admin.ModelAdmin[Any]  # only the stubs of Django know what it is an admin of
else:
    BaseAdmin = admin.ModelAdmin


class ReadingAdmin(BaseAdmin):
    """Lists and shows rows; changes none.

    Attributes:
        lookups: what a query string may filter by, to the letter: Django alone would allow any
            column with any operator, patterns included, which is slow or an error in the database.
    """

    lookups: ClassVar[frozenset[str]] = frozenset()
    list_per_page = 50
    show_full_result_count = False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup in self.lookups

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return False
