"""The addresses of the builder and of the help about rules."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from policies.admin.builder import page as pages
from policies.admin.builder.cards import ADD_GROUP
from policies.admin.builder.changes import merged, place_at, save_edit, saved
from policies.admin.builder.conditions import Node
from policies.admin.builder.conflicts import REPEAT, Conflict, conflict_of, text_at, typed_in
from policies.admin.builder.examples import ADD_ELIGIBLE
from policies.admin.builder.fields import place_id
from policies.admin.builder.judging import Judged, judged, section_for
from policies.admin.builder.next_edition import moved
from policies.admin.builder.page import Shown
from policies.admin.builder.proposing import STEPS, accepted
from policies.admin.builder.redraw import Redraw, redraw_of
from policies.admin.builder.remarks import place_words, said
from policies.admin.builder.sent import PASTE, cleaned, number_in
from policies.admin.builder.structure import structural
from policies.admin.builder.surroundings import Surroundings
from policies.admin.builder.teaching import help_page
from policies.http import require_post
from policies.models import Draft, Edition
from policies.rules.authoring.edits import Edit
from policies.rules.authoring.finding import ERROR
from policies.rules.authoring.paths import EditError, part_at
from policies.rules.errors import ProblemsError
from policies.rules.reading import Plain
from policies.services.drafting import edit_draft, start_draft, write_draft
from policies.services.errors import DraftConflictError

FOLDER = "admin/policies/draft"


def _admit(request: HttpRequest, *, writing: bool = False) -> None:
    if not request.user.has_perm("policies.view_edition"):
        raise PermissionDenied
    if writing and not pages.may_write(request):
        raise PermissionDenied


def _draft(draft_id: int) -> Draft:
    rows = Draft.objects.titled().select_related(
        "edited_by", "proposed__programme", "replaces", "based_on"
    )
    return get_object_or_404(rows, pk=draft_id)


@require_GET
def rules_help(request: HttpRequest) -> HttpResponse:
    """How rules are written, with examples that are judged while the page is made."""
    _admit(request)
    context = {
        **admin.site.each_context(request),
        "title": _("How rules are written"),
        **help_page(),
    }
    return TemplateResponse(request, "admin/policies/rules_help.html", context)


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Begin a draft: from an edition, or from nothing; a link to it only asks."""
    _admit(request, writing=True)
    chosen = str(request.POST.get("edition", "") or request.GET.get("edition", ""))
    number = number_in(chosen)
    edition = None
    if number is not None:
        rows = Edition.objects.published().select_related("programme")
        edition = get_object_or_404(rows, pk=number)
    if request.method == "GET":
        title = _("New edition from this one") if edition else _("New edition from nothing")
        context = {**admin.site.each_context(request), "title": title, "edition": edition}
        return render(request, f"{FOLDER}/start.html", context)
    draft = start_draft(by=request.user, edition_id=number)  # type: ignore[arg-type]  # staff are users
    return HttpResponseRedirect(reverse("admin:policies_draft_build", args=[draft.pk]))


@require_GET
def build(request: HttpRequest, object_id: int) -> HttpResponse:
    """The builder."""
    _admit(request)
    draft = _draft(object_id)
    shown = pages.shown(draft, str(request.GET.get("section", "")))
    if shown is None:  # no places yet
        return HttpResponseRedirect(reverse("admin:policies_draft_text", args=[draft.pk]))
    return _whole(request, shown)


def _whole(request: HttpRequest, shown: Shown, **more: Any) -> HttpResponse:
    title = _("Writing %(draft)s") % {"draft": shown.draft}
    context = {
        **admin.site.each_context(request),
        "title": title,
        **pages.page(request, shown),
        **pages.lists(shown.around),
        "others": pages.others(request, shown.draft),
        **more,
    }
    return render(request, f"{FOLDER}/build.html", context)


@require_GET
def others(request: HttpRequest, object_id: int) -> HttpResponse:
    """Who has the draft open too; asked every few seconds, which says that one has it oneself."""
    _admit(request)
    names = pages.others(request, _draft(object_id))
    return render(request, f"{FOLDER}/_others.html", {"others": names})


# --- changing -----------------------------------------------------------------------------------


def _to_draft(request: HttpRequest, object_id: int) -> HttpResponse:
    """Where the forms of a draft stand."""
    _admit(request)
    return HttpResponseRedirect(reverse("admin:policies_draft_build", args=[_draft(object_id).pk]))


@require_post(_to_draft)
def edit(request: HttpRequest, object_id: int) -> HttpResponse:
    """One change of one place, from a form or a button."""
    _admit(request, writing=True)
    draft, sent = _draft(object_id), cleaned(request.POST)
    path = str(sent.get("path", ""))
    before = pages.shown(draft, section_for(path))
    if before is None:
        return _elsewhere(request, reverse("admin:policies_draft_text", args=[draft.pk]))
    try:
        focus = _apply(request, before, path, sent)
    except DraftConflictError as error:
        return _conflict(request, before, error, path)
    except (ProblemsError, ValueError, RecursionError) as error:
        return _refused(request, before, error)
    return _answer(request, before, _draft(object_id), path, focus)


def _version(sent: QueryDict, name: str = "version") -> int:
    found = str(sent.get("now") or sent.get(name) or "")
    return number_in(found) or 0


def _apply(request: HttpRequest, before: Shown, path: str, sent: QueryDict) -> str | None:
    """Save the form, then do what its button says; gives where to be afterwards."""
    draft, version = before.draft, _version(sent)
    plain, around = before.around.plain, before.around
    op = "wrap" if "wrap" in sent else str(sent.get("op", "save"))
    if version != draft.version:
        raise DraftConflictError(draft, version)
    if op == "propose":
        taken = accepted(before.state, str(sent.get("take", "")), str(sent.get("offered", "")))
        return _do(request, version, taken, "examples")
    if op == "shift":
        return _do(request, version, moved(draft, before.state), "examples")
    if op in ("criterion", "group", "records", "add", ADD_GROUP, ADD_ELIGIBLE, "rename"):
        change, focus = structural(plain, op, path, sent, around)
        return _do(request, version, change, focus, draft.pk)
    if op != "save" and "form" not in sent:
        return _do(request, version, *structural(plain, op, path, _wrapping(sent), around))
    seen = number_in(str(sent.get("base", "")))
    base = plain if seen is None else text_at(draft, seen)
    saving = save_edit(plain, path, _mine(base, plain, path, sent, around))
    if saving is not None:
        _do(request, version, saving, None, draft.pk)
    if op == "save":
        return path if sent.get(PASTE) else None  # the rows that were pasted are shown
    draft = _draft(draft.pk)
    fresh = pages.shown(draft, before.section.slug)
    if fresh is None:
        return None
    change, focus = structural(fresh.around.plain, op, path, _wrapping(sent), fresh.around)
    return _do(request, draft.version, change, focus, draft.pk)


def _wrapping(sent: QueryDict) -> QueryDict:
    """With the kind of group where the button makes one."""
    made = sent.copy()
    made["kind"] = sent.get("wrap", "")
    return made


def _do(
    request: HttpRequest, version: int, change: Edit, focus: str | None, draft_id: int = 0
) -> str | None:
    pk = draft_id or int(request.resolver_match.kwargs["object_id"])  # type: ignore[union-attr]  # it was resolved
    edit_draft(draft_id=pk, version=version, edit=change, by=request.user)  # type: ignore[arg-type]  # staff are users
    return focus


def _mine(
    base: Plain, plain: dict[str, Any], path: str, sent: QueryDict, around: Surroundings
) -> Plain:
    """The part as one wants it: one's own changes of what one saw, on top of what it is now."""
    made = saved(base, path, sent, around)
    if base is plain:
        return made
    old = part_at(base, path) if path else base
    return merged(old, made, part_at(plain, path) if path else plain)


# --- answers ------------------------------------------------------------------------------------


def _answer(
    request: HttpRequest, before: Shown, draft: Draft, path: str, focus: str | None
) -> HttpResponse:
    """The page again, or only what is different on it."""
    after = pages.shown(draft, before.section.slug)
    address = f"{reverse('admin:policies_draft_build', args=[draft.pk])}?section="
    if after is None:
        return _elsewhere(request, reverse("admin:policies_draft_text", args=[draft.pk]))
    here = place_id("p", focus if focus is not None else path)
    if not _is_htmx(request) or REPEAT in request.POST:
        return HttpResponseRedirect(f"{address}{after.section.slug}#{here}")
    if focus is not None:
        response = _parts(request, after, main="_section.html")
        response["HX-Retarget"], response["HX-Reswap"] = "#section", "outerHTML"
        response["HX-Trigger-After-Settle"] = f'{{"builder:go": "{here}"}}'
        return response
    return _redrawn(request, after, redraw_of(before.section, after.section, path))


def _redrawn(request: HttpRequest, after: Shown, redraw: Redraw) -> HttpResponse:
    """As little as is out of date, so that nobody loses what is being typed beside it."""
    if redraw.section:
        response = _parts(request, after, main="_section.html")
        response["HX-Retarget"], response["HX-Reswap"] = "#section", "outerHTML"
        if redraw.moved:
            response["HX-Trigger"] = json.dumps({"builder:moved": redraw.moved})
        return response
    form = redraw.form
    response = _parts(
        request,
        after,
        main="_form.html" if form else "",
        redraw=redraw,
        part=form,
        condition=isinstance(form, Node),
    )
    if form is not None:
        response["HX-Retarget"], response["HX-Reswap"] = f"#{form.place}-form", "outerHTML"
    return response


def _is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _elsewhere(request: HttpRequest, address: str) -> HttpResponse:
    if _is_htmx(request):
        response = HttpResponse()
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address)


def _parts(
    request: HttpRequest,
    shown: Shown,
    *,
    main: str = "",
    redraw: Redraw | None = None,
    **more: Any,
) -> HttpResponse:
    """The changed part, and beside it bar, tabs, sentences and findings."""
    context = {**pages.page(request, shown, saved=True), **more}
    pieces: list[str] = []
    if main:
        pieces.append(render_to_string(f"{FOLDER}/{main}", context, request))
    context["oob"] = True
    beside = ("_bar.html", "_tabs.html", "_aside.html", "_remarks.html")
    context["redraw"] = redraw
    pieces += [render_to_string(f"{FOLDER}/{name}", context, request) for name in beside]
    pieces.append(
        '<div id="conflict" tabindex="-1" aria-live="assertive" hx-swap-oob="true"></div>'
    )
    return HttpResponse("\n".join(pieces))


def _refused(request: HttpRequest, before: Shown, error: Exception) -> HttpResponse:
    words = [said(each) for each in getattr(error, "problems", ())] or [
        _("This could not be read. Check what you typed and try again.")
    ]
    if not _is_htmx(request):  # the page is new, so what was typed stands beside it
        return _whole(request, before, refused=words, typed=typed_in(request.POST))
    response = render(request, f"{FOLDER}/_refused.html", {"refused": words})
    response["HX-Retarget"], response["HX-Reswap"] = "#conflict", "innerHTML"
    return response


def _conflict(
    request: HttpRequest, before: Shown, error: DraftConflictError, path: str
) -> HttpResponse:
    """Somebody was faster: say who and what, and keep what was typed."""
    sent, draft = request.POST, _draft(error.draft.pk)
    base = text_at(draft, error.version)
    old: Plain = None
    mine: Plain = None
    try:
        place_at(base, path, before.around)
        old = part_at(base, path) if path else base
        mine = saved(base, path, sent, before.around)
    except (EditError, ValueError, KeyError, TypeError):
        mine = old
    conflict = conflict_of(draft, error.version, sent, old, mine, path)
    return _show_conflict(request, draft, before.section.slug, conflict)


def _show_conflict(
    request: HttpRequest, draft: Draft, slug: str, conflict: Conflict
) -> HttpResponse:
    shown = pages.shown(draft, slug)
    if shown is None:
        return _elsewhere(request, reverse("admin:policies_draft_text", args=[draft.pk]))
    if not _is_htmx(request):
        return _whole(request, shown, conflict=conflict)
    context = {"conflict": conflict, "draft": draft, "section": shown.section}
    response = render(request, f"{FOLDER}/_conflict.html", context)
    response["HX-Retarget"], response["HX-Reswap"] = "#conflict", "innerHTML"
    return response


# --- the whole text, and steps of the draft -----------------------------------------------------


@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, object_id: int) -> HttpResponse:
    """The document as text: another view of the same draft."""
    _admit(request, writing=request.method == "POST")
    draft, typed, conflict = _draft(object_id), None, ""
    if request.method == "POST":
        typed = str(request.POST.get("text", ""))
        try:
            write_draft(
                draft_id=draft.pk,
                version=_version(request.POST),
                text=typed,
                by=request.user,  # type: ignore[arg-type]  # staff are users
            )
        except DraftConflictError as error:
            draft = _draft(object_id)
            conflict = _(
                "%(who)s changed this draft at %(at)s. Your text is below, not saved yet: "
                "saving it now replaces theirs, which undo brings back."
            ) % {
                "who": pages.name_of(error.draft.edited_by),
                "at": pages.clock(error.draft.edited_at),
            }
        except ProblemsError as error:
            messages.error(request, " ".join(map(said, error.problems)))
        else:
            return HttpResponseRedirect(request.path)
    state = judged(draft)
    context = {
        **admin.site.each_context(request),
        "title": _("Writing %(draft)s") % {"draft": draft},
        "draft": draft,
        "open": draft.is_open and pages.may_write(request),
        "text": draft.text if typed is None else typed,
        "problems": _lines(state),
        "has_places": state.plain is not None,
        "conflict_words": conflict,
    }
    return render(request, f"{FOLDER}/text.html", context)


def _lines(state: Judged) -> list[tuple[str, str]]:
    """What is wrong, each after its place; a text without places has none."""
    told = [(each.path, each.text) for each in state.remarks if each.severity == ERROR]
    return told or [(each.path, said(each)) for each in state.problems]


@require_post(_to_draft)
def step(request: HttpRequest, object_id: int) -> HttpResponse:
    """Undo, redo, and the way to being published."""
    _admit(request, writing=True)
    draft, sent = _draft(object_id), request.POST
    name, slug = str(sent.get("step", "")), str(sent.get("section", "basics"))
    take = STEPS.get(name)
    address = f"{reverse('admin:policies_draft_build', args=[draft.pk])}?section={slug}"
    if take is None:
        return HttpResponseRedirect(address)
    try:
        typed = {name: sent.get(name, "") for name in ("comment", "edition")}
        done = take(draft, _version(sent), request.user, typed)
    except DraftConflictError as error:
        conflict = conflict_of(_draft(object_id), error.version, QueryDict(), None, None, "")
        return _show_conflict(request, _draft(object_id), slug, conflict)
    except ProblemsError as error:
        for problem in error.problems:
            place = "" if problem.path == "comment" else place_words(problem.path)
            messages.error(request, f"{place} {said(problem)}".strip())
        return _elsewhere(request, address)
    if done:
        messages.success(request, done)
    after = pages.shown(_draft(object_id), slug)
    if not _is_htmx(request) or done or after is None:
        return _elsewhere(request, address)
    response = _parts(request, after, main="_section.html")
    response["HX-Retarget"], response["HX-Reswap"] = "#section", "outerHTML"
    return response
