"""What all programmes share, as the files of the catalogue bring it: read only."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from policies.admin.reading import ReadingAdmin
from policies.models import Department, Fact, SharedTable, Source, System


class DefinedAdmin(ReadingAdmin):
    """Shows the definition as the file has it."""

    exclude = ("definition", "position")
    readonly_fields = ("as_written",)

    @admin.display(description=_("definition"))
    def as_written(self, entry: Department | Fact | SharedTable | Source | System) -> SafeString:
        return format_html('<pre tabindex="0">{}</pre>', entry.definition)


@admin.register(Department)
class DepartmentAdmin(DefinedAdmin):
    list_display = ("name", "short", "slug", "phone")
    search_fields = ("slug", "name_zh", "name_en", "short_zh", "short_en")
    search_help_text = _("Key or name")


@admin.register(Fact)
class FactAdmin(DefinedAdmin):
    list_display = ("label", "name", "type", "topic", "derived", "sensitive", "changeable")
    list_filter = ("type", "topic", "derived", "sensitive", "changeable")
    lookups = frozenset(
        {
            "type",
            "topic",
            "derived__exact",
            "sensitive__exact",
            "changeable__exact",
        }
    )
    search_fields = ("name", "label_zh", "label_en")
    search_help_text = _("Name or label")


@admin.register(Source)
class SourceAdmin(DefinedAdmin):
    list_display = ("key", "title", "number", "grade", "published_on")
    list_filter = ("grade",)
    lookups = frozenset({"grade__exact"})
    search_fields = ("key", "title_zh", "title_en", "number")
    search_help_text = _("Key, title or number")


@admin.register(SharedTable)
class SharedTableAdmin(DefinedAdmin):
    list_display = ("__str__", "name")
    search_fields = ("name", "label_zh", "label_en")
    search_help_text = _("Name or label")


@admin.register(System)
class SystemAdmin(DefinedAdmin):
    list_display = ("name", "slug", "summary")
    search_fields = ("slug", "name_zh", "name_en", "aliases")
    search_help_text = _("Key or name")
