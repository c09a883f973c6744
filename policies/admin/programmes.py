"""Programmes and their editions, to be read; they are written as drafts."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.admin.builder.page import may_write
from policies.admin.builder.remarks import said
from policies.admin.builder.views import rules_help
from policies.admin.comparing import compare_view
from policies.admin.open_points import open_points
from policies.admin.reading import ReadingAdmin, column
from policies.admin.repeal import change_words, days_view, may_change_days
from policies.admin.rules import rule_in_sentences
from policies.models import Edition, EditionChange, EditionStep, Programme
from policies.presentation.audience import audience_names
from policies.rules.errors import RuleError
from policies.services import library
from policies.services.current import read_edition
from policies.services.repeal import can_be_changed, waiting_change


@admin.register(Programme)
class ProgrammeAdmin(ReadingAdmin):
    list_display = (column("title", _("title")), "slug", "category", "department_name")
    list_filter = ("category", "department")
    list_select_related = ("department",)
    lookups = frozenset({"category__exact", "department__id__exact"})
    search_fields = ("slug", "title_zh", "title_en")
    search_help_text = _("Key or title")
    fields = (
        *("slug", "title_zh", "title_en", "category", "audience_words", "department", "editions"),
        "to_confirm",
    )
    readonly_fields = ("audience_words", "editions", "to_confirm")

    @admin.display(description=_("audience"))
    def audience_words(self, programme: Programme) -> str:
        return audience_names(programme.audience)

    @admin.display(description=_("department"), ordering="department__position")
    def department_name(self, programme: Programme) -> str:
        return programme.department.name

    @admin.display(description=_("editions"))
    def editions(self, programme: Programme) -> SafeString:
        rows = (
            (
                reverse("admin:policies_edition_change", args=[edition.pk]),
                edition.name,
                edition.in_force_from,
                edition.in_force_to or "…",
            )
            for edition in programme.editions.all()
        )
        return format_html("<ul>{}</ul>", format_html_join("", _EDITION, rows))

    @admin.display(description=_("To be confirmed"))
    def to_confirm(self, programme: Programme) -> SafeString:
        """What the newest published edition leaves open."""
        published = Edition.objects.published().filter(programme=programme)
        newest = published.order_by("-in_force_from").first()
        if newest is None:
            return format_html("<p>{}</p>", gettext("Nothing is open."))
        return open_points(read_edition(newest, library()))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        programme = self.get_object(request, object_id)
        published = Edition.objects.published().filter(programme=programme)
        newest = published.order_by("-in_force_from").first() if programme else None
        context = {**(extra_context or {}), "newest": newest, "may_write": may_write(request)}
        return super().change_view(request, object_id, form_url, context)


_STEP = "<li>{} {} · {} {} {}</li>"
_EDITION = '<li><a href="{}">{}</a> ({} – {})</li>'


class StateFilter(admin.SimpleListFilter):
    """Drafts, published editions, those in force today."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("in_force", gettext("in force today")),
            ("published", gettext("published")),
            ("changing", gettext("change waits for approval")),
            ("draft", gettext("draft")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Edition]) -> QuerySet[Edition]:
        found = Edition.objects.filter(pk__in=queryset)
        chosen = {
            "in_force": found.in_force(timezone.localdate()),
            "published": found.published(),
            "changing": found.filter(changes__state=EditionChange.State.ASKED),
            "draft": found.drafts(),
        }
        value = self.value()
        return queryset if value not in chosen else queryset.filter(pk__in=chosen[value])


@admin.register(Edition)
class EditionAdmin(ReadingAdmin):
    list_display = ("programme_title", "name", "state", "in_force_from", "in_force_to")
    list_filter = (StateFilter, "programme__category")
    list_select_related = ("programme",)
    lookups = frozenset({"state", "programme__category__exact"})
    search_fields = ("name", "programme__slug", "programme__title_zh", "programme__title_en")
    search_help_text = _("Name, or key or title of the programme")
    fields = (
        *("programme", "name", "in_force_from", "in_force_to"),
        "change",
        *("proposed_by", "proposed_at", "approved_by", "published_at", "annulled_at", "sha256"),
        *("record", "rule", "document_text"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        """With whether a change of each waits for somebody."""
        waiting = EditionChange.objects.filter(
            edition=OuterRef("pk"), state=EditionChange.State.ASKED
        )
        editions: QuerySet[Edition] = super().get_queryset(request)
        return editions.annotate(waits=Exists(waiting))

    @admin.display(description=_("programme"), ordering="programme__slug")
    def programme_title(self, edition: Edition) -> str:
        return edition.programme.title

    @admin.display(description=_("state"), ordering="published_at")
    def state(self, edition: Any) -> str:
        if edition.annulled_at is not None:
            return gettext("repealed before its first day")
        if edition.published:
            return gettext("change waits for approval") if edition.waits else gettext("published")
        return gettext("waiting for approval") if edition.proposed_at else gettext("draft")

    @admin.display(description=_("rule"))
    def rule(self, edition: Edition) -> SafeString:
        try:
            return rule_in_sentences(read_edition(edition, library()))
        except RuleError as error:
            problems = ((f"{problem.path} {said(problem)}".strip(),) for problem in error.problems)
            return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", problems))

    @admin.display(description=_("change that waits for approval"))
    def change(self, edition: Edition) -> str:
        """What somebody asked for, with the page on which it is decided."""
        waiting = waiting_change(edition)
        if waiting is None:
            return "–"
        address = reverse("admin:policies_edition_days", args=[edition.pk])
        return format_html('<a href="{}">{}</a>', address, change_words(waiting))

    @admin.display(description=_("record"))
    def record(self, edition: Edition) -> SafeString:
        """Who did what with it."""
        steps = EditionStep.objects.filter(
            programme=edition.programme.slug, edition=edition.name
        ).select_related("by")
        rows = (
            (
                timezone.localtime(step.at).strftime("%Y-%m-%d %H:%M"),
                step.get_kind_display(),
                step.by.get_full_name() or step.by.get_username(),
                step.day or "",
                step.comment,
            )
            for step in steps
        )
        return format_html("<ul>{}</ul>", format_html_join("", _STEP, rows))

    @admin.display(description=_("document"))
    def document_text(self, edition: Edition) -> SafeString:
        return format_html('<pre tabindex="0">{}</pre>', edition.document)

    def get_urls(self) -> list[URLPattern]:
        behind = self.admin_site.admin_view
        return [
            path("help/", behind(rules_help), name="policies_rules_help"),
            path("compare/", behind(compare_view), name="policies_edition_compare"),
            path("<int:object_id>/days/", behind(days_view), name="policies_edition_days"),
            *super().get_urls(),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Edition | None = None) -> Any:
        return self.fields

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        edition = self.get_object(request, object_id)
        changes = edition is not None and may_change_days(request.user) and can_be_changed(edition)
        context = {**(extra_context or {}), "may_change_days": changes}
        return super().change_view(request, object_id, form_url, context)
