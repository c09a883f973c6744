"""Profiles: made of the answers given before, with consent; each fact stated or forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from applicants.facts import stated, typed_by
from applicants.matching.at_once import decide_profile
from applicants.matching.snapshot import discard_copies
from applicants.models import Consent, Notification, Profile
from applicants.notifications.outbox import take_back
from applicants.notifications.unsubscribing import OPTIONAL
from applicants.services.feeds import revoke_feed
from applicants.services.unsent_forms import forget_typed
from policies.permission import Permission, sensitive_facts
from policies.presentation.audience import AUDIENCE
from policies.rules.facts import Facts, Value
from policies.services import current_catalogue

CONSENT = "2026-12"  # version of the words in templates/applicants/welcome.html


@transaction.atomic
def create_profile(
    *,
    owner: Any,
    kind: str,
    name: str,
    credit_code: str = "",
    language: str,
    facts: Facts,
    remind: bool,
    permission: Permission | None = None,
) -> Profile:
    """Keep the answers of somebody who has just agreed to it.

    Args:
        owner: the account.
        permission: to keep sensitive answers; without one they are left out.
        facts: the answers given so far; whom they look for may be among them.
        remind: whether they agreed to reminders as well.
    """
    audience, others = _split(facts)
    if permission is None or not permission.given:
        sensitive = sensitive_facts(current_catalogue().vocabulary)
        others = {n: v for n, v in others.items() if n not in sensitive}
    at, on = timezone.now().isoformat(), timezone.localdate()
    profile = Profile.objects.create(
        owner=owner,
        kind=kind,
        name=name,
        credit_code=credit_code,
        language=language,
        audience=audience,
        facts={name: stated(value) for name, value in others.items()},
        provenance={name: typed_by(owner.pk, on=on, at=at) for name in others},
    )
    set_consent(profile_id=profile.pk, purpose=Consent.Purpose.KEEP, given=True)
    if remind:
        set_consent(profile_id=profile.pk, purpose=Consent.Purpose.REMIND, given=True)
    set_sensitive_consent(profile_id=profile.pk, permission=permission)
    _match_soon(profile)
    return profile


@transaction.atomic
def update_profile(
    *, profile_id: int, name: str, credit_code: str, language: str, remind: bool
) -> Profile:
    """Change what is no fact: the name, the code, the language of mails, and reminders."""
    profile = Profile.objects.locked(profile_id)
    profile.name, profile.credit_code, profile.language = name, credit_code, language
    profile.save(update_fields=["name", "credit_code", "language"])
    given = remind and not profile.is_paused  # of what is not checked nobody is reminded
    set_consent(profile_id=profile_id, purpose=Consent.Purpose.REMIND, given=given)
    return profile


@transaction.atomic
def state_fact(*, profile_id: int, name: str, value: Value, by: int) -> Profile:
    """Keep one fact; the database writes its history.

    Args:
        by: the account that states it.
    """
    profile = Profile.objects.locked(profile_id)
    if name == AUDIENCE:
        profile.audience = stated(value)
        profile.save(update_fields=["audience"])
        return profile
    at, on = timezone.now().isoformat(), timezone.localdate()
    first_at = profile.provenance.get(name, {}).get("at", at)  # its place among the answers
    profile.facts[name] = stated(value)
    profile.provenance[name] = {**typed_by(by, on=on, at=first_at), "stated_at": at}
    profile.save(update_fields=["facts", "provenance"])
    _match_soon(profile)
    return profile


@transaction.atomic
def forget_facts(*, profile_id: int, names: Iterable[str] | None) -> Profile:
    """Make facts unknown again, with their history, copies and what was typed of them.

    ``None`` stands for all of them.
    """
    profile = Profile.objects.locked(profile_id)
    gone = {*profile.facts, AUDIENCE} if names is None else {*names}
    profile.facts = {n: v for n, v in profile.facts.items() if n not in gone}
    profile.provenance = {n: v for n, v in profile.provenance.items() if n not in gone}
    if AUDIENCE in gone:
        profile.audience = []
    profile.save(update_fields=["facts", "provenance", "audience"])
    forget_typed(profile.owner_id, None if names is None else gone)
    transaction.on_commit(discard_copies, robust=True)
    _match_soon(profile)
    return profile


@transaction.atomic
def set_consent(*, profile_id: int, purpose: str, given: bool) -> None:
    """Note that a purpose was agreed to, or that this was taken back; no change is no row."""
    profile = Profile.objects.locked(profile_id)
    current = profile.consents.filter(purpose=purpose, withdrawn_at=None)
    if given and not current.exists():
        Consent.objects.create(
            profile=profile, purpose=purpose, text_version=CONSENT, given_at=timezone.now()
        )
    elif not given:
        current.update(withdrawn_at=timezone.now())


@transaction.atomic
def set_sensitive_consent(*, profile_id: int, permission: Permission | None) -> None:
    """Note for which programmes sensitive questions may be asked; none of them takes it back.

    A consent to other programmes is another one: the one before ends.
    """
    profile = Profile.objects.locked(profile_id)
    now = timezone.now()
    current = profile.consents.filter(purpose=Consent.Purpose.SENSITIVE, withdrawn_at=None)
    row = current.first()
    if permission is None or not permission.given:
        current.update(withdrawn_at=now)
        forget_typed(profile.owner_id, sensitive_facts(current_catalogue().vocabulary))
        return
    wanted = None if permission.programmes is None else list(permission.programmes)
    if row is not None and row.programmes == wanted:
        return
    current.update(withdrawn_at=now)
    Consent.objects.create(
        profile=profile,
        purpose=Consent.Purpose.SENSITIVE,
        text_version=permission.version,
        programmes=wanted,
        given_at=now,
    )


@transaction.atomic
def withdraw_consent(*, profile_id: int) -> None:
    """Take back the consent to keep the answers and have them checked; twice equals once.

    Matching, previews, reminders and the calendar stop at once. The answers are still there, so
    that a copy can be taken; they go when their time is over (``paused`` in the table of what is
    kept), or when they are erased before.
    """
    profile = Profile.objects.locked(profile_id)
    if profile.is_paused:
        return
    for purpose in Consent.Purpose.values:
        set_consent(profile_id=profile_id, purpose=purpose, given=False)
    profile.paused_at = timezone.now()
    profile.save(update_fields=["paused_at"])
    profile.first_days.all().delete()
    forget_typed(profile.owner_id, None)
    revoke_feed(profile_id=profile_id)
    waiting = Notification.objects.waiting().filter(user=profile.owner_id, kind__in=OPTIONAL)
    take_back(waiting, Notification.Reason.CONSENT)
    transaction.on_commit(discard_copies, robust=True)
    _match_soon(profile)


@transaction.atomic
def renew_consent(*, profile_id: int) -> None:
    """Agree again that the answers are kept and checked; reminders are another question.

    So are sensitive answers, whose consent was taken back with the rest: they go, and are asked
    for again with a consent of their own.
    """
    profile = Profile.objects.locked(profile_id)
    if not profile.is_paused:
        return
    set_consent(profile_id=profile_id, purpose=Consent.Purpose.KEEP, given=True)
    profile.paused_at = None
    profile.save(update_fields=["paused_at"])
    gone = sensitive_facts(current_catalogue().vocabulary) & set(profile.facts)
    forget_facts(profile_id=profile_id, names=gone)


def _match_soon(profile: Profile) -> None:
    """Have it decided once the change is sure; the change stands, whatever becomes of that."""
    transaction.on_commit(lambda: decide_profile(profile.pk), robust=True)


def _split(facts: Facts) -> tuple[list[str], Mapping[str, Value]]:
    chosen = facts.get(AUDIENCE)
    audience = sorted(chosen) if isinstance(chosen, frozenset) else []
    return audience, {name: value for name, value in facts.items() if name != AUDIENCE}
