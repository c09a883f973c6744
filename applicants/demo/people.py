"""Two hundred accounts with a profile each: persons, enterprises, experts."""

from __future__ import annotations

from datetime import date

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from stdnum.cn import uscc

from applicants.demo import answers
from applicants.demo.dice import Dice
from applicants.demo.staff import DOMAIN
from applicants.facts import read_facts
from applicants.models import Profile
from applicants.services.profiles import create_profile
from policies.permission import permission_for
from policies.presentation.audience import AUDIENCE, EXPERT, RUNNING, STARTING, STUDENT
from policies.rules.facts import Value, Vocabulary

# By their numbers, which stand in name and address: 1 to 90, 91 to 180, 181 to 200.
KINDS = {
    Profile.Kind.PERSON: range(1, 91),
    Profile.Kind.ENTERPRISE: range(91, 181),
    Profile.Kind.EXPERT: range(181, 201),
}
NAMES = {
    Profile.Kind.PERSON: "示例申报人 {:03}",
    Profile.Kind.ENTERPRISE: "示例电气 {:03} 有限公司",
    Profile.Kind.EXPERT: "示例专家 {:03}",
}
# Registered by industry and commerce as a firm, in the region 000000, which does not exist.
CODE_BODY = "91000000DEM{:06}"
WHO = {
    Profile.Kind.PERSON: frozenset({STARTING, STUDENT}),
    Profile.Kind.ENTERPRISE: frozenset({RUNNING}),
    Profile.Kind.EXPERT: frozenset({EXPERT}),
}
PREPARED = 3  # one in so many knows what the programmes will ask
IN_ENGLISH = 5  # one in so many reads English


def make_people(vocabulary: Vocabulary, *, on: date) -> list[Profile]:
    """Make all of them, in the order of their numbers."""
    users = _make_users()
    return [
        _make_profile(users[number], kind, number, vocabulary, on=on)
        for kind, numbers in KINDS.items()
        for number in numbers
    ]


def address(number: int) -> str:
    """The e-mail address of one of them."""
    return f"founder-{number:03}@{DOMAIN}"


def facts_for(
    kind: Profile.Kind, number: int, vocabulary: Vocabulary, *, on: date
) -> dict[str, Value]:
    """What somebody answers, and for whom they look; the same in each database."""
    dice, prepared = Dice.of(number, on=on), number % PREPARED == 0
    if kind == Profile.Kind.ENTERPRISE:
        plain = answers.enterprise(dice, prepared=prepared)
    elif kind == Profile.Kind.EXPERT:
        plain = answers.expert(dice)
    else:
        plain = answers.person(dice, prepared=prepared)
    # A catalogue of one's own may lack a fact; the one that is shipped takes them all.
    return {AUDIENCE: WHO[kind], **read_facts(plain, vocabulary)}


def first_and_last_address() -> tuple[str, str]:
    """Of the founders, by their numbers."""
    numbers = [number for kind in KINDS.values() for number in kind]
    return address(min(numbers)), address(max(numbers))


def credit_code(number: int) -> str:
    """A code with a right check digit, for a firm that cannot exist."""
    body = CODE_BODY.format(number)
    return body + uscc.calc_check_digit(body)


def _make_users() -> dict[int, User]:
    """An account each as if they had signed in by a code: no password, a verified address."""
    numbers = [number for numbers in KINDS.values() for number in numbers]
    users = {
        n: User(username=f"demo-founder-{n:03}", email=address(n), password=make_password(None))
        for n in numbers
    }
    User.objects.bulk_create(users.values())
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True, verified=True)
        for user in users.values()
    )
    return users


def _make_profile(
    user: User, kind: Profile.Kind, number: int, vocabulary: Vocabulary, *, on: date
) -> Profile:
    return create_profile(
        owner=user,
        kind=kind.value,
        name=NAMES[kind].format(number),
        credit_code=credit_code(number) if kind == Profile.Kind.ENTERPRISE else "",
        language="en" if number % IN_ENGLISH == 0 else "zh-hans",
        facts=facts_for(kind, number, vocabulary, on=on),
        remind=number % 2 == 0,
        permission=permission_for(None),
    )
