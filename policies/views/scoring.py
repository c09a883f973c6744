"""The score of a programme, and what it would be if something were otherwise."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from policies.forms import Background
from policies.forms.question import MEANT
from policies.forms.score import TARGET, ScoreForm
from policies.http import HtmxRequest
from policies.presentation.cards import latest
from policies.presentation.score_page import (
    can_be_scored,
    maximum_of,
    score_page,
    usual_target,
)
from policies.presentation.words import listed
from policies.rules.documents import Document
from policies.rules.what_if import scored_facts
from policies.views.asking import Visit, visit

LAND = "data-for-land"
TRY = "try"  # sent with figures that are not to be kept


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def score(request: HtmxRequest, slug: str = LAND) -> HttpResponse:
    """Show the score of the answers, or of figures that are tried out; keep them when told to.

    Figures are posted also when they are only tried: what stands in an address is written into the
    logs of every proxy on the way. A link with figures that somebody has from before still works.
    """
    here = visit(request)
    document = latest(here.book, slug, on=here.on)
    if document is None or not can_be_scored(document):
        raise Http404
    path = reverse("policies:land-score") if slug == LAND else _path(slug)
    form = _form(request, here, document)
    keeping = request.method == "POST" and TRY not in request.POST
    kept = _keep(request, here, form) if keeping else []
    if keeping and not form.errors:
        return redirect(path)
    target = form.cleaned_data.get(TARGET)
    wanted = usual_target(document) if target is None else target
    known = here.answers.facts
    context = {
        "nav": "results",
        "path": path,
        "form": form,
        "page": score_page(here.book, document, known, form.facts, wanted, on=here.on),
        "changeable": form.shown(changeable=True),
        "others": form.shown(changeable=False),
        "wrong": listed([str(form.fields[name].label) for name in form.errors]),
        "kept": listed(kept),
        "refused": form.refused if keeping else [],
        "changed": [(name, form.data[name]) for name in form.changed],
        "is_land": slug == LAND,
        "title": _("Your land score") if slug == LAND else _("Your score"),
    }
    fragment, page = "policies/_score.html", "policies/score.html"
    return render(request, fragment if request.htmx else page, context)


def _path(slug: str) -> str:
    return reverse("policies:score", kwargs={"slug": slug})


def _keep(request: HtmxRequest, here: Visit, form: ScoreForm) -> list[str]:
    """Keep what is not doubtful; the labels of what was kept."""
    background = Background(
        on=here.on, book=here.book, vocabulary=here.vocabulary, facts=form.facts
    )
    form.hold(background, confirmed=_meant(request))
    facts = here.vocabulary
    changed = {n: v for n, v in form.changed.items() if here.answers.may_keep(facts[n])}
    for name, value in changed.items():
        here.put(name, value)
    return [str(form.fields[name].label) for name in changed]


def _meant(request: HtmxRequest) -> dict[str, str]:
    """What was said to be meant by figures far from the usual, by their names."""
    found = (each.partition("=") for each in request.POST.getlist(MEANT))
    return {name: typed for name, _sign, typed in found}


def _form(request: HtmxRequest, here: Visit, document: Document) -> ScoreForm:
    return ScoreForm(
        {**request.POST.dict(), **_meant(request)} if request.method == "POST" else request.GET,
        facts=[document.vocabulary[name] for name in scored_facts(document)],
        known=here.answers.facts,
        target=usual_target(document),
        maximum=maximum_of(document),
        on=here.on,
    )
