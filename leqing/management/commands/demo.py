"""People, staff and applications to look at the software with, on one's own machine alone."""

import time
from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from applicants.demo import DemoError, DemoReport, make_demo
from applicants.demo.people import first_and_last_address
from applicants.demo.staff import STAFF, set_staff_password, staff_users
from applicants.sealing import SealError, unseal
from leqing import demo
from policies.models import Department


class Command(BaseCommand):
    help = (
        "Make the demonstration unless it is there: three departments with staff, 200 applicants, "
        "40 applications. Says how to sign in (--verbosity 0: only what was made)."
    )
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LOCAL:
            raise CommandError(
                "The demonstration has an administrator whose codes everybody can see, so it is "
                "made on one's own machine alone: not with DJANGO_DEBUG=0."
            )
        start = time.monotonic()
        try:
            report = self._make()
        except DemoError as error:
            raise CommandError(str(error)) from error
        if report.made:
            self.stdout.write(f"{_told(report)} ({time.monotonic() - start:.1f} s)")
        if options["verbosity"]:
            address = f"{settings.SITE_URL}/"
            self.stdout.write(demo.founders_sign_in(address))
            self.stdout.write("\n".join(demo.staff_sign_in(address)))

    def _make(self) -> DemoReport:
        """Make what is missing; the file comes first, so that no crash loses a password."""
        kept = demo.kept_password()
        password = kept or demo.new_password()
        if not kept:
            demo.keep_accounts(password, _accounts())
        report = make_demo(timezone.localdate(), password=password)
        if not report.made and not kept:
            set_staff_password(password)
        _give_apps()
        return report


@transaction.atomic
def _give_apps() -> None:
    """An authenticator app for each member of staff who has none."""
    users = staff_users()
    apps = Authenticator.objects.filter(user__in=users, type=Authenticator.Type.TOTP)
    equipped = {app.user_id for app in apps if _opens(app)}
    for user in users:
        if user.pk not in equipped:
            apps.filter(user=user).delete()
            TOTP.activate(user, generate_totp_secret())


def _opens(app: Any) -> bool:
    """Whether our key opens it; the one of another ``var/`` does not."""
    try:
        return bool(unseal(app.data["secret"]))
    except SealError:
        return False


def _accounts() -> Iterator[tuple[str, str]]:
    """Each account with what it is."""
    departments = Department.objects.in_bulk(field_name="slug")
    for member in STAFF:
        found = departments.get(member.department)
        office = f", {found.short_en or found.name_en}" if found else ""
        yield member.email, member.kind + office
    first, last = first_and_last_address()
    yield f"{first} … {last.partition('@')[0]}@…", "founders: without a password, by code"


def _told(report: DemoReport) -> str:
    count = sum(report.applications.values())
    return f"demonstration made: {report.profiles} applicants, {count} applications"
