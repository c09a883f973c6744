"""What all admin pages of the catalogue have in common."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.text import capfirst

if TYPE_CHECKING:
    BaseAdmin = admin.ModelAdmin[Any]  # only the stubs of Django know what it is an admin of
else:
    BaseAdmin = admin.ModelAdmin


def column(name: str, words: Any, *, ordering: str = "") -> Callable[[Any], Any]:
    """A column whose model gives it no name that could be translated.

    Args:
        name: of an attribute, or of a method without arguments.
        words: its head, a text or a message.
    """

    def show(row: Any) -> Any:
        found = getattr(row, name)
        return found() if callable(found) else found

    show.__name__ = name  # Django makes the class of the cell of it
    return admin.display(description=words, ordering=ordering or None)(show)


class ReadingAdmin(BaseAdmin):
    """Lists and shows rows; changes none.

    Attributes:
        lookups: what a query string may filter by, to the letter: Django alone would allow any
            column with any operator, patterns included, which is slow or an error in the database.
        nothing_yet: what a list says that has nothing in it, and how something comes into it.
    """

    lookups: ClassVar[frozenset[str]] = frozenset()
    nothing_yet: ClassVar[str | Promise] = ""
    list_per_page = 50
    show_full_result_count = False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup in self.lookups

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, called by what it has: nobody selects anything here."""
        title = capfirst(str(self.opts.verbose_name_plural))
        context = {"title": title, "nothing_yet": self.nothing_yet, **(extra_context or {})}
        return super().changelist_view(request, context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return False
