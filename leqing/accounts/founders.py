"""The accounts behind an e-mail address; a founder's is made when the address is first used."""

from __future__ import annotations

import secrets
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Q

from leqing.accounts.addresses import normalised

PREFIX = "founder-"


def accounts_at(address: str) -> list[User]:
    """Every account with this address, staff and closed ones included, the oldest first.

    Args:
        address: in its one spelling (:func:`~leqing.accounts.addresses.normalised`).
    """
    same = Q(email__iexact=address) | Q(emailaddress__email__iexact=address)
    # The database may take other letters for the same; only the one spelling counts.
    return [
        user for user in User.objects.filter(same).distinct().order_by("pk") if _has(user, address)
    ]


@transaction.atomic
def founder_at(address: str) -> EmailAddress | None:
    """The address of the founder who may sign in by a code, with its ``user``.

    Where nobody has the address, the account is made: without a password, under a random name,
    its address not yet verified. None where a code must not be sent, because the address belongs
    to staff or to a closed account.
    """
    _take_turns(address)
    accounts = accounts_at(address)
    if any(user.is_staff for user in accounts):
        return None
    if not accounts:
        return new_founder(address)
    active = [user for user in accounts if user.is_active]
    return _address_of(active, address) if active else None


def clear_unfinished(*, before: datetime) -> int:
    """Delete accounts whose code was never entered: an address alone is no account.

    Args:
        before: of those made before this moment.

    Returns:
        How many they were.
    """
    never = User.objects.filter(
        username__startswith=PREFIX, last_login=None, is_staff=False, date_joined__lt=before
    )
    unverified = never.exclude(emailaddress__verified=True).filter(profiles=None)
    count = unverified.count()
    unverified.delete()
    return count


def _has(user: User, address: str) -> bool:
    stored = [user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)]
    return any(normalised(one) == address for one in stored if one.isascii())


def new_founder(address: str) -> EmailAddress:
    """An account without a password, under a random name, its address not yet verified."""
    user = User(username=PREFIX + secrets.token_hex(12), email=address)
    user.set_unusable_password()
    user.save()
    return EmailAddress.objects.create(user=user, email=address, primary=True, verified=False)


def _address_of(users: list[User], address: str) -> EmailAddress:
    """The verified one if there is one, else the oldest; an account made elsewhere gets one."""
    stored = EmailAddress.objects.filter(user__in=users, email=address)
    found = stored.select_related("user").order_by("-verified", "user").first()
    if found is None:
        first = not EmailAddress.objects.filter(user=users[0], primary=True).exists()
        found = EmailAddress.objects.create(user=users[0], email=address, primary=first)
    return found


def _take_turns(address: str) -> None:
    """Two requests for one address at once make one account."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [address])
