"""Every kind of page for everybody: both languages, both schemes, phone and desk, no violation.

Also what the fixture `page` watches on all of them: no script error, no breach of the policy.
"""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.mail import EmailMultiAlternatives
from django.template import loader
from django.utils import translation

from applicants.models import Notification
from applicants.notifications.unsubscribing import unsubscribe_address
from policies.models import Edition
from policies.services import save_draft
from policies.services.drafting import start_draft
from tests.accounts import browser_login, founder_login
from tests.applicants.access import addresses
from tests.applicants.catalogue import GRANT
from tests.applicants.factories import (
    UserFactory,
    a_member,
    a_profile,
    an_application,
    asked,
    determined,
    reviewed,
)
from tests.browser.pages import (
    APPLYING,
    ENROLLING,
    ERRORS,
    FOUNDER,
    FRESH,
    LANGUAGES,
    NEW,
    OFFICER,
    ONWARD,
    OPEN,
    STAFF,
    all_kinds,
    check_everywhere,
    go,
    with_axe,
)
from tests.browser.test_journey import answer_all

languages = pytest.mark.parametrize("language", LANGUAGES)


def test_no_address_is_forgotten():
    """A new page has to be added to the tables of tests/browser/pages.py."""
    names = {name for name, _route in addresses() if not name.startswith(("admin:", "api-1:"))}
    shown = {kind.name for kind in all_kinds() if not kind.name.startswith("admin:")}
    assert names - shown - set(ONWARD) == set()
    assert (shown | set(ONWARD)) - names == set()


@pytest.fixture
def look(page, live_server):
    """Checks kinds of pages one after the other, and tells of all that is wrong together."""
    with_axe(page)
    page.set_default_timeout(10_000)

    def check(kinds, language, **values):
        page.context.add_cookies(
            [{"name": "django_language", "value": language, "url": live_server.url}]
        )
        found = []
        for kind in kinds:
            go(page, live_server.url, kind, **values)
            assert page.locator("html").get_attribute("lang") == language, kind
            found += check_everywhere(page, kind)
        assert not found

    return check


@languages
def test_pages_without_an_account(page, live_server, shipped, look, language, settings):
    settings.SITE_URL = live_server.url  # of links that are given away
    look(NEW, language)
    answer_all(page, live_server.url)
    look(OPEN, language, system=next(iter(shipped.library.systems)))


@languages
def test_pages_of_a_founder(page, live_server, city, look, language, settings, tmp_path):
    settings.VAR_DIR, settings.MAILS_ARE_KEPT = tmp_path, True
    profile = a_profile(name="示例申报人", language=language)
    waiting = asked(an_application(a_profile(profile.owner, language=language)))
    decided = determined(reviewed(an_application(a_profile(profile.owner, language=language))))
    handed_in = an_application(profile)
    token = unsubscribe_address(profile.owner.pk, Notification.Kind.FIRST_DAY)
    founder_login(page, live_server, profile.owner)
    look(
        FOUNDER,
        language,
        asked=waiting.reference,
        decided=decided.reference,
        handed_in=handed_in.reference,
        token=token.rstrip("/").rpartition("/")[2],
        mail=keep_a_mail(tmp_path),
    )
    founder_login(page, live_server, a_profile(language=language).owner)
    look(APPLYING, language)
    founder_login(page, live_server, UserFactory())
    look(FRESH, language)


def keep_a_mail(home):
    """The newest notification as `manage.py up` would keep it; its name."""
    row = Notification.objects.filter(html__gt="").latest("pk")
    message = EmailMultiAlternatives(row.subject, row.text, to=[row.recipient])
    message.attach_alternative(row.html, "text/html")
    (home / "mail").mkdir()
    (home / "mail" / "1.eml").write_bytes(message.message().as_bytes())
    return "1.eml"


@languages
def test_pages_of_staff(page, live_server, city, look, language):
    waiting, proposed, decided = asked(), reviewed(), determined()
    member = a_member()
    a_member(role="decider", user=member)
    browser_login(page, live_server, member)
    RecoveryCodes.activate(member)
    look(STAFF, language, waiting=waiting.pk, proposed=proposed.pk, decided=decided.pk)
    page.context.clear_cookies()
    founder_login(page, live_server, UserFactory(staff=True))
    look(ENROLLING, language)


@languages
def test_pages_of_a_policy_officer(page, live_server, city, look, language):
    officer = UserFactory(staff=True, is_superuser=True)
    for staff in range(53):  # more than one page of those who lose
        a_profile(
            facts={"enterprise.staff": 4, "enterprise.town": ("liushi", "hongqiao")[staff % 2]}
        )
    edition = save_draft(document=higher_bar())
    draft = start_draft(by=officer)  # no document yet
    full = start_draft(by=officer, edition_id=Edition.objects.published().first().pk)
    browser_login(page, live_server, officer)
    look(OFFICER, language, edition=edition.pk, draft=draft.pk, full=full.pk)


def higher_bar():
    """The next edition of a grant, which asks for more people."""
    text = GRANT.replace('edition: "2026"', 'edition: "2027"').replace("least: 3", "least: 6")
    return text.replace("in_force: {from: 2026-01-01}", "in_force: {from: 2027-01-01}")


@languages
def test_pages_of_errors(page, live_server, language):
    with translation.override(language):
        bodies = {name: loader.render_to_string(f"{name}.html") for name in ERRORS}
    page.route(
        "**/error-*",
        lambda route: route.fulfill(
            body=bodies[route.request.url.rpartition("-")[2]], content_type="text/html"
        ),
    )
    found = []
    with_axe(page)
    for name in ERRORS:
        page.goto(f"{live_server.url}/error-{name}")
        found += check_everywhere(page, name)
    assert not found
