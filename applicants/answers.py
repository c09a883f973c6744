"""Answers of somebody with a profile: each one is a fact of it, at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property, partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applicants.http import say_erased
from applicants.models import Consent, Profile
from applicants.services.erasure import is_erased
from applicants.services.forgetting import end_memories
from applicants.services.owned import owned_by, records_of
from applicants.services.profiles import forget_facts, set_sensitive_consent, state_fact
from policies.answers import SENSITIVE, SessionStore, Stored
from policies.permission import Permission, as_stored, from_stored
from policies.presentation.audience import AUDIENCE
from policies.rules.facts import Value

# Pages whose form deletes answers; whoever sends one has to hear whether that was done.
ERASING = frozenset(
    f"policies:{name}" for name in ("delete-answer", "erase", "withdraw-sensitive", "sensitive")
)
NOTHING_DELETED = gettext_noop(
    "Your sign-in had run out: nothing is deleted yet. Sign in, and confirm again."
)
SKIPPED = "skipped"  # in the session: what one was not sure of today is asked again another day


class ProfileStore:
    """Keeps answers as facts of a profile, and skips in the session."""

    def __init__(self, profile: Profile, request: HttpRequest) -> None:
        self._profile, self._request = profile, request

    def load(self) -> dict[str, Stored | None]:
        """See :class:`policies.answers.AnswerStore`."""
        profile, places = self._profile, self._profile.provenance
        moments = [(str(places.get(n, {}).get("at", "")), n, v) for n, v in profile.facts.items()]
        if profile.audience:
            moments.append(("", AUDIENCE, list(profile.audience)))
        skips = self._request.session.get(SKIPPED, {})
        moments += [(at, name, None) for name, at in skips.items() if name not in profile.facts]
        moments.sort(key=lambda each: (each[0], each[1]))
        return {name: value for _, name, value in moments}

    def keep(self, name: str, value: Value | None) -> None:
        """See :class:`policies.answers.AnswerStore`."""
        skips = dict(self._request.session.get(SKIPPED, {}))
        if value is None:
            self._change(name, None)
            skips[name] = timezone.now().isoformat()
        else:
            self._change(name, value)
            skips.pop(name, None)
        if skips != self._request.session.get(SKIPPED, {}):
            self._request.session[SKIPPED] = skips

    def drop(self, names: Iterable[str]) -> None:
        """See :class:`policies.answers.AnswerStore`."""
        gone = list(names)
        self._profile = forget_facts(profile_id=self._profile.pk, names=gone)
        skips = self._request.session.get(SKIPPED, {})
        if any(name in skips for name in gone):
            kept = {name: at for name, at in skips.items() if name not in gone}
            self._request.session[SKIPPED] = kept

    def clear(self) -> None:
        """See :class:`policies.answers.AnswerStore`."""
        self._profile = forget_facts(profile_id=self._profile.pk, names=None)
        self._request.session.pop(SKIPPED, None)
        self.permit(None)

    def permission(self) -> Permission | None:
        """See :class:`policies.answers.AnswerStore`; a refusal is no row, so the session has it."""
        row = self._profile.consents.filter(
            purpose=Consent.Purpose.SENSITIVE, withdrawn_at=None
        ).first()
        if row is None:  # a permission that no row has is none of this account
            said = from_stored(self._request.session.get(SENSITIVE))
            return said if said is not None and not said.given else None
        return Permission(
            programmes=None if row.programmes is None else tuple(row.programmes),
            version=row.text_version,
            at=row.given_at.isoformat(),
        )

    def permit(self, permission: Permission | None) -> None:
        """See :class:`policies.answers.AnswerStore`."""
        set_sensitive_consent(profile_id=self._profile.pk, permission=permission)
        refused = permission is not None and not permission.given
        if refused and permission is not None:
            self._request.session[SENSITIVE] = as_stored(permission)
        else:
            self._request.session.pop(SENSITIVE, None)

    def mark(self) -> str:
        """See :class:`policies.answers.AnswerStore`."""
        at = self._profile.forgotten_at
        return at.isoformat() if at else ""

    def end_memories(self) -> None:
        """See :class:`policies.answers.AnswerStore`."""
        self._profile = end_memories(profile_id=self._profile.pk)

    def _change(self, name: str, value: Value | None) -> None:
        if value is None:
            self._profile = forget_facts(profile_id=self._profile.pk, names=[name])
        else:
            self._profile = state_fact(
                profile_id=self._profile.pk, name=name, value=value, by=self._profile.owner_id
            )


class PausedStore(SessionStore):
    """Keeps answers in the session: those of the profile are checked no more, and wait to go."""

    def __init__(self, profile: Profile, request: HttpRequest) -> None:
        super().__init__(request.session)
        self._profile = profile

    def clear(self) -> None:
        """See :class:`policies.answers.AnswerStore`: those that wait go at once."""
        forget_facts(profile_id=self._profile.pk, names=None)
        end_memories(profile_id=self._profile.pk)
        super().clear()


def _was_signed_in(request: HttpRequest) -> bool:
    """Whether this was sent from a page of an account, and nobody is signed in now.

    What it was to delete lies in the account; this browser by itself has nothing of it.
    """
    sender = getattr(request, "sender", None)
    return request.method == "POST" and sender is not None and not request.user.is_authenticated


class _Lazy:
    """Loads the profile only for a page that looks at answers or at the profile."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def profile(self) -> Profile | None:
        user = self._request.user
        if not user.is_authenticated:
            return None
        return Profile.objects.owned_by(user).first()


class ProfileMiddleware:
    """Gives a request ``applicant`` (its ``profile`` is loaded when asked) and an answer store."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.applicant = _Lazy(request)  # type: ignore[attr-defined]  # ours
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, options: Any
    ) -> HttpResponse | None:
        """Only pages of the catalogue and of applicants look at answers."""
        match = request.resolver_match
        if match is not None and match.view_name in ERASING and _was_signed_in(request):
            messages.warning(request, _(NOTHING_DELETED))
            return redirect_to_login(request.path, settings.LOGIN_URL)
        if match is not None and match.app_name in ("policies", "applicants"):
            profile = request.applicant.profile  # type: ignore[attr-defined]
            if profile is not None:
                store = PausedStore if profile.is_paused else ProfileStore
                request.answer_store = store(profile, request)  # type: ignore[attr-defined]
            if profile is not None:
                request.find_owned = partial(owned_by, profile)  # type: ignore[attr-defined]
                request.find_records = partial(records_of, profile)  # type: ignore[attr-defined]
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Whoever erased the account in another window meanwhile has nothing to answer for.

        Any row may be the first that is missed: the account, the profile, an application.
        """
        missed = isinstance(exception, ObjectDoesNotExist | IntegrityError)
        if missed and request.user.is_authenticated and is_erased(request.user.pk):
            return say_erased(request)
        if isinstance(exception, Profile.DoesNotExist) and request.user.is_authenticated:
            return redirect(settings.LOGIN_URL)
        return None
