"""What a founder does with an application: draft, papers, handing in, supplement, withdrawing."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.facts import facts_of
from applicants.models import Application, Attachment, Notification, Profile
from applicants.notifications import kinds, outbox
from applicants.services import clocks
from applicants.services.errors import KeyReusedError, RefusedError, Words
from applicants.services.freezing import freeze
from applicants.services.places import take_place
from applicants.services.quotas import held_by
from applicants.services.sealing import seal_of
from applicants.services.standing import standing
from applicants.services.steps import check_version, locked, take
from applicants.uploads import (
    FormBusy,
    Inspected,
    UploadRefused,
    UploadsBusy,
    admitted,
    digest_of,
    inspect_upload,
    one_at_a_time,
    remove_stored,
    removed_on_failure,
    store,
)
from applicants.workflow import Action
from policies import services as catalogue_services
from policies.models import Programme
from policies.rules.comparisons import Truth
from policies.rules.documents import Document
from policies.rules.papers import FORMATS, accepted_formats
from policies.services.current import Catalogue

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no letter that is taken for another (Crockford)
MOST_FILES, MOST_BYTES = 20, 100 * 1024 * 1024  # of one application


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """What came of a form.

    Attributes:
        application: absent where nothing was kept.
        submitted: whether it is handed in, now or by the same form before.
        problems: what is the matter with the whole.
        fields: what is the matter with single papers, by the Chinese name of the paper.
        declaration: what is the matter with the declaration; empty where nothing is.
    """

    application: Application | None
    submitted: bool
    problems: list[Words] = field(default_factory=list)
    fields: dict[str, Words] = field(default_factory=dict)
    declaration: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What was sent.

    Attributes:
        key: from the form, so that sending it twice is sending it once.
        declared: whether the declaration was ticked.
        submit: hand in; otherwise only keep the papers.
        files: by the Chinese name of the paper.
    """

    key: UUID
    declared: bool
    submit: bool
    files: Mapping[str, UploadedFile[Any]]


def hand_in(*, profile_id: int, programme: Programme, form: Form, on: date) -> HandedIn:
    """Keep the papers of a form in a draft, and hand it in if that was asked and nothing is amiss.

    Sending the same form again gives the same application, also from four connections at once:
    each waits for the one before. What is right of a form that is refused stays in the draft.

    Raises:
        KeyReusedError: the key was sent before with something else.
    """
    try:
        with one_at_a_time(f"{profile_id} {form.key}"):
            return _hand_in(profile_id=profile_id, programme=programme, form=form, on=on)
    except (FormBusy, UploadsBusy) as busy:
        return HandedIn(application=None, submitted=False, problems=[busy.message])


def _hand_in(*, profile_id: int, programme: Programme, form: Form, on: date) -> HandedIn:
    """See :func:`hand_in`.

    Raises:
        KeyReusedError: as there.
        UploadsBusy: the account has other files looked at, or no place was free.
    """
    digest = _digest(programme, form)
    earlier = Application.objects.filter(profile=profile_id, submission_key=form.key).first()
    if earlier is not None:
        return _again(earlier, digest)
    catalogue = catalogue_services.current_catalogue()
    document = catalogue.rulebook.document(programme.slug, on=on)
    inspected, refused = _inspect(form.files, document, account=profile_id)
    with removed_on_failure() as stored, transaction.atomic():
        profile = Profile.objects.locked(profile_id)
        if document is None:
            return HandedIn(application=None, submitted=False, problems=[_not_in_force()])
        found = standing(catalogue, programme, profile, document, on=on)
        draft = _draft(profile, programme)
        if not found.may_prepare:
            return HandedIn(
                application=draft, submitted=False, problems=found.refusals, fields=refused
            )
        draft = draft_for(profile, programme)
        refused |= _attach(draft, inspected, stored, supplement=False)
        if not form.submit:
            return HandedIn(application=draft, submitted=False, fields=refused)
        missing = {**_missing_papers(draft, document, found.result.papers), **refused}
        declaration = "" if form.declared else _not_declared()
        if missing or declaration or found.untimely:
            return HandedIn(
                application=draft,
                submitted=False,
                problems=found.untimely,
                fields=missing,
                declaration=declaration,
            )
        try:
            take_place(draft, document, found.result.intake)
        except RefusedError as error:  # the last place went while papers were looked at
            return HandedIn(application=draft, submitted=False, problems=error.problems)
        _submit(draft, catalogue, document, form.key, digest, on=on)
        return HandedIn(application=draft, submitted=True)


def paper_name(paper: Mapping[str, Any]) -> str:
    """The name by which a paper is kept: the Chinese one, whatever the reader reads."""
    names = paper["name"]
    return names if isinstance(names, str) else str(dict(names)["zh-hans"])


def answer_supplement(
    *,
    application_id: int,
    version: int,
    answer: str,
    papers: Sequence[UploadedFile[Any]],
    actor: Any,
    on: date,
) -> Application:
    """Hand in what was asked for; the department's clock goes on. Sent twice is sent once.

    Raises:
        RefusedError: nothing was handed in, or a file cannot be taken.
        ConflictError: it was answered, withdrawn or lapsed meanwhile.
        TransitionError: nothing is asked for.
    """
    if not papers and not answer.strip():
        raise RefusedError([gettext_lazy("Add a file, or write what the department should know.")])
    named = {f"{place}": file for place, file in enumerate(papers)}
    # before anything is locked: looking at twenty files may take longer than a lock may be held
    owner = Application.objects.values_list("profile_id", flat=True).get(pk=application_id)
    with ExitStack() as held:
        try:
            held.enter_context(one_at_a_time(f"supplement {application_id} {version}"))
            inspected, refused = _inspect_all(named, FORMATS, account=owner)
        except (FormBusy, UploadsBusy) as busy:
            raise RefusedError([busy.message]) from None
        if refused:
            raise RefusedError(refused.values())
        stored = held.enter_context(removed_on_failure())
        held.enter_context(transaction.atomic())
        application = locked(application_id)
        if application.version != version and _was_answered(application, answer, inspected):
            return application
        check_version(application, version)
        refused = _attach(application, inspected, stored, supplement=True)
        if refused:
            raise RefusedError(refused.values())
        clocks.set_due(application, on, max(application.days_left or 1, 1))
        application.days_left = None
        take(application, Action.SUPPLEMENT, actor=actor)
        supplement = application.supplement
        supplement.answer, supplement.answered_at = answer.strip(), timezone.now()
        supplement.save(update_fields=["answer", "answered_at"])
        outbox.cancel(application=application, kinds=(Notification.Kind.SUPPLEMENT_DUE,))
    return application


def _was_answered(application: Application, answer: str, papers: Mapping[str, Inspected]) -> bool:
    """Whether this very answer is there, as after a second tap."""
    supplement = getattr(application, "supplement", None)
    if supplement is None or supplement.answered_at is None:
        return False
    kept = set(application.attachments.filter(supplement=True).values_list("sha256", flat=True))
    return supplement.answer == answer.strip() and {p.sha256 for p in papers.values()} <= kept


@transaction.atomic
def withdraw(*, application_id: int, version: int, actor: Any) -> Application:
    """Take an application back.

    Raises:
        ConflictError: it was decided or changed meanwhile.
        TransitionError: it is at an end already.
    """
    application = locked(application_id, version=version)
    clocks.end(application)
    take(application, Action.WITHDRAW, actor=actor)
    outbox.cancel(application=application, kinds=(Notification.Kind.SUPPLEMENT_DUE,))
    return application


@transaction.atomic
def remove_attachment(*, attachment_id: UUID, owner: Any) -> Application:
    """Take a file out of a draft.

    Raises:
        Attachment.DoesNotExist: the owner has no such file in a draft.
    """
    drafts = Application.objects.owned_by(owner).filter(status=Application.Status.DRAFT)
    held = Attachment.objects.select_for_update(of=("self",)).select_related("application")
    attachment = held.get(pk=attachment_id, application__in=drafts)
    application, name = attachment.application, attachment.stored
    attachment.delete()
    transaction.on_commit(partial(remove_stored, name))
    return application


@transaction.atomic
def discard_draft(*, application_id: int, owner: Any) -> None:
    """Delete a draft with its files; a department never knew of it.

    Raises:
        Application.DoesNotExist: the owner has no such draft.
    """
    drafts = Application.objects.owned_by(owner).filter(status=Application.Status.DRAFT)
    draft = drafts.select_for_update(of=("self",)).get(pk=application_id)
    for attachment in draft.attachments.all():
        attachment.delete()
        transaction.on_commit(partial(remove_stored, attachment.stored))
    draft.delete()


def new_reference(on: date) -> str:
    """A receipt number: the year and 65 random bits, easy to read aloud."""
    signs = "".join(secrets.choice(ALPHABET) for _each in range(13))
    return f"{on.year}-{signs[:4]}-{signs[4:8]}-{signs[8:]}"


# --- drafts and papers ----------------------------------------------------------------------------


def _draft(profile: Profile, programme: Programme) -> Application | None:
    drafts = Application.objects.filter(status=Application.Status.DRAFT)
    return drafts.filter(profile=profile, programme=programme).first()


def draft_for(profile: Profile, programme: Programme) -> Application:
    """The draft of a locked profile for a programme, begun where there is none."""
    return _draft(profile, programme) or _begin(profile, programme)


def _begin(profile: Profile, programme: Programme) -> Application:
    reference = new_reference(timezone.localdate())
    return Application.objects.create(reference=reference, profile=profile, programme=programme)


def _inspect(
    files: Mapping[str, UploadedFile[Any]], document: Document | None, *, account: int
) -> tuple[dict[str, Inspected], dict[str, Words]]:
    if document is None:
        return {}, {}
    papers = {paper_name(paper): accepted_formats(paper) for paper in document.documents}
    known = {name: file for name, file in files.items() if name in papers}
    return _inspect_all(known, FORMATS, papers.get, account=account)


def _inspect_all(
    files: Mapping[str, UploadedFile[Any]],
    accepted: tuple[str, ...],
    accepted_for: Callable[[str], tuple[str, ...] | None] = lambda name: None,
    *,
    account: int,
) -> tuple[dict[str, Inspected], dict[str, Words]]:
    """Look at files, one after the other, as long as the account has a place for it.

    Raises:
        UploadsBusy: there was none.
    """
    found: dict[str, Inspected] = {}
    refused: dict[str, Words] = {}
    with admitted(account) if files else nullcontext():
        for name, file in files.items():
            try:
                found[name] = inspect_upload(file, accepted=accepted_for(name) or accepted)
            except UploadRefused as error:
                refused[name] = error.message
    return found, refused


def _attach(
    application: Application,
    inspected: Mapping[str, Inspected],
    stored: list[str],
    *,
    supplement: bool,
) -> dict[str, Words]:
    """Keep inspected files; the same file for the same paper is kept once."""
    refused: dict[str, Words] = {}
    sizes = list(application.attachments.values_list("size", flat=True))
    before, held = len(sizes), held_by(application.profile_id)
    for name, found in inspected.items():
        paper = "" if supplement else name
        if application.attachments.filter(paper=paper, sha256=found.sha256).exists():
            continue
        if len(sizes) >= MOST_FILES or sum(sizes) + found.size > MOST_BYTES:
            refused[name] = gettext_lazy(
                "One application takes 20 files and 100 MB. Remove a file, or join several in one."
            )
            continue
        new = sum(sizes[before:]) + found.size
        full = None if supplement else held.refusal(adding=new)
        if full is not None:
            refused[name] = full.message
            continue
        try:
            place = store(found.file, found)
        except UploadRefused as error:
            refused[name] = error.message
            continue
        stored.append(place)
        Attachment.objects.create(
            application=application,
            paper=paper,
            name=found.name,
            stored=place,
            content_type=found.content_type,
            size=found.size,
            sha256=found.sha256,
            supplement=supplement,
        )
        sizes.append(found.size)
    return refused


def _missing_papers(
    draft: Application, document: Document, required: Iterable[Truth]
) -> dict[str, Words]:
    there = set(draft.attachments.values_list("paper", flat=True))
    papers = zip(document.documents, required, strict=True)
    names = [paper_name(paper) for paper, needed in papers if needed is True]
    text = gettext_lazy("This paper is required and still missing: choose a file.")
    return {name: text for name in names if name not in there}


# --- handing in -----------------------------------------------------------------------------------


def _digest(programme: Programme, form: Form) -> str:
    """Of what was sent: the programme, the declaration, and each file by its content."""
    parts = [programme.slug, str(form.declared), str(form.submit)]
    parts += [f"{name}={digest_of(file)}" for name, file in sorted(form.files.items())]
    return sha256("\n".join(parts).encode()).hexdigest()


def _again(earlier: Application, digest: str) -> HandedIn:
    if earlier.submission_digest != digest:
        text = _("This form was sent before with other content, as %(reference)s; that one counts.")
        raise KeyReusedError([text % {"reference": earlier.reference}])
    return HandedIn(application=earlier, submitted=True)


def _submit(
    draft: Application,
    catalogue: Catalogue,
    document: Document,
    key: UUID,
    digest: str,
    *,
    on: date,
) -> None:
    profile = draft.profile
    facts = facts_of(profile, catalogue.vocabulary)
    seal = seal_of(draft)
    draft.snapshot = freeze(profile, facts, document, catalogue, seal=seal, on=on)
    draft.submission_key, draft.submission_digest = key, digest
    draft.submitted_at = timezone.now()
    clocks.set_due(draft, on, clocks.review_days(document))
    take(draft, Action.SUBMIT, actor=profile.owner)
    kinds.received(draft, document)


def _not_in_force() -> Words:
    return gettext_lazy("No edition of this programme is in force today, so nobody can apply.")


def _not_declared() -> Words:
    return gettext_lazy("Tick the declaration before you hand in.")
