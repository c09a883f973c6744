"""How matching everybody goes, and what came of it: numbers only, nobody's name."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from applicants.admin.fitting import fitting_people
from applicants.admin.previewing.figures import number
from applicants.admin.previewing.views import may_see_names
from applicants.models import EditionFit, FitChange, MatchRun
from policies.admin.reading import ReadingAdmin

REFRESH = 5  # seconds; only while a run is under way


def _counted(column: str, words: StrOrPromise) -> Callable[[Any, Any], str]:
    """A column that counts people, with thousands apart: the city has a quarter of a million."""

    @admin.display(description=words, ordering=column)
    def counted(_admin: Any, row: Any) -> str:
        return number(getattr(row, column))

    return counted


class ForADayAdmin(ReadingAdmin):
    """Rows that are of one day, which a column has no room to write out."""

    @admin.display(description=_("day"), ordering="on")
    def day(self, row: MatchRun | EditionFit) -> str:
        return f"{row.on:%Y-%m-%d}"


@admin.register(MatchRun)
class MatchRunAdmin(ForADayAdmin):
    list_display = (
        "started_at",
        "state_word",
        "progress",
        "gained_in_all",
        "lost_in_all",
        "everybody",
        "kind_word",
        "day",
    )
    nothing_yet = _("Nothing was matched yet: the worker begins within a minute.")
    list_filter = ("state", "kind")
    lookups = frozenset({"state__exact", "kind__exact"})
    fields = (
        "kind",
        "on",
        "state_word",
        "progress",
        "everybody",
        "gained_in_all",
        "lost_in_all",
        "started_at",
        "ended_at",
        "error",
        "by_edition",
    )
    gained_in_all = _counted("gained", _("gained"))
    lost_in_all = _counted("lost", _("lost"))
    everybody = _counted("profiles", _("profiles"))
    readonly_fields = (
        *("state_word", "progress", "by_edition"),
        *("everybody", "gained_in_all", "lost_in_all"),
    )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Looks again by itself while something is under way."""
        response = super().changelist_view(request, extra_context)
        if MatchRun.objects.running().exists():
            return _refreshing(response)
        return response

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **more: Any) -> Any:
        """Likewise."""
        response = super().change_view(request, object_id, *args, **more)
        run = self.get_object(request, object_id)
        if run is not None and run.state == MatchRun.State.RUNNING:
            return _refreshing(response)
        return response

    @admin.display(description=_("kind"), ordering="kind")
    def kind_word(self, run: MatchRun) -> SafeString:
        return format_html('<span class="field-state">{}</span>', run.get_kind_display())

    @admin.display(description=_("state"), ordering="state")
    def state_word(self, run: MatchRun) -> SafeString:
        return format_html('<span class="field-state">{}</span>', run.get_state_display())

    @admin.display(description=_("progress"))
    def progress(self, run: MatchRun) -> SafeString:
        words = gettext("%(decided)d of %(count)d parts") % {
            "decided": run.decided,
            "count": run.chunks,
        }
        return format_html(
            '<progress max="{}" value="{}" aria-label="{}">{}</progress> <small>{}</small>',
            max(run.chunks, 1),
            run.decided,
            words,
            words,
            words,
        )

    @admin.display(description=_("changes by edition"))
    def by_edition(self, run: MatchRun) -> SafeString | str:
        changes = run.changes.select_related("edition__programme").order_by(
            "edition__programme__slug"
        )
        return _table(gettext("edition"), ((each.edition, each) for each in changes))


@admin.register(EditionFit)
class EditionFitAdmin(ForADayAdmin):
    list_display = ("edition", "fitted", "undecided", "day")
    fitted = _counted("eligible_count", _("eligible"))
    undecided = _counted("undetermined_count", _("undetermined"))
    nothing_yet = _("Nothing was matched yet: the worker begins within a minute.")
    list_select_related = ("edition__programme",)
    search_fields = (
        "edition__programme__slug",
        "edition__programme__title_zh",
        "edition__programme__title_en",
    )
    search_help_text = _("Programme")
    fields = ("edition", "on", "fitted", "undecided", "people", "history")
    readonly_fields = ("fitted", "undecided", "people", "history")

    def get_queryset(self, request: HttpRequest) -> QuerySet[EditionFit]:
        return super().get_queryset(request).defer("eligible", "undetermined")

    def get_fields(self, request: HttpRequest, obj: EditionFit | None = None) -> Any:
        """Without the way to the names for those who may not see them."""
        seen = may_see_names(request.user)
        return [name for name in self.fields or () if seen or name != "people"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(fitting_people)
        route = "<int:object_id>/people/"
        return [path(route, view, name="applicants_editionfit_people"), *super().get_urls()]

    @admin.display(description=_("Who it is"))
    def people(self, fit: EditionFit) -> SafeString:
        address = reverse("admin:applicants_editionfit_people", args=[fit.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("Whom it fits"))

    @admin.display(description=_("gains and losses"))
    def history(self, fit: EditionFit) -> SafeString | str:
        changes = FitChange.objects.filter(edition=fit.pk).order_by("-pk")[:50]
        return _table(gettext("day"), ((f"{each.on:%Y-%m-%d}", each) for each in changes))


def _table(first: str, changes: Iterable[tuple[object, FitChange]]) -> SafeString | str:
    """Changes in numbers, one on each line; each begins with a word of its own."""
    rows = [
        (
            word,
            number(change.gained_count),
            number(change.lost_count),
            number(change.undetermined_gained_count),
            number(change.undetermined_lost_count),
        )
        for word, change in changes
    ]
    if not rows:
        return gettext("None.")
    head = (
        first,
        gettext("gained"),
        gettext("lost"),
        gettext("newly undetermined"),
        gettext("no longer undetermined"),
    )
    return format_html(
        "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        format_html_join("", '<th scope="col">{}</th>', ((word,) for word in head)),
        format_html_join(
            "",
            '<tr><th scope="row">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>',
            rows,
        ),
    )


def _refreshing(response: HttpResponse) -> HttpResponse:
    response["Refresh"] = str(REFRESH)
    return response
