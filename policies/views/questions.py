"""Questions, one at a time, in the order that settles most."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers
from django.views.i18n import set_language
from django_htmx.http import HttpResponseClientRedirect, push_url

from policies.answers import HALF_TYPED, askable
from policies.forms import Background, QuestionForm
from policies.http import HtmxRequest
from policies.permission import permission_for
from policies.presentation.asked import asked, last_answer
from policies.rules.facts import FactType
from policies.rules.identity import masked_parts
from policies.views.asking import Visit, half_typed, remember, visit
from policies.views.origins import FROM, read_origin

ANSWERS = "answers"
MOST_TYPED = 20_000  # characters of it that are kept
PLACES = (ANSWERS, "results")  # what `back` may name besides the slug of a programme


@require_safe
def next_question(request: HtmxRequest) -> HttpResponse:
    """Go to the question worth asking now, or to the results when nothing is left to ask."""
    return _onward(request, visit(request))


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def question(request: HtmxRequest, name: str) -> HttpResponse:
    """Ask one fact; keep the answer, or that it was skipped, and go on."""
    here = visit(request)
    fact = _fact(here, name)
    form = _form(request, here, fact)
    if request.method == "POST":
        if "language" in request.POST:
            return _in_other_language(request, here, form)
        rearranged = form.rearranged() if "skip" not in request.POST else None
        if "skip" in request.POST or (rearranged is None and form.is_valid()):
            _permit(request, here, form)
            _keep(request, here, form)
            return _onward(request, here)
        if form.disorders:  # one may go and change the other day first
            _keep_typed(request, here, form)
        form = rearranged or form
    fragment, page = "policies/_question.html", "policies/question.html"
    context = _context(request, here, fact, form)
    response = render(request, fragment if request.htmx else page, context)
    if request.htmx and request.method != "POST":
        push_url(response, request.get_full_path())
    return response


def _fact(here: Visit, name: str) -> FactType:
    fact = here.vocabulary.get(name)
    if fact is None or not askable(fact):
        raise Http404
    return fact


def _form(request: HtmxRequest, here: Visit, fact: FactType) -> QuestionForm:
    """The form as it was sent; else with what was half typed, or with the answer."""
    permitted = here.answers.may_keep(fact)
    if request.method == "POST":
        rest = {name: value for name, value in here.answers.facts.items() if name != fact.name}
        background = Background(on=here.on, book=here.book, vocabulary=here.vocabulary, facts=rest)
        return QuestionForm(request.POST, fact=fact, background=background, permitted=permitted)
    name, typed = half_typed(request, here)
    if name == fact.name:
        del request.session[HALF_TYPED]
        return QuestionForm(fact=fact, initial={"answer": typed}, permitted=permitted)
    return QuestionForm(fact=fact, value=here.answers.facts.get(fact.name), permitted=permitted)


def _permit(request: HtmxRequest, here: Visit, form: QuestionForm) -> None:
    """Keep the permission that was given with the answer, for the programme one came from."""
    if "skip" not in request.POST and form.permits:
        back = str(request.POST.get("back", ""))
        permission = here.answers.permission or permission_for(())
        if back in here.book.editions:
            here.answers.permit(permission.with_programme(back))
        else:
            here.answers.permit(permission_for(None))


def _keep(request: HtmxRequest, here: Visit, form: QuestionForm) -> None:
    """Keep the answer, or that it was skipped, and that this page was posted just now."""
    name, value = form.fact.name, None if "skip" in request.POST else form.value
    if half_typed(request, here)[0] == name:
        del request.session[HALF_TYPED]
    if request.POST.get("back") == ANSWERS:
        follows = {} if value is None else here.settled(name, value, here.answers.facts)
        remember(request, here, [name, *follows])
    if value is None:
        here.answers.skip(name)
    else:
        here.put(name, value)
    here.way.add(name)


def _keep_typed(request: HtmxRequest, here: Visit, form: QuestionForm) -> None:
    """Keep what is in the form until its question is seen again, but nobody's identity number."""
    typed = masked_parts(form.typed())
    if typed and len(str(typed)) <= MOST_TYPED:
        request.session[HALF_TYPED] = (here.answers.mark, form.fact.name, typed)


def _in_other_language(request: HtmxRequest, here: Visit, form: QuestionForm) -> HttpResponse:
    """The same question again in the other language, with what is typed so far."""
    _keep_typed(request, here, form)
    query = {key: request.POST[key] for key in ("back", FROM) if request.POST.get(key)}
    address = reverse("policies:question", args=[form.fact.name], query=query or None)
    response = HttpResponseRedirect(address)
    response.cookies = set_language(request).cookies
    return response


def _onward(request: HtmxRequest, here: Visit) -> HttpResponse:
    back = request.POST.get("back", "")
    place = _place(here, back)
    if place is not None:
        return _leave(request, f"{place}?changed=1" if back == ANSWERS else place)
    following = here.next_name()
    if following is None:
        return _leave(request, f"{reverse('policies:results')}?done=1")
    if here.answers.permission is None and here.vocabulary[following].sensitive:
        return _leave(request, reverse("policies:sensitive"))
    # htmx follows the redirect and asks for the fragment of the next question
    return redirect("policies:question", name=following)


def _place(here: Visit, back: str) -> str | None:
    """The page from which a question was opened, so that the answer leads back to it."""
    if back in PLACES:
        return reverse(f"policies:{back}")
    if back in here.book.editions:
        return reverse("policies:programme", kwargs={"slug": back})
    if back in here.vocabulary and askable(here.vocabulary[back]):
        return reverse("policies:question", kwargs={"name": back})
    return None


def _leave(request: HtmxRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)


def _context(
    request: HtmxRequest, here: Visit, fact: FactType, form: QuestionForm
) -> dict[str, Any]:
    sent = request.POST if request.method == "POST" else request.GET
    back = str(sent.get("back", ""))
    place = _place(here, back)
    before = here.way.before(fact.name)
    origin = None if here.way else read_origin(request, fact.name)
    previous = reverse("policies:question", kwargs={"name": before}) if before else origin
    noted = None if place or fact.name in here.way else here.way.last
    return {
        "nav": "questions",
        "form": form,
        "question": asked(here.book, fact, here.answers.facts, on=here.on),
        "progress": here.progress(),
        "last": last_answer(noted, here.answers.facts, here.vocabulary),
        "back_url": place or previous or reverse("policies:start"),
        "back": back if place else "",
        "origin": origin,
    }
