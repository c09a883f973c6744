"""Pages of applying in Chromium: on a small phone, and without scripts."""

import pytest
from playwright.sync_api import expect

from applicants.services.applying import hand_in
from policies.models import Programme
from tests.accounts import founder_login
from tests.applicants.factories import (
    DAY,
    a_form,
    a_pdf,
    a_profile,
    an_application,
    asked,
    determined,
    reviewed,
)
from tests.applicants.uploads import samples
from tests.browser.test_journey import SMALL


def pages_of_a_founder():
    """An owner with an application in each state that has a page of its own, and the addresses."""
    profile = a_profile(name="示例")
    application = an_application(profile)
    waiting = asked(an_application(a_profile(profile.owner)))
    decided = determined(an_and_reviewed(profile))
    return profile.owner, [
        "/applications/",
        "/programmes/room/apply/",
        "/programmes/aged/apply/",
        f"/applications/{application.reference}/",
        f"/applications/{waiting.reference}/",
        f"/applications/{decided.reference}/",
        f"/applications/{application.reference}/withdraw/",
        "/me/",
    ]


def an_and_reviewed(profile):
    return reviewed(an_application(a_profile(profile.owner)))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_founder_s_pages_fit_a_small_phone(page, live_server, city, language):
    page.set_viewport_size({"width": 320, "height": 640})
    page.context.add_cookies(
        [{"name": "django_language", "value": language, "url": live_server.url}]
    )
    owner, addresses = pages_of_a_founder()
    founder_login(page, live_server, owner)
    for address in addresses:
        page.goto(live_server.url + address)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
        assert not page.evaluate(SMALL), address


@pytest.mark.parametrize("width", [320, 375])
def test_every_place_of_the_navigation_is_in_sight_in_english(page, live_server, city, width):
    page.set_viewport_size({"width": width, "height": 640})
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    founder_login(page, live_server, a_profile().owner)
    page.goto(f"{live_server.url}/me/")
    ends = page.locator(".site-nav a").evaluate_all(
        "links => links.map(each => each.getBoundingClientRect().right)"
    )
    assert max(ends) <= width
    assert len(ends) >= 4


def test_what_is_missing_has_the_focus_and_leads_to_its_field(page, live_server, city):
    founder_login(page, live_server, a_profile().owner)
    page.goto(f"{live_server.url}/programmes/room/apply/")
    page.locator("button[name=submit]").click()
    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator("#errors a")).to_have_count(2)
    page.locator("#errors a").first.click()
    expect(page.locator("#id_paper_0")).to_be_focused()
    assert page.evaluate("location.hash") == "#id_paper_0"


def test_a_second_tap_sends_nothing_while_the_first_is_under_way(page, live_server, city):
    founder_login(page, live_server, a_profile().owner)
    page.goto(f"{live_server.url}/programmes/room/apply/")
    sent = []
    page.route("**/apply/", lambda route: sent.append(route))  # not answered yet
    page.evaluate("""() => {
        const button = document.querySelector("button[name=submit]");
        button.click();
        setTimeout(() => button.click(), 150);
    }""")
    page.wait_for_timeout(500)
    assert len(sent) == 1
    sent[0].continue_()
    expect(page.locator("#errors")).to_be_visible()


def test_a_button_is_off_while_its_answer_is_under_way(page, live_server, city):
    founder_login(page, live_server, a_profile().owner)
    page.goto(f"{live_server.url}/programmes/room/apply/")
    button = page.locator("button[name=submit]")
    page.route("**/apply/", lambda route: route.abort("aborted"))  # the browser stays where it is
    button.click()
    expect(button).to_have_attribute("aria-disabled", "true")
    page.evaluate("dispatchEvent(new Event('pageshow'))")
    expect(button).not_to_have_attribute("aria-disabled", "true")


def test_enter_on_the_declaration_removes_no_paper(page, live_server, city):
    profile = a_profile()
    for name in ("a.pdf", "bb.pdf"):
        form = a_form(submit=False, files={"商业计划书": a_pdf(name, samples.pdf(pages=len(name)))})
        hand_in(
            profile_id=profile.pk, programme=Programme.objects.get(slug="room"), form=form, on=DAY
        )
    founder_login(page, live_server, profile.owner)
    page.goto(f"{live_server.url}/programmes/room/apply/")
    for _time in range(2):
        expect(page.locator(".files li")).to_have_count(2)
        page.locator("input[name=declared]").check()
        page.locator("input[name=declared]").press("Enter")
        expect(page.locator("#id_paper_0_error")).to_be_visible()
        expect(page.locator("input[name=declared]")).to_be_checked()
        page.locator("input[name=declared]").uncheck()
    page.locator(".files li button").first.click()
    expect(page.locator(".files li")).to_have_count(1)


@pytest.mark.parametrize("browser_context_args", [{"java_script_enabled": False}], indirect=True)
def test_applying_needs_no_scripts(page, live_server, city, tmp_path):
    paper = tmp_path / "身份证.pdf"
    paper.write_bytes(samples.pdf())
    founder_login(page, live_server, a_profile().owner)
    page.goto(f"{live_server.url}/programmes/room/apply/")
    page.locator("button[name=submit]").click()
    expect(page.locator("#id_paper_0_error")).to_be_visible()
    page.locator("input[name=paper_0]").set_input_files(paper)
    page.locator("button[name=save]").click()
    expect(page.get_by_role("link", name="身份证.pdf")).to_be_visible()
    page.locator("input[name=declared]").check()
    page.locator("button[name=submit]").click()
    expect(page.locator(".reference")).to_be_visible()
