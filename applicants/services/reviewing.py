"""What a department does with an application: ask for papers, give an opinion, decide."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.models import Application, Determination, Notification, Review, Supplement
from applicants.notifications import kinds, outbox
from applicants.services import clocks
from applicants.services.deadlines import recount
from applicants.services.errors import RefusedError
from applicants.services.freezing import document_of, freeze_again
from applicants.services.steps import admit, locked, take
from applicants.workflow import Action, Role, Status
from policies.services.calendar import working_days as calendar_of_today


@transaction.atomic
def request_supplement(
    *, application_id: int, version: int, wanted: str, working_days: int, actor: Any, on: date
) -> Supplement:
    """Ask, once and for everything, for what is missing; the department's clock stands still.

    Raises:
        RefusedError: it was asked already, nothing is named, or the role does not allow it.
        ConflictError, TransitionError: the application is no longer where the form showed it.
    """
    application = locked(application_id, version=version)
    admit(actor, application, Role.REVIEWER)
    _need(wanted, "wanted", _("Name everything that is missing."))
    if Supplement.objects.filter(application=application).exists():
        raise RefusedError([_("Papers can be asked for once, and that has been done.")])
    if not 1 <= working_days <= 60:
        raise RefusedError(fields={"working_days": _("Give 1 to 60 working days.")})
    supplement = Supplement(
        application=application, wanted=wanted.strip(), asked_by=actor, asked_at=timezone.now()
    )
    clocks.set_due(supplement, on, working_days)
    supplement.save()
    clocks.stop(application, on)
    take(application, Action.REQUEST_SUPPLEMENT, actor=actor, note=supplement.wanted)
    kinds.supplement_asked(application, supplement)
    return supplement


@transaction.atomic
def review(
    *,
    application_id: int,
    version: int,
    recommendation: str,
    opinion: str,
    actor: Any,
    on: date,
) -> Review:
    """Write an opinion with a recommendation; another person decides.

    Raises:
        RefusedError: no opinion, no such recommendation, or the role does not allow it.
        ConflictError, TransitionError: the application is no longer where the form showed it.
    """
    application = locked(application_id, version=version)
    admit(actor, application, Role.REVIEWER)
    if recommendation not in Review.Recommendation.values:
        raise RefusedError(fields={"recommendation": _("Choose what you recommend.")})
    _need(opinion, "opinion", _("Give the reason for your recommendation."))
    found = Review.objects.create(
        application=application,
        reviewer=actor,
        recommendation=recommendation,
        opinion=opinion.strip(),
        reviewed_at=timezone.now(),
    )
    document = document_of(_snapshot(application))
    clocks.set_due(application, on, clocks.decision_days(document))
    take(application, Action.PROPOSE, actor=actor, note=found.opinion)
    return found


@transaction.atomic
def send_back(
    *, application_id: int, version: int, reason: str, actor: Any, on: date
) -> Application:
    """Give a proposed application back to the reviewers.

    Raises:
        RefusedError: no reason, or the role does not allow it.
        ConflictError, TransitionError: the application is no longer where the form showed it.
    """
    application = locked(application_id, version=version)
    admit(actor, application, Role.DECIDER)
    _need(reason, "reason", _("Say what the reviewers should look at again."))
    days = clocks.review_days(document_of(_snapshot(application)))
    clocks.set_due(application, on, days)
    return take(application, Action.RETURN, actor=actor, note=reason.strip())


@transaction.atomic
def determine(
    *, application_id: int, version: int, decision: str, reason: str, actor: Any
) -> Determination:
    """Decide, and keep everything the decision rests on by value.

    Raises:
        RefusedError: no reason, the decider reviewed it in some round, or the role does not
            allow it.
        ConflictError, TransitionError: the application is no longer where the form showed it.
    """
    application = locked(application_id, version=version)
    admit(actor, application, Role.DECIDER)
    action = {"approved": Action.APPROVE, "rejected": Action.REJECT}.get(decision)
    if action is None:
        raise RefusedError(fields={"decision": _("Choose approve, reject or send back.")})
    _need(reason, "reason", _("Give the reason: the applicant reads it."))
    opinion = application.reviews.select_related("reviewer").last()
    if opinion is None:
        raise RefusedError([_("Nobody has reviewed this application yet.")])
    if application.reviews.filter(reviewer=actor).exists():  # in any round
        raise RefusedError([_("You reviewed this application: another person has to decide it.")])
    clocks.end(application)
    take(application, action, actor=actor, note=reason.strip())
    determination = Determination.objects.create(
        application=application,
        decision=decision,
        reason=reason.strip(),
        author=actor,
        review=opinion,
        reviewer=opinion.reviewer,
        snapshot=freeze_again(_snapshot(application)),
        determined_at=timezone.now(),
    )
    kinds.determined(application, determination)
    return determination


def lapse_overdue(*, on: date) -> int:
    """End the applications whose papers did not come in time; how many that were."""
    status = Application.Status.SUPPLEMENT_REQUESTED
    late = Application.objects.filter(status=status, supplement__due_on__lt=on)
    return sum(_lapse(pk, on) for pk in late.values_list("pk", flat=True))


@transaction.atomic
def _lapse(application_id: int, on: date) -> bool:
    application = locked(application_id)
    if application.status != Status.SUPPLEMENT_REQUESTED:
        return False  # it was answered while we came to it
    recount(application, calendar_of_today(), on=on)  # the calendar may be another since
    if application.supplement.due_on >= on:
        return False
    clocks.end(application)
    take(application, Action.LAPSE, actor=None)
    outbox.cancel(application=application, kinds=(Notification.Kind.SUPPLEMENT_DUE,))
    kinds.lapsed(application)
    return True


def _snapshot(application: Application) -> Any:
    if application.snapshot is None:  # a constraint of the database sees to it
        raise AssertionError(f"{application} was handed in without a snapshot.")
    return application.snapshot


def _need(text: str, name: str, words: Any) -> None:
    if not text.strip():
        raise RefusedError(fields={name: words})
