"""What all programmes share, as the files of the catalogue bring it: read only."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from policies.admin.builder.options import TYPES
from policies.admin.reading import ReadingAdmin, column
from policies.models import Department, Fact, SharedTable, Source, System
from policies.presentation.given import TOPICS


class WordsFilter(admin.SimpleListFilter):
    """Values of a column that occur, in words.

    Attributes:
        words: of each value; what it does not name is shown as it stands.
    """

    parameter_name: str
    words: ClassVar[Mapping[str, str | Promise]] = {}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        name = self.parameter_name
        found = Fact.objects.exclude(**{name: ""}).order_by(name).values_list(name, flat=True)
        return [(each, str(self.words.get(each, each))) for each in found.distinct()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Fact]) -> QuerySet[Fact]:
        known = {key for key, _words in self.lookup_choices}
        value = self.value()
        return queryset.filter(**{self.parameter_name: value}) if value in known else queryset


class TypeFilter(WordsFilter):
    title, parameter_name, words = _("type"), "type", TYPES


class TopicFilter(WordsFilter):
    title, parameter_name, words = _("topic"), "topic", TOPICS


class DefinedAdmin(ReadingAdmin):
    """Shows the definition as the file has it."""

    exclude: ClassVar[tuple[str, ...]] = ("definition", "position")
    readonly_fields: ClassVar[tuple[str, ...]] = ("as_written",)

    @admin.display(description=_("definition"))
    def as_written(self, entry: Department | Fact | SharedTable | Source | System) -> SafeString:
        return format_html('<pre tabindex="0">{}</pre>', entry.definition)


@admin.register(Department)
class DepartmentAdmin(DefinedAdmin):
    list_display = (
        column("name", _("name")),
        column("short", _("short name")),
        "slug",
        "phone",
    )
    search_fields = ("slug", "name_zh", "name_en", "short_zh", "short_en")
    search_help_text = _("Key or name")


@admin.register(Fact)
class FactAdmin(DefinedAdmin):
    exclude = (*DefinedAdmin.exclude, "type", "topic")
    readonly_fields = ("type_words", "topic_words", *DefinedAdmin.readonly_fields)
    list_display = (
        column("label", _("label")),
        "name",
        "type_words",
        "topic_words",
        *("derived", "sensitive", "changeable"),
    )
    list_filter = (TypeFilter, TopicFilter, "derived", "sensitive", "changeable")
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

    @admin.display(description=_("type"), ordering="type")
    def type_words(self, fact: Fact) -> str:
        return str(TYPES.get(fact.type, fact.type))

    @admin.display(description=_("topic"), ordering="topic")
    def topic_words(self, fact: Fact) -> str:
        return str(TOPICS.get(fact.topic, fact.topic))


@admin.register(Source)
class SourceAdmin(DefinedAdmin):
    list_display = ("key", column("title", _("title")), "number", "grade", "published_on")
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
    list_display = (column("name", _("name")), "slug", column("summary", _("summary")))
    search_fields = ("slug", "name_zh", "name_en", "aliases")
    search_help_text = _("Key or name")
