"""Programmes, and their editions: drafts are written here, published ones only read."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.admin.builder.views import rules_help
from policies.admin.comparing import compare_view
from policies.admin.reading import ReadingAdmin
from policies.admin.rules import rule_in_sentences
from policies.models import Edition, Programme
from policies.rules.errors import RuleError
from policies.services import (
    CatalogueError,
    delete_draft,
    library,
    publish_edition,
    save_draft,
)
from policies.services.current import read_edition
from policies.services.editions import check_draft

if TYPE_CHECKING:
    BaseForm = forms.ModelForm[Edition]
else:
    BaseForm = forms.ModelForm


@admin.register(Programme)
class ProgrammeAdmin(ReadingAdmin):
    list_display = ("title", "slug", "category", "department_name")
    list_filter = ("category", "department")
    list_select_related = ("department",)
    lookups = frozenset({"category__exact", "department__id__exact"})
    search_fields = ("slug", "title_zh", "title_en")
    search_help_text = _("Key or title")
    fields = ("slug", "title_zh", "title_en", "category", "audience", "department", "editions")
    readonly_fields = ("editions",)

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


_EDITION = '<li><a href="{}">{}</a> ({} – {})</li>'


class StateFilter(admin.SimpleListFilter):
    """Drafts, published editions, those in force today."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("in_force", gettext("in force today")),
            ("published", gettext("published")),
            ("draft", gettext("draft")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Edition]) -> QuerySet[Edition]:
        found = Edition.objects.filter(pk__in=queryset)
        chosen = {
            "in_force": found.in_force(timezone.localdate()),
            "published": found.published(),
            "draft": found.drafts(),
        }
        value = self.value()
        return queryset if value not in chosen else queryset.filter(pk__in=chosen[value])


class DraftForm(BaseForm):
    """The document of a draft; name, days and programme are those it states."""

    class Meta:
        model = Edition
        fields = ("document",)
        widgets = {
            "document": forms.Textarea(attrs={"rows": 40, "cols": 100, "spellcheck": "false"})
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "document" in self.fields:  # not on the page of a published edition
            self.fields["document"].strip = False  # type: ignore[attr-defined]  # a CharField

    def clean_document(self) -> str:
        # Browsers send every line with CR LF, whatever the author typed.
        text: str = self.cleaned_data["document"].replace("\r\n", "\n")
        try:
            check_draft(document=text, edition_id=self.instance.pk)
        except CatalogueError as error:
            raise forms.ValidationError([str(problem) for problem in error.problems]) from None
        return text


@admin.register(Edition)
class EditionAdmin(ReadingAdmin):
    form = DraftForm
    list_display = ("programme_title", "name", "state", "in_force_from", "in_force_to")
    list_filter = (StateFilter, "programme__category")
    list_select_related = ("programme",)
    lookups = frozenset({"state", "programme__category__exact"})
    search_fields = ("name", "programme__slug", "programme__title_zh", "programme__title_en")
    search_help_text = _("Name, or key or title of the programme")
    actions = ("publish",)

    @admin.display(description=_("programme"), ordering="programme__slug")
    def programme_title(self, edition: Edition) -> str:
        return edition.programme.title

    @admin.display(description=_("state"), ordering="published_at")
    def state(self, edition: Edition) -> str:
        return gettext("published") if edition.published else gettext("draft")

    @admin.display(description=_("rule"))
    def rule(self, edition: Edition) -> SafeString:
        try:
            return rule_in_sentences(read_edition(edition, library()))
        except RuleError as error:
            problems = ((str(problem),) for problem in error.problems)
            return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", problems))

    @admin.display(description=_("document"))
    def document_text(self, edition: Edition) -> SafeString:
        return format_html("<pre>{}</pre>", edition.document)

    # --- who may do what ------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("policies.add_edition")

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return (
            obj is not None
            and not obj.published
            and request.user.has_perm("policies.change_edition")
        )

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        # without a row it would offer to delete many at once, past the service
        return (
            obj is not None
            and not obj.published
            and request.user.has_perm("policies.delete_edition")
        )

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether the action is offered."""
        return request.user.has_perm("policies.change_edition")

    # --- pages and changes ----------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        behind = self.admin_site.admin_view
        return [
            path("help/", behind(rules_help), name="policies_rules_help"),
            path("compare/", behind(compare_view), name="policies_edition_compare"),
            *super().get_urls(),
        ]

    def get_fields(self, request: HttpRequest, obj: Edition | None = None) -> Any:
        if obj is None:
            return ("document",)
        about = ("programme", "name", "in_force_from", "in_force_to", "published_at", "sha256")
        return (*about, "rule", "document_text" if obj.published else "document")

    def get_readonly_fields(self, request: HttpRequest, obj: Edition | None = None) -> Any:
        return tuple(name for name in self.get_fields(request, obj) if name != "document")

    def save_model(self, request: HttpRequest, obj: Edition, form: Any, change: bool) -> None:
        saved = save_draft(document=form.cleaned_data["document"], edition_id=obj.pk)
        obj.__dict__.update(saved.__dict__)

    def delete_model(self, request: HttpRequest, obj: Edition) -> None:
        delete_draft(edition_id=obj.pk)

    @admin.action(description=_("Publish the chosen drafts"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Edition]) -> None:
        for edition in queryset.select_related("programme").order_by("in_force_from"):
            try:
                publish_edition(edition_id=edition.pk)
            except CatalogueError as error:
                for problem in error.problems:
                    self.message_user(request, f"{edition}: {problem}", messages.ERROR)
            else:
                done = gettext("%(edition)s is published.") % {"edition": edition}
                self.message_user(request, done, messages.SUCCESS)
                self.log_change(request, edition, gettext("Published"))
