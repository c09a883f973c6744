"""Founders and staff who have signed in: rows of accounts and sessions, made straight."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.utils import timezone

from applicants.models import Application
from tests.accounts import staff_login
from tests.applicants import factories


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a session.

    Attributes:
        profile: of a founder, 0 for staff.
    """

    user: int
    email: str
    profile: int
    cookies: dict[str, str]


@transaction.atomic
def founders(count: int) -> list[Person]:
    """So many founders of 27 in Liushi, each signed in."""
    return [_founder() for _each in range(count)]


@transaction.atomic
def deciders(count: int) -> list[Person]:
    """So many members of staff who decide, each signed in with both factors."""
    return [_decider() for _each in range(count)]


@transaction.atomic
def reviewer() -> Person:
    """A member of staff who gives opinions, signed in with both factors."""
    return _signed_in(factories.a_member())


@transaction.atomic
def newcomer() -> Person:
    """Somebody who has signed in and not yet said who they are."""
    return _visiting(factories.UserFactory())


@transaction.atomic
def owner_of(application: Application) -> Person:
    """The founder of an application, signed in."""
    return _visiting(application.profile.owner)


@transaction.atomic
def administrators(count: int) -> list[Person]:
    """So many who may do everything, each signed in with both factors."""
    users = [factories.UserFactory(staff=True, is_superuser=True) for _each in range(count)]
    return [_signed_in(user) for user in users]


def proposed(count: int) -> list[int]:
    """So many applications with an opinion, waiting for a decision."""
    today, reviewer = timezone.localdate(), factories.a_member()
    found = []
    for _each in range(count):
        handed_in = factories.an_application(programme="aged", on=today, files={})
        found.append(factories.reviewed(handed_in, reviewer, on=today).pk)
    return found


def _founder() -> Person:
    profile = factories.a_profile()
    client = Client()
    client.force_login(profile.owner)
    owner = profile.owner
    return Person(user=owner.pk, email=owner.email, profile=profile.pk, cookies=_session(client))


def _visiting(user: User) -> Person:
    client = Client()
    client.force_login(user)
    return Person(user=user.pk, email=user.email, profile=0, cookies=_session(client))


def _decider() -> Person:
    return _signed_in(factories.a_member(role="decider"))


def _signed_in(user: User) -> Person:
    client = Client()
    staff_login(client, user)
    return Person(user=user.pk, email=user.email, profile=0, cookies=_session(client))


def _session(client: Client) -> dict[str, str]:
    name = settings.SESSION_COOKIE_NAME
    return {name: client.cookies[name].value}
