"""Enter removes nothing and decides nothing, in any form of the product."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from applicants.services.unsent_forms import keep_form
from policies import services
from policies.models import Edition
from policies.services.drafting import start_draft, write_draft
from tests.accounts import PASSWORD, record, staff_login
from tests.applicants.access import City, addresses
from tests.applicants.catalogue import ROOM
from tests.applicants.factories import (
    UserFactory,
    a_member,
    a_pdf,
    a_profile,
    an_application,
    asked,
    reviewed,
)
from tests.browser.pages import SECTIONS
from tests.enter import enter_faults
from tests.policies.pages.fixtures import shipped_in_memory
from tests.policies.pages.founder import answer

__all__ = ["shipped_in_memory"]

TEMPLATES = Path(__file__).parents[2] / "templates"
LOOKING = ("anonymous", "owner", "reviewer", "superuser")
WITH_RECORDS = (
    ROOM
    + """\
facts:
  firm.titles:
    type: records
    fields: {held_on: {type: date, label: {zh-hans: 获得日期, en: Held on}}}
    label: {zh-hans: 称号, en: Titles}
    question: {zh-hans: 有哪些称号？, en: Which titles?}
examples:
  - name: {zh-hans: 例, en: Example}
    on: 2026-03-02
    facts: {firm.titles: [{held_on: 2026-01-01}]}
    expect: {verdict: undetermined}
"""
)


def client_of(owner):
    """A client in which somebody has signed in, by their profile or account."""
    client = Client()
    client.user = getattr(owner, "owner", owner)
    client.force_login(client.user)
    return client


def staff_of(user):
    """A client of a member of staff."""
    client = Client()
    staff_login(client, user)
    return client


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ('<form><input name="a"><button name="remove">x</button></form>', "cannot be taken back"),
        ('<form action="/a/withdraw/"><input name="a"><button>x</button></form>', "cannot be"),
        ('<form><input name="a"><button formaction="/b/">x</button></form>', "elsewhere"),
        (
            '<form><input name="a"><button class="plain">x</button><button>y</button></form>',
            "not the main one",
        ),
        ('<form><input name="a"><input type="submit" name="decision" value="approved">', "cannot"),
        (
            '<button form="f" value="delete"></button><form id="f"><textarea></textarea>'
            "<button>y</button></form>",
            "cannot be taken back",
        ),
        (
            '<form><input name="a"><button class="hidden-visually" name="remove"></button></form>',
            "does something",
        ),
    ],
)
def test_the_rule_finds_what_is_wrong(form, fault):
    assert len(enter_faults(form)) == 1
    assert fault in enter_faults(form)[0][1]


@pytest.mark.parametrize(
    "form",
    [
        '<form action="/a/withdraw/"><input type="hidden" name="a"><button>x</button></form>',
        '<form><input name="a"><button class="quiet">x</button></form>',
        '<form><input name="a"><button>x</button><button name="remove">y</button></form>',
        '<form><input name="a"><button class="hidden-visually"></button>'
        '<button name="decision" value="approved">y</button></form>',
    ],
)
def test_the_rule_lets_pass_what_is_right(form):
    assert enter_faults(form) == []


class Walk:
    """Pages with what Enter would do wrong on them, and the templates they were made of."""

    def __init__(self):
        self.faults, self.made_of, self.pages = [], set(), 0

    def look(self, client, path, data=None, *, method="get"):
        """Ask for a page; the answer."""
        response = getattr(client, method)(path, data or {})
        if response.streaming:
            list(response.streaming_content)
        elif response["Content-Type"].startswith("text/html"):
            self.pages += 1
            self.made_of |= {template.name for template in response.templates}
            found = enter_faults(response.content.decode())
            self.faults += [(path, method, *each) for each in found]
        return response

    def send(self, client, path, data=None):
        """Post, and look at what comes of it."""
        response = self.look(client, path, data, method="post")
        return self.look(client, response.url) if response.status_code == 302 else response


def with_forms():
    """The templates of ours that have a form or a button of one."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        if re.search(r"<form\b|<button\b|type=.submit", path.read_text("utf-8")):
            yield path.relative_to(TEMPLATES).as_posix()


def every_address(walk):
    """What those who get different pages get of every address, asked for and posted to."""
    rows = City()
    for name, route in addresses():
        for role in LOOKING:
            for method in ("get", "post"):
                client = Client(raise_request_exception=False)
                client.cookies = rows.clients[role].cookies.copy()
                with transaction.atomic():
                    walk.look(client, rows.path(name, route), method=method)
                    transaction.set_rollback(True)


def own_data(walk):
    """Pages behind a fresh code, and a form that came too late and is back in its page."""
    profile = a_profile()
    client = client_of(profile)
    record(client, profile.owner, "code")
    walk.look(client, "/me/copy/")
    walk.look(client, "/me/erase/")
    fields = {"name": ["示例"]}
    keep_form(user_id=profile.owner_id, path="/me/", page="/me/", fields=fields, was_sent=True)
    walk.look(client, "/me/")


def founders_and_staff(walk):
    """States that an address alone does not show: begun, asked, proposed, refused."""
    draft = client_of(a_profile())
    page = "/programmes/room/apply/"
    data = {"key": str(uuid4()), "save": "1", "paper_0": a_pdf(), "paper_1": a_pdf("b.pdf")}
    assert walk.send(draft, page, data).content.count(b"/remove/") == 2
    waiting = asked(an_application(owner := a_profile()))
    walk.look(client_of(owner), f"/applications/{waiting.reference}/")
    member = a_member()
    a_member(role="decider", user=member)
    proposed = reviewed()
    for row in (waiting, proposed, an_application()):
        walk.look(staff_of(member), f"/admin/applicants/application/{row.pk}/change/")
    member.set_password(PASSWORD)
    member.save()
    typed = {"login": member.email, "password": PASSWORD}
    walk.send(Client(), "/account/staff/", typed)
    walk.send(Client(), "/account/sign-in/", {"email": "ada@example.com"})
    fresh = client_of(UserFactory(staff=True))
    record(fresh, fresh.user, "password")
    walk.look(fresh, "/account/two-factor/activate/")
    walk.look(client_of(UserFactory()), "/welcome/")
    between = Client()
    between.post("/questions/enterprise.town/", {"answer": "hongqiao"})
    between.force_login(a_profile().owner)
    walk.look(between, "/welcome/answers/")


def builder(walk):
    """Every part of a draft with everything in it, and one that waits to be approved."""
    officer = UserFactory(staff=True, is_superuser=True)
    client = staff_of(officer)
    for text in (WITH_RECORDS, None):
        edition = Edition.objects.published().first()
        draft = start_draft(by=officer, edition_id=edition.pk)
        if text is not None:
            write_draft(draft_id=draft.pk, version=draft.version, text=text, by=officer)
        for section in SECTIONS:
            walk.look(client, f"/admin/policies/draft/{draft.pk}/build/?section={section}")


def questions(walk):
    """Answers, records and scores of the catalogue that is shipped."""
    client = Client()
    answer(client)
    walk.send(client, "/questions/founder.degree/", {"answer": "master", "back": "answers"})
    walk.send(client, "/questions/founder.invention_patents/", {"skip": "1"})
    walk.look(client, "/answers/")
    walk.look(client, "/results/")
    several = "/questions/founder.contest_awards/"
    walk.look(client, several)
    walk.send(client, several, {"answer-count": "1", "answer-add": "1"})
    for page in ("/land-score/", "/programmes/national-tech-sme/score/"):
        walk.look(client, page)
    answer(founder := client_of(a_profile()))
    walk.look(founder, "/plan/")


def test_enter_presses_the_main_button_in_every_form(city, monkeypatch, shipped_in_memory):
    walk = Walk()
    every_address(walk)
    founders_and_staff(walk)
    own_data(walk)
    builder(walk)
    with monkeypatch.context() as patch:
        patch.setattr(services, "current_catalogue", lambda: shipped_in_memory)
        questions(walk)
    assert walk.faults == []
    assert sorted(set(with_forms()) - walk.made_of) == []
