"""Who gets what: every address of the resolver asked for by every role (R18).

Each address has a door in the matrix; an address without one counts as uncovered, so that a new
view cannot be forgotten. Whatever a role may not see must not be answered, must look like what is
not there, and must not hold a word of it.
"""

import re
import uuid
from dataclasses import dataclass, field
from datetime import date
from http.cookies import SimpleCookie

from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver
from pyroaring import BitMap64

from applicants.matching.bitmaps import pack
from applicants.models import EditionFit, MatchRun, Membership, Notification
from applicants.notifications.unsubscribing import unsubscribe_address
from applicants.services.feeds import make_feed
from policies.models import (
    CalendarYear,
    Department,
    Edition,
    Fact,
    Programme,
    SharedTable,
    Source,
    System,
)
from policies.presentation.shared import SharedList, token_of
from policies.services.drafting import start_draft
from tests.accounts import staff_login
from tests.applicants.factories import UserFactory, a_member, a_pdf, a_profile, an_application

ROLES = ("anonymous", "owner", "other", "reviewer", "stranger", "superuser")
CANARY = "金丝雀"
# What each role may get, in the order of ROLES: "ok", "in" (sent to sign in), "no" (404), or
# "desk" (staff are led to theirs). Several where an address answers either way.
ANY = "ok no in desk"
DOORS = {
    "open": ("ok",) * 6,
    "nobody": ("no",) * 6,
    "anything": (ANY,) * 6,
    "signed in": ("in", "ok", "ok", "desk", "desk", "desk"),
    "own": ("in", "ok", "no", "desk", "desk", "desk"),
    "own file": ("in", "ok", "no", "no", "no", "no"),
    "staff": ("in", "no", "no", "ok desk", "ok desk", "ok desk"),
    "staff, nothing there": ("in", "no", "no", "no", "no", "no"),
    "department": ("in", "no", "no", "ok", "no", "ok"),
    "administrator": ("in", "no", "no", "no", "no", "ok no"),  # what is only read takes no post
    "staff account": ("in", "no", "no", "ok in no", "ok in no", "ok in no"),
}
MATRIX = {
    "open": """robots set_language api-1:openapi-json api-1:evaluate api-1:programmes
        api-1:facts api-1:schema policies:start policies:questions policies:question
        policies:answers policies:sensitive policies:withdraw-sensitive applicants:privacy
        policies:erase policies:ask-again policies:delete-answer policies:undo
        policies:results
        policies:share policies:changes policies:shared policies:plan policies:plan-file
        policies:bundle applicants:feed
        policies:programmes policies:programme policies:category policies:systems policies:system
        policies:missing-texts
        applicants:unsubscribe applicants:keep applicants:throw-away
        account_logout account_session mailbox""",
    "nobody": "api-1:api-root mail mail-html policies:plan-entry",  # without answers: no days
    "anything": """policies:score policies:land-score account_request_login_code
        account_confirm_login_code account_login
        mfa_authenticate admin:login admin:logout""",
    "signed in": """applicants:me applicants:mail-kind applicants:apply applicants:reuse
        applicants:export applicants:erase
        applicants:withdraw-keeping applicants:renew-keeping
        applicants:mine applicants:feed-make applicants:feed-revoke""",
    "signed in, after a code": "applicants:export-file",
    "founder account": "account_code_again",
    "welcome": "applicants:welcome applicants:merge",
    "own": "applicants:application applicants:supplement applicants:withdraw",
    "own, to post": "applicants:discard applicants:remove-attachment",
    "own file": "applicants:attachment",
    "staff": """admin:index admin:password_change admin:password_change_done admin:jsi18n
        admin:applicants_application_changelist""",
    "application list": "admin:app_list",
    "staff, nothing there": """admin:autocomplete admin:view_on_site
        admin:applicants_application_add admin:applicants_notification_add
        admin:applicants_application_delete admin:applicants_notification_delete""",
    "department": """admin:applicants_application_change admin:applicants_application_history
        admin:applicants_application_file""",
    "administrator": """admin:retention admin:policies_rules_help admin:policies_edition_compare
        admin:applicants_preview_edition admin:applicants_preview_edition_people
        admin:applicants_preview_draft admin:applicants_preview_draft_people
        admin:applicants_editionfit_people""",
    "staff account": """account_change_password account_reauthenticate mfa_index
        mfa_reauthenticate mfa_activate_totp mfa_deactivate_totp mfa_view_recovery_codes
        mfa_generate_recovery_codes""",
}
DOORS |= {
    "signed in, after a code": ("in", "ok no", "ok no", "desk", "desk", "desk"),
    "founder account": ("in", "ok", "ok", "desk", "desk", "desk"),
    "welcome": ("in", "ok", "ok", "desk ok", "desk ok", "desk ok"),
    "own, to post": ("in", "ok no", "no", "desk", "desk", "desk"),  # of a draft alone
    "application list": ("in", "no", "no", "ok", "ok", "ok"),
}
READ_ONLY = (
    *("programme", "department", "fact", "source", "sharedtable", "system"),
    *("matchrun", "editionfit", "draft", "edition"),
)


@dataclass
class Report:
    """What came of it."""

    urls: int = 0
    requests: int = 0
    leaks: list = field(default_factory=list)
    uncovered: list = field(default_factory=list)

    def line(self, secs, control):
        """The line of `make reliability`."""
        good = not self.leaks and not self.uncovered and control
        return (
            f"R18 {'PASS' if good else 'FAIL'} urls={self.urls} requests={self.requests} "
            f"leaks={len(self.leaks)} uncovered={len(self.uncovered)} secs={secs:.1f} "
            f"control=leaks:{control}"
        )


def addresses(resolver=None, prefix="", spaces=()):
    """Every pattern of the resolver as (name, route)."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield ":".join((*spaces, pattern.name or "")), prefix + str(pattern.pattern)
        else:
            deeper = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from addresses(pattern, prefix + str(pattern.pattern), deeper)


def door_of(name, route):
    """The door of an address; None where the matrix has none."""
    for door, names in MATRIX.items():
        if name in names.split():
            return door
    if name == "admin:":  # an old address of an object, and whatever else begins with admin/
        return "anything"
    match = re.fullmatch(r"admin:(policies|auth|applicants|account|mfa)_(\w+)_(\w+)", name)
    if match is None:
        return None
    model, page = match[2], match[3]
    if model in READ_ONLY and page in ("add", "delete"):
        return "staff, nothing there"
    if model in ("application",):
        return None
    return "administrator" if page in PAGES else None


PAGES = (
    "build",
    "edit",
    "step",
    "text",
    "others",
    "start",
    "days",
    "changelist",
    "add",
    "history",
    "delete",
    "change",
    "password_change",
)


class City:
    """Rows of both sides, and a client for each role."""

    def __init__(self):
        self.owner = a_profile(
            name=f"{CANARY}申报人", owner=UserFactory(email="canary@example.org")
        )
        self.application = an_application(self.owner, files={"身份证": a_pdf(f"{CANARY}.pdf")})
        self.attachment = self.application.attachments.get()
        self.canaries = (CANARY, self.application.reference, "canary@example.org")
        self.people = {
            "anonymous": None,
            "owner": self.owner.owner,
            "other": a_profile().owner,
            "reviewer": a_member(),
            "stranger": a_member("human-resources"),
            "superuser": UserFactory(staff=True, is_superuser=True),
        }
        self.group = Group.objects.create(name="staff")
        self.draft = start_draft(
            by=self.people["superuser"], edition_id=Edition.objects.all()[0].pk
        )
        self.objects = self._objects()
        token = unsubscribe_address(self.people["owner"].pk, Notification.Kind.FIRST_DAY)
        self.token = token.rstrip("/").rpartition("/")[2]
        self.tokens = {
            "policies:shared": token_of(SharedList(on=date(2026, 3, 2), groups={})),
            "applicants:feed": make_feed(profile_id=self.owner.pk).token,
        }
        self.clients = {role: self._client(role) for role in ROLES}
        self.cookies = {role: _header(client) for role, client in self.clients.items()}

    def _client(self, role):
        client, person = Client(raise_request_exception=False), self.people[role]
        if person is not None and person.is_staff:
            staff_login(client, person)
        elif person is not None:
            client.force_login(person)
        return client

    def path(self, name, route, *, missing=False):
        """A real address for a route, or the same with ids that nothing has."""
        values = self._values(name) if not missing else self._values(name) | self._nothing()
        path = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route.replace("^", "").replace("$", ""))
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), path)

    def _objects(self):
        run = MatchRun.objects.create(kind="nightly", on=date(2026, 3, 2))
        fit = EditionFit.objects.create(
            edition=Edition.objects.first(),
            on=run.on,
            run=run,
            fingerprint="",
            eligible=pack(BitMap64([self.owner.pk])),
            undetermined=pack(BitMap64()),
            eligible_count=1,
            undetermined_count=0,
        )
        return {
            "application": self.application,
            "notification": Notification.objects.first(),
            "matchrun": run,
            "editionfit": fit,
            "membership": Membership.objects.first(),
            "user": self.people["owner"],
            "group": self.group,
            "calendaryear": CalendarYear.objects.get(pk=2026),
            "edition": Edition.objects.first(),
            "draft": self.draft,
            "preview": Edition.objects.first(),
            "programme": Programme.objects.first(),
            "department": Department.objects.first(),
            "fact": Fact.objects.first(),
            "source": Source.objects.first(),
            "sharedtable": SharedTable.objects.first(),
            "system": System.objects.first(),
        }

    def _values(self, name):
        model = name.split("_")[1] if name.startswith("admin:") and "_" in name else ""
        pk = self.objects[model].pk if model in self.objects else 1
        pk = self.draft.pk if name.startswith("admin:applicants_preview_draft") else pk
        is_fact = name in ("policies:question", "policies:delete-answer")
        mail = "none.eml" if name.startswith("mail") else "founder.born_on" if is_fact else "x"
        return {
            "object_id": pk,
            "id": pk,
            "content_type_id": 1,
            "app_label": "applicants",
            "url": "nowhere",
            "attachment": self.attachment.pk,
            "reference": self.application.reference,
            "slug": "room",
            "kind": "first_day",
            "category": "space",
            "token": self.tokens.get(name, self.token),
            "identity": "none",
            "name": mail,
        }

    def _nothing(self):
        return {
            "object_id": 987654,
            "reference": "2026-0000-0000-00000",
            "attachment": uuid.UUID(int=1),
        }


def _header(client):
    """The cookies of a client as a browser sends them."""
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def check_access(city, about=""):
    """Ask for everything as everybody.

    Args:
        about: only the addresses whose name has it.
    """
    report = Report()
    for name, route in addresses():
        if about not in name:
            continue
        door = door_of(name, route)
        if door is None:
            report.uncovered.append((name, route))
            continue
        report.urls += 1
        for role, allowed in zip(ROLES, DOORS[door], strict=True):
            for method in ("get", "post"):
                _ask(city, report, name, route, role, method, allowed.split())
    return report


def _ask(city, report, name, route, role, method, allowed):
    path = city.path(name, route)
    status, body, kind = _answer(city, role, method, path)
    report.requests += 1
    where = (name, role, method, status)
    broken = status >= 500 and name != "readyz"  # there is no worker here
    dead = status == 405 and method == "get" and not name.startswith("api-1:")
    if broken or dead or (kind not in allowed and status != 405):
        report.leaks.append(where)
    may_know = role == "owner" or (role in ("reviewer", "superuser") and "admin" in path)
    if not may_know and any(word in body for word in city.canaries):
        report.leaks.append((*where, "canary"))
    if kind == "no" and allowed == ["no"] and {"<"} & set(route):
        report.requests += 1
        other = _answer(city, role, method, city.path(name, route, missing=True))
        if (status, _plain(body)) != (other[0], _plain(other[1])):
            report.leaks.append((*where, "looks different from what is not there"))


def _answer(city, role, method, path):
    """Status, text and kind of an answer; what it changed is undone."""
    with transaction.atomic():
        client = city.clients[role]
        client.cookies = SimpleCookie(city.cookies[role])
        response = getattr(client, method)(path)
        chunks = response.streaming_content if response.streaming else [response.content]
        body = b"".join(chunks).decode("utf-8", "replace")
        transaction.set_rollback(True)
    return response.status_code, body, _kind(response)


def _kind(response):
    if response.status_code == 404:
        return "no"
    if response.status_code in (301, 302):
        if response.url.startswith(("/account/sign-in/", "/account/staff/")):
            return "in"
        if response.url == "/admin/":
            return "desk"
    return "ok"


def _plain(body):
    """Without what differs from one address to the other anyway."""
    return re.sub(
        r"[0-9a-fA-F-]{4,}|\d+", "", re.sub(r'name="csrf[^>]*>|x-csrftoken[^}]*', "", body)
    )
