"""One line through everything: a founder on a phone, two clerks at their desk, mails by SMTP.

The web server, the worker, the broker, the database and the mail server are real; the code to sign
in with comes by mail like everything else.
"""

import email
import os
import re
import time
from datetime import date, timedelta

import pytest
from aiosmtpd.controller import Controller
from celery import current_app
from django.core.management import call_command
from playwright.sync_api import expect

from applicants.models import Application, Notification, Profile
from leqing.embedded.process import end, free_port
from policies.services import load_catalogue
from policies.services.calendar import load_calendar
from tests.accounts import browser_login
from tests.applicants import catalogue
from tests.applicants.factories import a_member
from tests.applicants.uploads import samples
from tests.browser.visiting import allow_sensitive
from tests.policies import small
from tests.workers import spawn_worker

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
FOUNDER = "founder@example.org"


class Sink:
    """A mail server that keeps what it accepts."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 kept"

    def wait_for(self, words, seconds=40):
        """The first mail with these words in its subject or text."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for mail in list(self.mails):
                if words in mail["Subject"] or words in text_of(mail):
                    return mail
            time.sleep(0.1)
        subjects = [mail["Subject"] for mail in self.mails]
        raise AssertionError(f"no mail with {words}; there are {subjects}")


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


@pytest.fixture
def sink():
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    sink.port = controller.port
    yield sink
    controller.stop()


@pytest.fixture
def city(transactional_db, settings, tmp_path, live_server):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SITE_URL = live_server.url
    today = date.today()  # noqa: DTZ011 – only near to today is needed
    closing = catalogue.GRANT.replace("2026-03-01", str(today - timedelta(days=20))).replace(
        "2026-03-31", str(today + timedelta(days=2))
    )
    programmes = {"room": catalogue.ROOM, "grant": closing.replace("2026-01-01}", "2020-01-01}")}
    load_catalogue(small.texts(programmes=programmes))
    load_calendar()


@pytest.fixture
def worker(city, sink, live_server, tmp_path):
    """A worker process on the database of this test."""
    process = spawn_worker(
        *("--hostname", f"line-{os.getpid()}@test"),
        log=tmp_path / "worker.log",
        SITE_URL=live_server.url,
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=str(sink.port),
    )
    yield process
    end(process)


@pytest.fixture
def desk(browser, live_server):
    """A browser of a clerk at a desk."""
    contexts = []

    def open_for(user):
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        browser_login(page, live_server, user)
        page.goto(f"{live_server.url}/admin/applicants/application/")
        return page

    yield open_for
    for context in contexts:
        context.close()


def test_the_whole_line(page, live_server, worker, sink, desk, tmp_path, capsys):
    paper = tmp_path / "身份证.pdf"
    paper.write_bytes(samples.pdf())
    answer_signed_out(page, live_server.url)
    apply_from_the_programme_page(page, live_server.url)
    sign_in_by_code(page, sink)
    keep_the_answers(page)
    reference = hand_in(page, paper)
    received = sink.wait_for(reference)
    assert f"{live_server.url}/applications/{reference}/" in text_of(received)
    assert received.get_body(("html",)) is not None

    reviewer, decider = desk(a_member()), desk(a_member(role="decider"))
    ask_for_papers(reviewer, reference)
    sink.wait_for("请补交租赁合同")
    answer_the_request(page, live_server.url, reference, paper)
    give_an_opinion(reviewer)
    approve(decider, reference)
    decided = sink.wait_for("符合全部条件")
    assert decided["List-Unsubscribe"] is None
    page.reload()
    expect(page.locator(".verdict")).to_contain_text("已通过")

    reminder = remind(sink)
    unsubscribe(page, reminder)
    call_command("determinations", "replay")
    assert "1 determinations judged again" in capsys.readouterr().out


def answer_signed_out(page, site):
    allow_sensitive(page, site)
    for name, label, value in (
        ("founder.born_on", "你是哪一天出生的？", "1999年3月2日"),
        ("enterprise.staff", "有多少员工？", "5"),
    ):
        page.goto(f"{site}/questions/{name}/")
        page.get_by_label(label).fill(value)
        page.get_by_role("button", name="继续").click()
        page.wait_for_url(lambda url, name=name: name not in url)
    page.goto(f"{site}/questions/enterprise.town/")
    page.get_by_label("柳市").check()
    page.get_by_role("button", name="继续").click()
    page.wait_for_url(lambda url: "enterprise.town" not in url)


def apply_from_the_programme_page(page, site):
    page.goto(f"{site}/programmes/room/")
    page.locator("a.button[href$='/apply/']").click()
    page.wait_for_url("**/account/sign-in/**")


def sign_in_by_code(page, sink):
    page.locator("input[type=email]").fill(FOUNDER)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/account/sign-in/code/**")
    code = re.search(r"\d{4} \d{4}", text_of(sink.wait_for("验证码")))[0]
    page.locator("input[autocomplete=one-time-code]").fill(code)
    page.locator("main form button[type=submit]").first.click()


def keep_the_answers(page):
    page.wait_for_url("**/welcome/**")
    page.get_by_label("个人").check()
    page.locator("input[name=name]").fill("示例申报人")
    page.locator("input[name=consent]").check()
    page.locator("input[name=sensitive]").check()
    page.locator("input[name=remind]").check()
    page.locator("input[name=of_age]").check()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/programmes/room/apply/")
    assert Profile.objects.get().facts["enterprise.town"] == "liushi"


def hand_in(page, paper):
    page.locator("button[name=submit]").click()  # too early: the page says what is missing
    expect(page.locator("#id_paper_0_error")).to_be_visible()
    page.locator("input[name=paper_0]").set_input_files(paper)
    page.locator("input[name=declared]").check()
    page.locator("button[name=submit]").click()
    page.wait_for_url("**/applications/**")
    return page.locator(".reference").inner_text().strip()


def ask_for_papers(desk, reference):
    desk.get_by_role("link", name=reference).click()
    desk.get_by_text("要求补正", exact=True).click()
    desk.locator("textarea[name=wanted]").fill("请补交租赁合同")
    desk.locator("form:has(textarea[name=wanted]) button:not([name=look])").click()
    expect(desk.locator(".messagelist")).to_be_visible()


def answer_the_request(page, site, reference, paper):
    page.goto(f"{site}/applications/{reference}/")
    expect(page.get_by_text("请补交租赁合同").first).to_be_visible()
    page.locator("input[name=papers]").set_input_files(paper)
    page.locator("form:has(input[name=papers]) button").click()
    expect(page.locator(".messages")).to_be_visible()


def give_an_opinion(desk):
    desk.reload()
    desk.locator("input[name=recommendation][value=approve]").check()
    desk.locator("textarea[name=opinion]").fill("材料齐全")
    desk.locator("form:has(textarea[name=opinion]) button:not([name=look])").click()
    expect(desk.locator(".messagelist")).to_be_visible()


def approve(desk, reference):
    desk.reload()
    desk.get_by_role("link", name=reference).click()
    desk.locator("textarea[name=reason]").fill("符合全部条件")
    desk.locator("button[value=approved]").click()
    expect(desk.locator(".messagelist")).to_be_visible()
    assert Application.objects.get().determination.decision == "approved"


def remind(sink):
    """What beat sends every hour."""
    current_app.send_task("applicants.tasks.plan_notifications")
    return sink.wait_for("示例补贴")


def unsubscribe(page, reminder):
    address = re.fullmatch(r"\s*<(http\S+)>", reminder["List-Unsubscribe"])[1]
    assert reminder["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    response = page.request.post(address, form={"List-Unsubscribe": "One-Click"})
    assert response.status == 200
    kind = Notification.Kind.WINDOW_CLOSES
    assert Profile.objects.get().owner.muted_kinds.get().kind == kind
