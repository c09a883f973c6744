"""A founder takes a copy of everything, takes the consent back, and has the account erased."""

import re
import zipfile

from playwright.sync_api import expect

from applicants.models import Notification, Profile
from applicants.services.export import make_exports
from tests.accounts import founder_login
from tests.applicants.factories import a_pdf, a_profile, an_application


def founder_with_a_paper(page, live_server):
    """Signed in, with an application that waits."""
    profile = a_profile(name="示例")
    application = an_application(profile, files={"身份证": a_pdf("我的身份证.pdf")})
    founder_login(page, live_server, profile.owner)
    page.goto(f"{live_server.url}/me/")
    return profile, application


def test_a_copy_is_made_and_downloaded(page, live_server, city):
    founder_with_a_paper(page, live_server)
    page.locator("a[href='/me/copy/']").click()
    page.locator("#export form button").click()
    expect(page.locator("#export [role=status]")).to_be_visible()
    assert make_exports() == 1
    link = page.locator("a[href='/me/copy/archive.zip']")
    expect(link).to_be_visible(timeout=15_000)  # the page looks again by itself
    with page.expect_download() as waiting:
        link.click()
    with zipfile.ZipFile(waiting.value.path()) as archive:
        names = archive.namelist()
    assert {"data.json", "index.html"} < set(names)
    assert any(name.endswith("我的身份证.pdf") for name in names)


def test_the_consent_is_taken_back_by_one_button(page, live_server, city):
    profile, _application = founder_with_a_paper(page, live_server)
    page.locator("form[action='/me/consent/'] button").click()
    for address in ("/me/copy/", "/me/erase/"):
        expect(page.locator(f"main a[href='{address}']")).to_be_visible()
    profile.refresh_from_db()
    assert profile.is_paused
    page.locator("form[action='/me/consent/again/'] button").click()
    expect(page).to_have_url(f"{live_server.url}/me/")


def test_an_account_is_erased_after_a_fresh_code(page, live_server, city):
    profile, application = founder_with_a_paper(page, live_server)
    page.goto(f"{live_server.url}/account/code-again/?next=/me/erase/")
    page.locator("button[name=send]").click()
    expect(page.locator("#id_code")).to_be_visible()
    text = Notification.objects.filter(kind="account").latest("pk").text
    page.locator("#id_code").fill(re.search(r"\d{4} \d{4}", text)[0])
    page.locator("main form button").first.click()
    expect(page).to_have_url(f"{live_server.url}/me/erase/")
    expect(page.locator("main")).to_contain_text(application.reference)
    page.locator("main form button").click()
    expect(page).to_have_url(f"{live_server.url}/")
    expect(page.locator(".messages, [role=status]").first).to_be_visible()
    profile.refresh_from_db()
    assert profile.name == ""
    assert Profile.objects.get().facts == {}
    page.goto(f"{live_server.url}/me/")
    assert "/account/sign-in/" in page.url
