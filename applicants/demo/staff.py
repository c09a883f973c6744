"""Who works in three departments, two policy officers, an administrator; all with one password."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

from applicants.models import Membership
from applicants.workflow import Role
from policies.models import Department
from policies.services.officers import officers_group

DOMAIN = "demo.invalid"
ADMINISTRATOR = "admin"
# Two, since one of them approves what the other proposes.
OFFICERS = {"officer.one": "示例政策管理员甲", "officer.two": "示例政策管理员乙"}
# Each owns programmes that one can apply for all year round.
DEPARTMENTS = ("youth-league", "human-resources", "science")
_TITLES = {Role.REVIEWER: "示例审核人", Role.DECIDER: "示例审批人"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """One of them.

    Attributes:
        department: its key; empty for officers and the administrator.
        role: ``reviewer``, ``decider``, a key of :data:`OFFICERS` or ``admin``.
    """

    department: str
    role: str

    @property
    def name(self) -> str:
        """What stands before the ``@``, such as ``reviewer.youth-league``."""
        return f"{self.role}.{self.department}" if self.department else self.role

    @property
    def kind(self) -> str:
        """What they are, for people to read."""
        if self.role in OFFICERS:
            return "policy officer"
        return "administrator" if self.role == ADMINISTRATOR else self.role

    @property
    def email(self) -> str:
        """With which they sign in; also the account's name, which nobody else then has."""
        return f"{self.name}@{DOMAIN}"


STAFF = (
    StaffMember(department="", role=ADMINISTRATOR),
    *(StaffMember(department="", role=role) for role in OFFICERS),
    *(
        StaffMember(department=department, role=role.value)
        for department in DEPARTMENTS
        for role in (Role.REVIEWER, Role.DECIDER)
    ),
)


def staff_users() -> list[User]:
    """Those who are there, the administrator first."""
    users = {each.username: each for each in User.objects.filter(username__in=_usernames())}
    return [users[member.email] for member in STAFF if member.email in users]


def make_staff(password: str) -> dict[str, User]:
    """Make all of them; by :attr:`StaffMember.name`."""
    departments = Department.objects.in_bulk(DEPARTMENTS, field_name="slug")
    hashed = make_password(password)  # once: it is slow on purpose, and they share it anyway
    users = {
        member.name: _user(member, departments.get(member.department), hashed) for member in STAFF
    }
    User.objects.bulk_create(users.values())
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True, verified=True)
        for user in users.values()
    )
    officers_group().user_set.add(*(users[role] for role in OFFICERS))
    Membership.objects.bulk_create(
        Membership(
            user=users[member.name],
            department=departments[member.department],
            role=member.role,
        )
        for member in STAFF
        if member.department
    )
    return users


def set_staff_password(password: str) -> None:
    """Give all of them a new password."""
    staff = User.objects.filter(username__in=_usernames())
    staff.update(password=make_password(password))


def _usernames() -> list[str]:
    return [member.email for member in STAFF]


def _user(member: StaffMember, department: Department | None, password: str) -> User:
    name = OFFICERS.get(member.role, "示例管理员")
    if department is not None:
        name = f"{_TITLES[Role(member.role)]}（{department.short_zh or department.name_zh}）"
    return User(
        username=member.email,
        email=member.email,
        first_name=name[:150],
        password=password,
        is_staff=True,
        is_superuser=member.role == ADMINISTRATOR,
    )
