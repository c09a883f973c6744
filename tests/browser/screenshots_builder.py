"""Pictures of the pages of a policy officer, in both languages and widths.

Not collected by itself: ``pytest tests/browser/screenshots_builder.py`` writes them.
"""

import re

import pytest

from applicants.population import make_population
from policies.models import Edition
from policies.services import load_catalogue
from policies.services.drafting import start_draft
from policies.services.files import SHIPPED, read_folder
from tests.accounts import browser_login
from tests.applicants.factories import UserFactory
from tests.browser.pages import OFFICER, SIZES, go
from tests.browser.screenshots import FOLDER


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", SIZES)
def test_take(page, live_server, transactional_db, settings, tmp_path, width, language):
    FOLDER.mkdir(parents=True, exist_ok=True)
    settings.MATCHING_ROOT = tmp_path / "matching"
    load_catalogue(read_folder(SHIPPED))
    make_population(2_000, seed=1)
    officer = UserFactory(staff=True, is_superuser=True)
    edition = Edition.objects.published().get(programme__slug="national-tech-sme")
    draft = start_draft(by=officer)
    full = start_draft(by=officer, edition_id=edition.pk)
    browser_login(page, live_server, officer)
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    page.context.add_cookies(
        [{"name": "django_language", "value": language, "url": live_server.url}]
    )
    for kind in OFFICER:
        go(page, live_server.url, kind, edition=edition.pk, draft=draft.pk, full=full.pk)
        name = re.sub(r"\W+", "-", kind.path).strip("-")
        path = FOLDER / f"{name}-{width}-{language}.png"
        page.screenshot(path=path, full_page=True, caret="initial")
