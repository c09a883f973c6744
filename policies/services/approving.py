"""From a draft to an edition that counts: one person proposes, another approves.

What is proposed is frozen as an edition that is not published yet. It is published or returned as
it stands; nothing is changed on the way.
"""

from datetime import date, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from policies.models import Draft, Edition, EditionStep, Programme
from policies.rules.authoring.costs import costs_of_document
from policies.rules.authoring.edits import SetValue
from policies.rules.authoring.finding import Finding, FindingProblem
from policies.rules.authoring.findings import Context, Examined, errors_in, examine
from policies.rules.documents import Document
from policies.rules.errors import RuleError
from policies.rules.facts import FactType
from policies.services.current import current_catalogue, library
from policies.services.drafting import (
    check_open,
    check_version,
    comment_of,
    edit_draft,
    lock_draft,
    note_step,
)
from policies.services.editions import (
    delete_draft,
    lock_catalogue,
    name_of,
    publish_edition,
    save_draft,
)
from policies.services.errors import CatalogueError

PROPOSE, APPROVE = "policies.change_edition", "policies.approve_edition"


def draft_context(draft: Draft, *, today: date | None = None) -> Context:
    """What is around a draft in the catalogue as it stands.

    Once it is published its own edition is no longer another one. The facts of its programme are
    no concern, as its next edition brings them again.
    """
    catalogue = current_catalogue()
    editions = [each for listed in catalogue.rulebook.editions.values() for each in listed]
    own = (draft.programme, draft.edition) if draft.state == Draft.State.PUBLISHED else None
    annulled = Edition.objects.filter(programme__slug=draft.programme, annulled_at__isnull=False)
    return Context(
        programmes=frozenset(Programme.objects.values_list("slug", flat=True)),
        editions=[each for each in editions if (each.programme, each.edition) != own],
        facts=_facts_of(editions, draft.programme),
        today=today or timezone.localdate(),
        replaces=draft.replaces.name if draft.replaces else "",
        names=frozenset(annulled.values_list("name", flat=True)),
    )


def examine_draft(draft: Draft, *, text: str = "", today: date | None = None) -> Examined:
    """Look at a draft as it stands, beside everything that is published.

    Args:
        text: to look at instead of the text that it has.
    """
    context = draft_context(draft, today=today)
    return examine(text or draft.text, library=library(), context=context)


def _facts_of(editions: list[Document], but: str) -> dict[str, tuple[str, FactType]]:
    return {
        name: (document.programme, document.vocabulary[name])
        for document in editions
        if document.programme != but
        for name in document.own_facts
    }


@transaction.atomic
def propose_draft(*, draft_id: int, version: int, by: User, first: date | None = None) -> Edition:
    """Freeze a draft as an edition that waits for a second person.

    Args:
        first: the first day in force; the document's own where it is absent.

    Raises:
        DraftConflictError: the version is no longer current.
        CatalogueError: it is no document, something in it is wrong, an example fails, it can no
            longer be changed, or this person may not propose.
        Draft.DoesNotExist: there is no such draft.
    """
    check_may(by, PROPOSE)
    lock_catalogue()
    draft = lock_draft(draft_id)
    check_open(draft)
    check_version(draft, version)
    if first is not None:
        edit = SetValue("in_force.from", first.isoformat())
        try:
            draft = edit_draft(draft_id=draft_id, version=version, edit=edit, by=by)
        except RuleError as error:
            raise CatalogueError(error.problems) from None
    examined = examine_draft(draft)
    _refuse_wrong(examined)
    edition = save_draft(document=draft.text)
    edition.proposed_by, edition.proposed_at = by, timezone.now()
    edition.save(update_fields=["proposed_by", "proposed_at"])
    draft.state, draft.proposed = Draft.State.PROPOSED, edition
    draft.save(update_fields=["state", "proposed"])
    first = edition.in_force_from
    note_step(EditionStep.Kind.PROPOSED, by=by, draft=draft, edition=edition, day=first)
    if examined.replaces:
        _note_replacing(EditionStep.Kind.ASKED, draft, by=by, first=first)
    return edition


def _note_replacing(kind: EditionStep.Kind, draft: Draft, *, by: User, first: date) -> None:
    """Write into the record of the edition that is replaced what happens to it."""
    last, reason = first - timedelta(days=1), draft.replacing_reason
    note_step(kind, by=by, edition=draft.replaces, day=last, comment=reason)


@transaction.atomic
def approve_edition(*, edition_id: int, by: User, version: int | None = None) -> Edition:
    """Publish a proposed edition; the one in force before, or replaced, ends on the day before.

    Args:
        version: of the draft as this person saw it: another text is not approved unseen.

    Raises:
        DraftConflictError: it was taken back, changed and proposed anew meanwhile.
        CatalogueError: this person proposed it or may not approve, it is not proposed, or it no
            longer goes with what was published meanwhile.
        Edition.DoesNotExist: there is no such edition.
    """
    check_may(by, APPROVE)
    lock_catalogue()
    edition, draft = _proposed(edition_id)
    if version is not None:
        check_version(draft, version)
    if edition.proposed_by_id == by.pk:
        raise CatalogueError.at("", "another person approves what you have proposed.")
    examined = examine_draft(draft, text=edition.document)
    _refuse_wrong(examined)
    replaced = draft.replaces if examined.replaces else None
    edition.approved_by = by
    edition.save(update_fields=["approved_by"])
    edition = publish_edition(edition_id=edition_id, replaces=replaced)
    draft.state = Draft.State.PUBLISHED
    draft.save(update_fields=["state"])
    first = edition.in_force_from
    note_step(EditionStep.Kind.APPROVED, by=by, draft=draft, edition=edition, day=first)
    if replaced is not None:
        _note_replacing(EditionStep.Kind.REPLACED, draft, by=by, first=first)
    return edition


@transaction.atomic
def return_draft(*, edition_id: int, comment: str, by: User, version: int | None = None) -> Draft:
    """Give a proposed edition back to be written on; whoever proposed it may take it back as well.

    Args:
        comment: what is to be changed; one need not tell oneself.
        version: of the draft as this person saw it.

    Raises:
        DraftConflictError: it was taken back, changed and proposed anew meanwhile.
        CatalogueError: it is not proposed, nothing is said of why, or this person may not.
        Edition.DoesNotExist: there is no such edition.
    """
    lock_catalogue()
    edition, draft = _proposed(edition_id)
    if version is not None:
        check_version(draft, version)
    if edition.proposed_by_id != by.pk:
        check_may(by, APPROVE)
    note_step(
        EditionStep.Kind.RETURNED,
        by=by,
        draft=draft,
        edition=edition,
        comment=comment_of(comment, required=edition.proposed_by_id != by.pk),
    )
    draft.state, draft.proposed = Draft.State.WRITING, None
    draft.save(update_fields=["state", "proposed"])
    delete_draft(edition_id=edition_id)
    return draft


def _proposed(edition_id: int) -> tuple[Edition, Draft]:
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition_id)
    draft = Draft.objects.select_for_update(of=("self",)).filter(proposed=edition).first()
    if edition.published:
        raise CatalogueError.at("", f"{name_of(edition)} is published already.")
    if draft is None or edition.proposed_by_id is None:
        raise CatalogueError.at("", f"{name_of(edition)} is not proposed.")
    return edition, draft


def check_may(by: User, permission: str) -> None:
    """Refuse what this person has no right to.

    Raises:
        CatalogueError: so it is.
    """
    if not by.has_perm(permission):
        what = "approve or return" if permission == APPROVE else "propose"
        raise CatalogueError.at("", f"this account may not {what} editions.")


def _refuse_wrong(examined: Examined) -> None:
    """Stop at what must not be published.

    Raises:
        CatalogueError: with every problem and every finding that is an error.
    """
    if not examined.can_be_proposed:
        errors = [_as_problem(finding) for finding in errors_in(examined.findings)]
        raise CatalogueError([*examined.problems, *errors])
    if examined.document is not None:
        costs = [_as_problem(finding) for finding in costs_of_document(examined.document)]
        if costs:
            raise CatalogueError(costs)


def _as_problem(finding: Finding) -> FindingProblem:
    """A finding as a message of a service; pages have their own words for it."""
    told = "; ".join(
        ", ".join(value) if isinstance(value, tuple) else str(value)
        for value in finding.arguments.values()
        if value is not None
    )
    kind = finding.kind.replace("_", " ")
    message = f"{kind}: {told}." if told else f"{kind}."
    return FindingProblem(finding.path, message, finding)
