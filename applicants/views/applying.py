"""Applying for one programme: what is known, papers, declaration, hand in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from applicants.forms import ApplyForm
from applicants.http import ApplicantRequest, consent_required, profile_of, profile_required
from applicants.models import Application, Attachment
from applicants.presentation import by_paper
from applicants.services.applying import HandedIn, discard_draft, hand_in, remove_attachment
from applicants.services.errors import KeyReusedError
from applicants.services.reusing import earlier_papers, reuse_papers
from applicants.services.standing import Standing, standing
from applicants.uploads import UploadRefused
from policies import services
from policies.answers import askable
from policies.http import require_post
from policies.models import Programme
from policies.presentation.confidence import criteria_said_once
from policies.presentation.intake import intake_line
from policies.presentation.words import day, in_language, shown
from policies.rules.documents import Document
from policies.rules.facts import Vocabulary
from policies.views.asking import today


@profile_required
@consent_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: ApplicantRequest, slug: str) -> HttpResponse:
    """Show what will be handed in; take it."""
    programme = get_object_or_404(Programme, slug=slug)
    catalogue, on, profile = services.current_catalogue(), today(), profile_of(request)
    document = catalogue.rulebook.document(slug, on=on)
    if document is None:
        return render(request, "applicants/not_in_force.html", {"programme": programme})
    papers = document.documents
    form, answer = ApplyForm(papers=papers), None
    if request.method == "POST":
        form = ApplyForm(request.POST, request.FILES, papers=papers)
        if form.is_valid():
            submit = "save" not in request.POST
            try:
                sent = form.sent(submit=submit)
                answer = hand_in(profile_id=profile.pk, programme=programme, form=sent, on=on)
            except KeyReusedError as error:
                answer = HandedIn(application=None, submitted=False, problems=error.problems)
            if answer.submitted and answer.application is not None:
                return redirect("applicants:application", reference=answer.application.reference)
            form.add_problems(answer.fields, answer.declaration)
            if not submit and not form.errors and not answer.problems:
                messages.success(request, _("Kept. Hand in when everything is there."))
                return redirect("applicants:apply", slug=slug)
    found = standing(catalogue, programme, profile, document, on=on)
    context = _context(found, document, form, catalogue.vocabulary, profile.facts)
    context |= {"programme": programme, "draft": _draft(profile.pk, programme)}
    context["kept"] = _kept(context["draft"], form)
    if earlier := earlier_papers(profile, programme, document):
        context |= {"earlier": earlier, "earlier_on": day(earlier.on)}
    context["problems"] = _problems(found, answer)
    context["what_failed"] = _what_failed(form, context["problems"], saving="save" in request.POST)
    return render(request, "applicants/apply.html", context)


@profile_required
@consent_required
@require_post(lambda request, slug: redirect("applicants:apply", slug=slug))
def reuse(request: ApplicantRequest, slug: str) -> HttpResponse:
    """Take the papers of the last application into the draft."""
    programme = get_object_or_404(Programme, slug=slug)
    try:
        count = reuse_papers(profile_id=profile_of(request).pk, programme=programme, on=today())
    except UploadRefused as error:
        messages.error(request, str(error.message))
        count = 0
    if count:
        text = ngettext("%(count)d paper is taken over.", "%(count)d papers are taken over.", count)
        messages.success(request, text % {"count": count})
    return redirect("applicants:apply", slug=slug)


def _to_draft(request: ApplicantRequest, **named: Any) -> HttpResponse:
    """Where the files of a draft stand, and the button that deletes it."""
    rows = Application.objects.owned_by(request.user)
    if "attachment" in named:
        row = get_object_or_404(rows, attachments=named["attachment"])
    else:
        row = get_object_or_404(rows, reference=named["reference"])
    return redirect("applicants:application", reference=row.reference)  # of a draft: its form


@profile_required
@require_post(_to_draft)
def remove(request: ApplicantRequest, attachment: UUID) -> HttpResponse:
    """Take a file out of a draft."""
    try:
        draft = remove_attachment(attachment_id=attachment, owner=request.user)
    except Attachment.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("The file is removed."))
    return redirect("applicants:apply", slug=draft.programme.slug)


@profile_required
@require_post(_to_draft)
def discard(request: ApplicantRequest, reference: str) -> HttpResponse:
    """Delete a draft."""
    draft = get_object_or_404(Application.objects.owned_by(request.user), reference=reference)
    try:
        discard_draft(application_id=draft.pk, owner=request.user)
    except Application.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("The draft is deleted."))
    return redirect("applicants:mine")


def _draft(profile_id: int, programme: Programme) -> Application | None:
    drafts = Application.objects.filter(profile=profile_id, status=Application.Status.DRAFT)
    return drafts.prefetch_related("attachments").filter(programme=programme).first()


def _kept(draft: Application | None, form: ApplyForm) -> list[dict[str, Any]]:
    """Each paper's field with the files that are there already."""
    there = by_paper(list(draft.attachments.all())) if draft else {}
    return [{"field": form[name], "files": there.get(zh, [])} for name, zh in form.papers.items()]


def _problems(found: Standing, answer: HandedIn | None) -> list[str]:
    problems = [*found.refusals, *(answer.problems if answer else [])]
    return list(dict.fromkeys(str(problem) for problem in problems))


def _what_failed(form: ApplyForm, problems: list[str], *, saving: bool) -> str:
    """What was asked for and did not come about, above all that is wrong."""
    if saving:
        return _("Not every file could be kept. The others are.")
    wrong = len(problems) + sum(map(len, form.errors.values()))
    text = ngettext(
        "Not handed in yet: %(count)d thing is missing or wrong. What you added is kept.",
        "Not handed in yet: %(count)d things are missing or wrong. What you added is kept.",
        wrong,
    )
    return text % {"count": wrong}


def _context(
    found: Standing,
    document: Document,
    form: ApplyForm,
    vocabulary: Vocabulary,
    known: dict[str, Any],
) -> dict[str, Any]:
    result = found.result
    facts = {name: found.facts[name] for name in document.verdict_facts if name in found.facts}
    lines, ground = criteria_said_once(result.reasons, document, found.facts)
    summary = [
        {
            "name": name,
            "label": in_language(vocabulary[name].label) or name,
            "value": shown(value, vocabulary[name]),
            "askable": askable(vocabulary[name]),
        }
        for name, value in facts.items()
    ]
    return {
        "title": in_language(document.title),
        "form": form,
        "verdict": result.verdict,
        "criteria": lines,
        "ground": ground,
        "summary": summary,
        "assumed": result.rests_on_assumed,
        "standing": found,
        "may_apply": not found.refusals,
        "may_prepare": found.may_prepare,
        "notices": found.notices,
        "intake": intake_line(result.intake, document),
    }
