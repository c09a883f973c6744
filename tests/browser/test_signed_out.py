"""A founder whose sign-in has ended is told before typing on, and loses nothing that was typed."""

from importlib import import_module

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

from tests.accounts import founder_login
from tests.applicants.factories import asked

pytestmark = pytest.mark.usefixtures("city")
ANSWER = "[name=answer]"
COMES_BACK = "document.dispatchEvent(new Event('visibilitychange'))"


def asked_for_papers(page, live_server):
    """On the page of an application whose department wants to know more."""
    application = asked()
    founder_login(page, live_server, application.profile.owner)
    page.goto(f"{live_server.url}/applications/{application.reference}/")
    return application


def end_session(page):
    """As after a week, or an account's other sign-ins ended."""
    cookies = {each["name"]: each["value"] for each in page.context.cookies()}
    key = cookies[settings.SESSION_COOKIE_NAME]
    import_module(settings.SESSION_ENGINE).SessionStore(key).delete()


def test_who_comes_back_to_the_page_is_told_at_once_and_what_was_typed_comes_back(
    page, live_server
):
    application = asked_for_papers(page, live_server)
    told = page.locator("#session")
    page.locator(ANSWER).press_sequentially("合同已经")
    expect(told).to_be_hidden()
    end_session(page)
    page.evaluate(COMES_BACK)
    expect(told.get_by_role("alert")).to_contain_text("你已退出登录")
    assert not Axe().run(page, context="#session").response["violations"]
    with page.expect_response(lambda answer: "/unsent/" in answer.url):
        page.locator(ANSWER).press_sequentially("补签，附后")  # one may finish what one writes
    told.get_by_role("link", name="重新登录").click()
    page.wait_for_url("**/account/sign-in/?next=**")
    assert application.reference in page.url
    founder_login(page, live_server, application.profile.owner)
    page.goto(f"{live_server.url}/applications/{application.reference}/")
    expect(page.locator(ANSWER)).to_have_value("合同已经补签，附后")


def test_who_types_on_after_a_while_is_told(page, live_server):
    page.clock.install()
    asked_for_papers(page, live_server)
    page.locator("h1").click()
    end_session(page)
    page.clock.fast_forward(120_000)
    page.locator(ANSWER).focus()
    expect(page.locator("#session").get_by_role("alert")).to_contain_text("你已退出登录")


def test_a_visitor_is_told_of_no_sign_in(page, live_server):
    page.goto(f"{live_server.url}/")
    expect(page.locator("#session")).to_have_count(0)
