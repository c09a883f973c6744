"""Everything that is kept of one applicant, as plain data and as sections of a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.facts import read_facts
from applicants.matching.results import editions_for
from applicants.models import (
    Application,
    AuditEvent,
    Determination,
    MutedKind,
    Notification,
    Profile,
    Supplement,
)
from applicants.models.profile import ExactEncoder
from applicants.notifications.messages import absolute
from applicants.services.freezing import held
from applicants.services.steps import TOLD
from applicants.services.unsent_forms import typed_forms
from policies.models import Edition
from policies.presentation.words import in_language, shown
from policies.rules.facts import Vocabulary
from policies.services import current_catalogue

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading of the page with its lines, each a label and a text."""

    title: str
    lines: list[tuple[str, str]]


def gather(profile: Profile) -> Plain:
    """All of it, as JSON holds it."""
    owner = profile.owner
    vocabulary = current_catalogue().vocabulary
    return {
        "made_at": _moment(timezone.now()),
        "account": {
            "email": owner.email,
            "addresses": list(
                EmailAddress.objects.filter(user=owner).values_list("email", flat=True)
            ),
            "joined_at": _moment(owner.date_joined),
            "last_sign_in_at": _moment(owner.last_login),
        },
        "profile": {
            "kind": profile.kind,
            "name": profile.name,
            "credit_code": profile.credit_code,
            "language": profile.language,
            "audience": profile.audience,
            "created_at": _moment(profile.created_at),
            "consent_taken_back_at": _moment(profile.paused_at),
        },
        "answers": _answers(profile, vocabulary),
        "consents": [
            {
                "purpose": each.purpose,
                "words": each.get_purpose_display(),
                "text_version": each.text_version,
                "given_at": _moment(each.given_at),
                "withdrawn_at": _moment(each.withdrawn_at),
            }
            for each in profile.consents.all()
        ],
        "mails_turned_off": list(
            MutedKind.objects.filter(user=owner).values_list("kind", flat=True)
        ),
        "calendar": _calendar(profile),
        "first_days": [
            {"programme": each.programme.slug, "on": each.on.isoformat()}
            for each in profile.first_days.select_related("programme")
        ],
        "fits": _fits(profile),
        "applications": [_application(row, vocabulary) for row in _applications(profile)],
        "mails": [_mail(row) for row in _mails(profile)],
        "typed_and_not_sent": [
            {
                "page": each.row.page,
                "fields": {name: list(values) for name, values in each.fields.items()},
                "kept_at": _moment(each.row.kept_at),
            }
            for each in typed_forms(user_id=owner.pk)
        ],
    }


def sections(data: Plain) -> list[Section]:
    """The same to be read by a person, in the language of the moment."""
    account, profile = data["account"], data["profile"]
    found = [
        Section(
            title=_("Account and profile"),
            lines=[
                (_("E-mail"), account["email"]),
                (_("Name of the applicant"), profile["name"]),
                (_("Unified social credit code"), profile["credit_code"]),
                (_("Language of mails"), profile["language"]),
                (_("Account made at"), account["joined_at"]),
            ],
        ),
        Section(
            title=_("Answers"),
            lines=[(each["label"], each["shown"]) for each in data["answers"]],
        ),
        Section(
            title=_("What you agreed to"),
            lines=[
                (each["words"], " – ".join(filter(None, (each["given_at"], each["withdrawn_at"]))))
                for each in data["consents"]
            ],
        ),
        Section(
            title=_("What fits"),
            lines=[(each["title"], each["state"]) for each in data["fits"]],
        ),
        *(_application_section(each) for each in data["applications"]),
        Section(
            title=_("Mails"),
            lines=[
                (f"{each['at']} {each['subject']}".strip(), each["text"]) for each in data["mails"]
            ],
        ),
    ]
    return [each for each in found if each.lines]


def _answers(profile: Profile, vocabulary: Vocabulary) -> list[Plain]:
    read = read_facts(profile.facts, vocabulary)
    history: dict[str, list[Plain]] = {}
    for change in profile.fact_changes.all():
        line = {"before": change.before, "after": change.after, "at": _moment(change.changed_at)}
        history.setdefault(change.name, []).append(line)
    stored = _as_json(profile.facts)
    return [
        {
            "name": name,
            "label": _label(name, vocabulary),
            "value": stored[name],
            "shown": shown(read[name], vocabulary[name]) if name in read else str(stored[name]),
            "from": profile.provenance.get(name),
            "history": history.get(name, []),
        }
        for name in profile.facts
    ]


def _calendar(profile: Profile) -> Plain | None:
    feed = getattr(profile, "calendar_feed", None)
    if feed is None:
        return None
    address = absolute(reverse("applicants:feed", kwargs={"token": feed.token}))
    return {"address": address, "made_at": _moment(feed.made_at)}


def _fits(profile: Profile) -> list[Plain]:
    states = dict(editions_for(profile.pk))
    editions = Edition.objects.filter(pk__in=states).select_related("programme")
    return [
        {"programme": e.programme.slug, "title": e.programme.title, "state": states[e.pk]}
        for e in editions
    ]


def _applications(profile: Profile) -> Iterator[Application]:
    rows = Application.objects.filter(profile=profile).order_by("pk")
    yield from rows.select_related("programme", "snapshot", "supplement", "determination")


def _application(row: Application, vocabulary: Vocabulary) -> Plain:
    supplement: Supplement | None = getattr(row, "supplement", None)
    determination: Determination | None = getattr(row, "determination", None)
    return {
        "reference": row.reference,
        "programme": row.programme.slug,
        "title": row.programme.title,
        "status": row.status,
        "status_words": str(row.get_status_display()),
        "begun_at": _moment(row.created_at),
        "submitted_at": _moment(row.submitted_at),
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "handed_in": _frozen(row, vocabulary),
        "files": [
            {
                "paper": each.paper,
                "name": each.name,
                "size": each.size,
                "sha256": each.sha256,
                "handed_in_later": each.supplement,
                "uploaded_at": _moment(each.uploaded_at),
            }
            for each in row.attachments.all()
        ],
        "steps": [
            {
                "step": each.action,
                "to": each.target,
                "role": each.role,
                "note": each.note if each.action in TOLD else "",
                "at": _moment(each.taken_at),
            }
            for each in row.steps.all()
        ],
        "asked_for": supplement
        and {
            "wanted": supplement.wanted,
            "due_on": supplement.due_on.isoformat(),
            "answer": supplement.answer,
            "answered_at": _moment(supplement.answered_at),
        },
        "decision": determination
        and {
            "decision": determination.decision,
            "reason": determination.reason,
            "at": _moment(determination.determined_at),
        },
        "looked_at": [
            {"what": each.action, "at": _moment(each.at)}
            for each in AuditEvent.objects.about(row).order_by("pk")
        ],
    }


def _frozen(row: Application, vocabulary: Vocabulary) -> Plain | None:
    if row.snapshot is None:
        return None
    known = _as_json(held(row.snapshot))
    return {
        **known,
        "edition": row.snapshot.edition,
        "judged_on": row.snapshot.judged_on.isoformat(),
        "outcome": row.snapshot.outcome,
        "verdict": json.loads(row.snapshot.verdict),
        "labels": {name: _label(name, vocabulary) for name in known["facts"]},
    }


def _application_section(each: Plain) -> Section:
    lines = [
        (_("receipt number"), each["reference"]),
        (_("status"), each["status_words"]),
        (_("handed in at"), each["submitted_at"] or ""),
    ]
    frozen = each["handed_in"]
    if frozen is not None:
        facts = frozen["facts"].items()
        lines += [(frozen["labels"][name], json.dumps(v, ensure_ascii=False)) for name, v in facts]
    lines += [(file["paper"] or _("handed in later"), file["name"]) for file in each["files"]]
    if each["asked_for"] is not None:
        lines.append((_("Papers asked for"), each["asked_for"]["wanted"]))
        lines.append((_("Your answer"), each["asked_for"]["answer"]))
    if each["decision"] is not None:
        lines.append((_("Reason"), each["decision"]["reason"]))
    lines += [(step["at"], f"{step['step']} {step['note']}".strip()) for step in each["steps"]]
    return Section(title=f"{each['title']} {each['reference']}", lines=lines)


def _mails(profile: Profile) -> Iterator[Notification]:
    yield from Notification.objects.filter(user=profile.owner_id).order_by("pk")


def _mail(row: Notification) -> Plain:
    """Without the code of a sign-in, which is good for minutes and nobody's business later."""
    is_code = row.kind == Notification.Kind.ACCOUNT
    return {
        "kind": row.kind,
        "recipient": row.recipient,
        "subject": row.subject,
        "text": "" if is_code else row.text,
        "state": row.state,
        "at": _moment(row.created_at),
        "ended_at": _moment(row.ended_at),
    }


def _label(name: str, vocabulary: Vocabulary) -> str:
    fact = vocabulary.get(name)
    return (in_language(fact.label) if fact is not None else "") or name


def _as_json(plain: Any) -> Any:
    """Exact numbers as JSON has them."""
    return json.loads(json.dumps(plain, cls=ExactEncoder))


def _moment(at: datetime | None) -> str | None:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None
