"""The demonstration as a whole: made at once or not at all, and once only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Count

from applicants.demo.applications import Maker
from applicants.demo.people import make_people
from applicants.demo.staff import DEPARTMENTS, make_staff, staff_users
from applicants.models import Application, Profile
from applicants.uploads import removed_on_failure
from policies.models import Department
from policies.services import current_catalogue


class DemoError(Exception):
    """The demonstration cannot be made; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReport:
    """What was made.

    Attributes:
        made: whether anything was; nothing where it is there already.
        applications: how many, by status.
    """

    made: bool
    profiles: int = 0
    files: int = 0
    applications: Mapping[str, int] = field(default_factory=dict)


def is_made() -> bool:
    """Whether it is in this database: as a whole, for it comes in one transaction."""
    return bool(staff_users())


def make_demo(on: date, *, password: str) -> DemoReport:
    """Make staff, people and applications, unless they are there.

    Args:
        on: today; every other day is told from it.
        password: of all staff.

    Raises:
        DemoError: the catalogue lacks the departments.
    """
    if is_made():
        return DemoReport(made=False)
    missing = set(DEPARTMENTS) - {*Department.objects.values_list("slug", flat=True)}
    if missing:
        raise DemoError(
            f"The database lacks the departments {', '.join(sorted(missing))}: "
            "load the catalogue with `manage.py prepare`."
        )
    with removed_on_failure() as stored, transaction.atomic():
        staff = make_staff(password)
        people = make_people(current_catalogue().vocabulary, on=on)
        Maker(people, staff, on=on, stored=stored).make_all()
        return _report(people, files=len(set(stored)))


def _report(people: Sequence[Profile], *, files: int) -> DemoReport:
    rows = Application.objects.filter(profile__in=people).order_by().values_list("status")
    counts = dict(rows.annotate(Count("pk")))
    return DemoReport(made=True, profiles=len(people), files=files, applications=counts)
