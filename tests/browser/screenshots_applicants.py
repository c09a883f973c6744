"""Pictures of applying, the receipt, the desk and the mails, to be looked at.

Not collected by itself: ``pytest tests/browser/screenshots_applicants.py`` writes to
``var/screenshots``.
"""

import pytest

from applicants.models import Notification
from tests.accounts import browser_login, founder_login
from tests.applicants.factories import (
    a_member,
    a_profile,
    an_application,
    asked,
    determined,
    reviewed,
)
from tests.browser.screenshots import FOLDER


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", [375, 1280])
def test_take(page, live_server, city, width, language, scheme):
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": width, "height": 812})
    page.emulate_media(color_scheme=scheme)
    page.context.add_cookies(
        [{"name": "django_language", "value": language, "url": live_server.url}]
    )

    def take(name, path=None):
        if path:
            page.goto(live_server.url + path)
        page.screenshot(path=FOLDER / f"{name}-{width}-{language}-{scheme}.png", full_page=True)

    take("sign-in", "/account/sign-in/")
    take("staff-sign-in", "/account/staff/")
    take("mailbox", "/mailbox/")
    profile = a_profile(language=language)
    founder_login(page, live_server, profile.owner)
    take("mine-empty", "/applications/")
    take("apply", "/programmes/room/apply/")
    page.get_by_role("button", name="Hand in" if language == "en" else "提交").click()
    take("apply-errors")
    application = an_application(profile)
    take("receipt", f"/applications/{application.reference}/")
    take("apply-again", "/programmes/room/apply/")
    waiting = asked(an_application(a_profile(profile.owner)))
    take("supplement", f"/applications/{waiting.reference}/")
    decided = determined(reviewed(an_application(a_profile(profile.owner))))
    take("decided", f"/applications/{decided.reference}/")
    take("withdraw", f"/applications/{application.reference}/withdraw/")
    take("mine", "/applications/")
    take("me", "/me/")
    for mail in Notification.objects.filter(user=profile.owner):
        page.goto("about:blank")  # the styles of a mail are its own
        page.set_content(mail.html)
        take(f"mail-{mail.kind}")
    reviewed(an_application())
    member = a_member()
    browser_login(page, live_server, member)
    take("queue", "/admin/applicants/application/")
    take("file", f"/admin/applicants/application/{application.pk}/change/")
    take("file-decided", f"/admin/applicants/application/{decided.pk}/change/")
    take("admin", "/admin/")
    member.memberships.update(role="decider")
    proposed = reviewed(an_application())
    take("file-decide", f"/admin/applicants/application/{proposed.pk}/change/")
