"""Drafts of editions: the list of them, and the way into the builder."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from policies.admin.builder import page, views
from policies.admin.reading import ReadingAdmin
from policies.models import Draft


@admin.register(Draft)
class DraftAdmin(ReadingAdmin):
    list_display = ("name", "state", "based_on", "last_changed_by", "edited_at")
    nothing_yet = _("There is no draft.")
    list_filter = ("state",)
    list_select_related = ("based_on__programme", "edited_by")
    lookups = frozenset({"state__exact"})
    search_fields = ("programme", "edition")
    search_help_text = _("Key of the programme, or name of the edition")
    change_list_template = "admin/policies/draft/change_list.html"

    @admin.display(description=_("edition"), ordering="programme")
    def name(self, draft: Draft) -> str:
        return str(draft)

    @admin.display(description=_("last changed by"))
    def last_changed_by(self, draft: Draft) -> str:
        return draft.edited_by.get_full_name() or draft.edited_by.get_username()

    def has_view_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return request.user.has_perm("policies.view_edition")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Draft]:
        """All of them; a list has the discarded ones where it is asked for them alone."""
        drafts = Draft.objects.titled()
        match, asked = request.resolver_match, request.GET.get("state__exact")
        is_list = match is not None and match.url_name == "policies_draft_changelist"
        if is_list and asked != Draft.State.DISCARDED:
            return drafts.exclude(state=Draft.State.DISCARDED)
        return drafts

    def get_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, Any, str]] = [
            ("start/", views.start, "start"),
            ("<int:object_id>/build/", views.build, "build"),
            ("<int:object_id>/build/edit/", views.edit, "edit"),
            ("<int:object_id>/build/step/", views.step, "step"),
            ("<int:object_id>/build/text/", views.text, "text"),
            ("<int:object_id>/build/others/", views.others, "others"),
        ]
        own = [
            path(route, self.admin_site.admin_view(view), name=f"policies_draft_{name}")
            for route, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {**(extra_context or {}), "may_write": page.may_write(request)}
        return super().changelist_view(request, context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        draft = self.get_object(request, object_id)
        if draft is None or not self.has_view_permission(request):
            return super().change_view(request, object_id, form_url, extra_context)
        return HttpResponseRedirect(reverse("admin:policies_draft_build", args=[draft.pk]))
