"""One function for each thing that is told; each writes a row in the reader's language."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applicants.models import Application, Determination, Notification, Profile, Supplement
from applicants.notifications import outbox
from applicants.notifications.messages import Message, absolute
from applicants.notifications.unsubscribing import unsubscribe_address
from policies.presentation.intake import when_words
from policies.presentation.words import day, in_language
from policies.rules.documents import Document
from policies.rules.intake import OVER_FOR_YOU, Intake

Kind = Notification.Kind
SUPPLEMENT_NOTICE = timedelta(days=3)
SILENT = frozenset({OVER_FOR_YOU})  # of an intake: nobody needs the news of what they cannot have


def received(application: Application, document: Document) -> bool:
    """An application was handed in."""
    with reader(application.profile):
        title = in_language(document.title)
        message = Message(
            subject=_("Received: %(title)s") % {"title": title},
            lines=[
                _("We have received your application for “%(title)s”.") % {"title": title},
                _("The department checks it and writes to you. Nothing is promised until then."),
            ],
            details=[
                (_("Receipt number"), application.reference),
                (_("Answer expected by"), _due(application.due_on, application.due_provisional)),
            ],
            **_where(application),
        )
        return _tell(Kind.RECEIVED, f"application:{application.pk}:received", message, application)


def supplement_asked(application: Application, supplement: Supplement) -> bool:
    """Papers are asked for."""
    with reader(application.profile):
        message = Message(
            subject=_("Please add: %(title)s") % {"title": application.programme.title},
            lines=[
                _("The department needs more before it can go on with your application."),
                supplement.wanted,
                _(
                    "This is asked once and lists everything. Without an answer by the day below, "
                    "the application lapses; you may then apply again."
                ),
            ],
            details=[
                (_("Receipt number"), application.reference),
                (_("Answer by"), _due(supplement.due_on, supplement.due_provisional)),
            ],
            **_where(application),
        )
        key = f"application:{application.pk}:supplement-asked"
        return _tell(Kind.SUPPLEMENT_ASKED, key, message, application)


def supplement_due(application: Application, supplement: Supplement, *, on: date) -> bool:
    """The last day to add papers is near."""
    left = (supplement.due_on - on).days
    with reader(application.profile):
        text = ngettext(
            "%(count)d day is left to add what the department asked for.",
            "%(count)d days are left to add what the department asked for.",
            left,
        )
        if left == 0:
            text = _("Today is the last day to add what the department asked for.")
        message = Message(
            subject=_("Papers due on %(day)s: %(title)s")
            % {"day": day(supplement.due_on), "title": application.programme.title},
            lines=[text % {"count": left}, supplement.wanted],
            details=[
                (_("Receipt number"), application.reference),
                (_("Answer by"), _due(supplement.due_on, supplement.due_provisional)),
            ],
            **_where(application),
        )
        key = f"application:{application.pk}:supplement-due:{supplement.due_on}"
        expires = end_of(supplement.due_on)
        about = {"due_on": supplement.due_on.isoformat()}
        kind = Kind.SUPPLEMENT_DUE
        return _tell(kind, key, message, application, expires_at=expires, about=about)


def deadline_moved(application: Application, *, before: date, after: date) -> bool:
    """The calendar of working days is another, and with it a day that was told."""
    supplement = getattr(application, "supplement", None)
    is_asked = application.status == Application.Status.SUPPLEMENT_REQUESTED
    row = supplement if is_asked and supplement is not None else application
    with reader(application.profile):
        label = _("Answer by") if row is supplement else _("Answer expected by")
        message = Message(
            subject=_("Another day: %(title)s") % {"title": application.programme.title},
            lines=[
                _("Holidays were announced or corrected, so a day of your application moved."),
                _("It was %(before)s and is now %(after)s. The working days are as many as before.")
                % {"before": day(before), "after": day(after)},
            ],
            details=[
                (_("Receipt number"), application.reference),
                (label, _due(row.due_on, row.due_provisional)),
            ],
            **_where(application),
        )
        # a calendar may be corrected back and forth: the count of changes keeps the keys apart
        known = application.notifications.filter(kind=Kind.DEADLINE_MOVED).count()
        key = f"application:{application.pk}:deadline-moved:{known + 1}:{after}"
        about = {"due_on": after.isoformat()}
        return _tell(Kind.DEADLINE_MOVED, key, message, application, about=about)


def draft_expires(application: Application, *, on: date) -> bool:
    """A draft that nobody touched is deleted on a day."""
    slug = application.programme.slug
    with reader(application.profile):
        title = application.programme.title
        message = Message(
            subject=_("Your draft is deleted on %(day)s: %(title)s")
            % {"day": day(on), "title": title},
            lines=[
                _("You began to apply for “%(title)s” and have not handed in.") % {"title": title},
                _("On %(day)s the draft goes with its papers. Change anything in it to keep it.")
                % {"day": day(on)},
            ],
            details=[],
            link=absolute(reverse("applicants:apply", kwargs={"slug": slug})),
            link_words=_("Go on with it"),
        )
        key = f"application:{application.pk}:draft-expires:{on}"
        return _tell(Kind.DRAFT_EXPIRES, key, message, application, expires_at=end_of(on))


def lapsed(application: Application) -> bool:
    """What was asked for did not come in time."""
    with reader(application.profile):
        message = Message(
            subject=_("Lapsed: %(title)s") % {"title": application.programme.title},
            lines=[
                _("What the department asked for did not come in time, so the application lapsed."),
                _("You may apply again while the intake is open; your papers can be used again."),
            ],
            details=[(_("Receipt number"), application.reference)],
            **_where(application),
        )
        return _tell(Kind.LAPSED, f"application:{application.pk}:lapsed", message, application)


def determined(application: Application, determination: Determination) -> bool:
    """The department has decided."""
    approved = determination.decision == Determination.Decision.APPROVED
    with reader(application.profile):
        title = application.programme.title
        subject = _("Approved: %(title)s") if approved else _("Not approved: %(title)s")
        first = (
            _("Your application for “%(title)s” was approved.")
            if approved
            else _("Your application for “%(title)s” was not approved.")
        )
        message = Message(
            subject=subject % {"title": title},
            lines=[
                first % {"title": title},
                _("Reason: %(reason)s") % {"reason": determination.reason},
                _(
                    "The page of your application shows the decision with every criterion. If you "
                    "do not agree, ask the department for a review; it tells you how and by when."
                ),
            ],
            details=[
                (_("Receipt number"), application.reference),
                (_("Decided by"), application.programme.department.name),
                (_("Decided on"), day(timezone.localdate(determination.determined_at))),
            ],
            **_where(application),
        )
        key = f"application:{application.pk}:determined"
        return _tell(Kind.DETERMINED, key, message, application)


def window_closes(
    profile: Profile, document: Document, *, closes_on: date, on: date, missing: str
) -> bool:
    """An intake that fits, or is one answer away, closes soon.

    Args:
        missing: the one answer that is still needed; empty where all are there.
    """
    left = (closes_on - on).days
    step = 1 if left <= 1 else 7
    with reader(profile):
        title = in_language(document.title)
        fits = _("By your answers you may be eligible, and you have not applied.")
        if missing:
            fits = _("One answer is still needed to know whether it fits you: %(fact)s.") % {
                "fact": missing
            }
        message = Message(
            subject=_("Closes on %(day)s: %(title)s") % {"day": day(closes_on), "title": title},
            lines=[
                _("The intake of “%(title)s” closes on %(day)s.")
                % {"title": title, "day": day(closes_on)},
                fits,
            ],
            details=[(_("Last day"), day(closes_on))],
            link=_programme(document),
            link_words=_("Look at the programme"),
            unsubscribe=unsubscribe_address(profile.owner_id, Kind.WINDOW_CLOSES),
        )
        key = f"profile:{profile.pk}:closes:{document.programme}:{closes_on}:{step}"
        about = _about(profile, document) | {"closes_on": closes_on.isoformat()}
        expires = end_of(closes_on)
        return _remind(Kind.WINDOW_CLOSES, key, message, profile, expires_at=expires, about=about)


def first_day(profile: Profile, document: Document, intake: Intake, *, on: date) -> bool:
    """Time has made a programme fit."""
    with reader(profile):
        title = in_language(document.title)
        message = Message(
            subject=_("May fit you now: %(title)s") % {"title": title},
            lines=[
                _("From %(day)s on you may be eligible for “%(title)s”.")
                % {"title": title, "day": day(on)},
                _when(intake, document),
                _("This follows from your answers and the rules of today. Nothing is promised."),
            ],
            link=_programme(document),
            link_words=_("Look at the programme"),
            unsubscribe=unsubscribe_address(profile.owner_id, Kind.FIRST_DAY),
        )
        key = f"profile:{profile.pk}:first-day:{document.programme}:{on}"
        expires = end_of(on + timedelta(days=30))
        about = _about(profile, document)
        return _remind(Kind.FIRST_DAY, key, message, profile, expires_at=expires, about=about)


def new_match(profile: Profile, document: Document, intake: Intake, *, on: date) -> bool:
    """A programme fits that did not before: it is new, or its rules are."""
    with reader(profile):
        title = in_language(document.title)
        message = Message(
            subject=_("New for you: %(title)s") % {"title": title},
            lines=[
                _("By your answers you may now be eligible for “%(title)s”.") % {"title": title},
                _when(intake, document),
                _("This follows from your answers and the rules of today. Nothing is promised."),
            ],
            link=_programme(document),
            link_words=_("Look at the programme"),
            unsubscribe=unsubscribe_address(profile.owner_id, Kind.NEW_MATCH),
        )
        key = f"profile:{profile.pk}:new-match:{document.programme}:{on}"
        expires = end_of(on + timedelta(days=30))
        about = _about(profile, document)
        return _remind(Kind.NEW_MATCH, key, message, profile, expires_at=expires, about=about)


def _when(intake: Intake, document: Document) -> str:
    """Whether one can apply, in the words of every page."""
    return _("%(words)s.") % {"words": when_words(intake, document)}


def end_of(on: date) -> datetime:
    """The end of a day in Asia/Shanghai."""
    return timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))


# --- parts ----------------------------------------------------------------------------------------


def reader(profile: Profile) -> Any:
    return translation.override(profile.language)


def _where(application: Application) -> dict[str, str]:
    address = reverse("applicants:application", kwargs={"reference": application.reference})
    return {"link": absolute(address), "link_words": _("Look at my application")}


def _programme(document: Document) -> str:
    return absolute(reverse("policies:programme", kwargs={"slug": document.programme}))


def _due(on: date | None, provisional: bool) -> str:
    return "" if on is None else due_day(on, provisional=provisional)


def due_day(on: date, *, provisional: bool) -> str:
    """A day, with the warning that the holidays of its year are not announced."""
    if provisional:
        return _("%(day)s (provisional: that year's holidays are not announced yet)") % {
            "day": day(on)
        }
    return day(on)


def _tell(
    kind: Notification.Kind,
    key: str,
    message: Message,
    application: Application,
    *,
    expires_at: datetime | None = None,
    about: dict[str, Any] | None = None,
) -> bool:
    return _queue(
        kind,
        key,
        message,
        application.profile,
        application=application,
        expires_at=expires_at,
        about=about,
    )


def _remind(
    kind: Notification.Kind,
    key: str,
    message: Message,
    profile: Profile,
    *,
    expires_at: datetime,
    about: dict[str, Any],
) -> bool:
    return _queue(kind, key, message, profile, application=None, expires_at=expires_at, about=about)


def _about(profile: Profile, document: Document) -> dict[str, Any]:
    """What is looked at again when the mail is about to be sent."""
    return {"profile": profile.pk, "programme": document.programme}


def _queue(
    kind: Notification.Kind,
    key: str,
    message: Message,
    profile: Profile,
    *,
    application: Application | None,
    expires_at: datetime | None,
    about: dict[str, Any] | None,
) -> bool:
    return outbox.queue(
        kind=kind,
        dedupe_key=key,
        recipient=profile.owner.email,
        subject=message.subject,
        text=message.text(),
        html=message.html(),
        language=profile.language,
        user=profile.owner,
        application=application,
        expires_at=expires_at,
        headers=message.headers(),
        about=about,
    )
