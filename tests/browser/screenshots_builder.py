"""Pictures of the pages of a policy officer in every state, both languages, themes and widths.

Not collected by itself: ``pytest tests/browser/screenshots_builder.py`` writes to
``var/screenshots``. On paper they are shown as the printer gets them.
"""

import re
from datetime import date

import pytest
from django.utils import timezone

from applicants.models import EditionFit, MatchRun, Profile
from applicants.population import make_population
from policies.models import Edition
from policies.services import load_catalogue
from policies.services.approving import propose_draft
from policies.services.drafting import start_draft, write_draft
from policies.services.files import SHIPPED, read_folder
from tests.accounts import browser_login
from tests.applicants.factories import UserFactory
from tests.applicants.matching.runs import begin, match
from tests.browser.pages import OFFICER, SIZES, Kind, go
from tests.browser.screenshots import FOLDER

STATES = [
    *OFFICER,
    Kind("admin:index", "/admin/"),
    Kind("admin:policies_draft_build", "/admin/policies/draft/{faulty}/build/?section=conditions"),
    Kind("admin:policies_draft_build", "/admin/policies/draft/{proposed}/build/"),
    Kind("admin:policies_draft_start", "/admin/policies/draft/start/?edition={edition}"),
    Kind("admin:policies_edition_days", "/admin/policies/edition/{edition}/days/"),
    Kind("admin:policies_edition_changelist", "/admin/policies/edition/"),
    Kind(
        "admin:policies_edition_compare",
        "/admin/policies/edition/compare/?before={grant}&after=draft-{stricter}",
    ),
    Kind("admin:applicants_preview_draft", "/admin/preview/draft/{stricter}/"),
    Kind("admin:applicants_preview_draft", "/admin/preview/draft/{faulty}/"),
    Kind(
        "admin:applicants_preview_draft_people", "/admin/preview/draft/{stricter}/people/?move=lost"
    ),
    Kind("admin:applicants_editionfit_changelist", "/admin/applicants/editionfit/"),
    Kind("admin:applicants_editionfit_change", "/admin/applicants/editionfit/{grant}/change/"),
    Kind("admin:applicants_editionfit_people", "/admin/applicants/editionfit/{grant}/people/"),
    Kind(
        "admin:applicants_editionfit_people",
        "/admin/applicants/editionfit/{grant}/people/?state=undetermined&page=3",
    ),
    Kind("admin:applicants_editionfit_people", "/admin/applicants/editionfit/{nobody}/people/"),
    Kind("admin:applicants_matchrun_changelist", "/admin/applicants/matchrun/"),
    Kind("admin:applicants_matchrun_change", "/admin/applicants/matchrun/{done}/change/"),
    Kind("admin:applicants_matchrun_change", "/admin/applicants/matchrun/{running}/change/"),
]
PRINTED = ("build", "compare", "preview", "people", "help")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", SIZES)
def test_take(page, live_server, transactional_db, settings, tmp_path, width, language, scheme):
    FOLDER.mkdir(parents=True, exist_ok=True)
    settings.MATCHING_ROOT = tmp_path / "matching"
    load_catalogue(read_folder(SHIPPED))
    officer = UserFactory(staff=True, is_superuser=True, first_name="示例政策管理员甲")
    browser_login(page, live_server, officer)
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.context.add_cookies(
        [{"name": "django_language", "value": language, "url": live_server.url}]
    )
    suffix = f"{width}-{language}-{scheme}"

    def take(name):
        page.screenshot(path=FOLDER / f"{name}-{suffix}.png", full_page=True, caret="initial")

    page.goto(f"{live_server.url}/admin/policies/draft/")
    take("before-any-draft")
    page.goto(f"{live_server.url}/admin/applicants/editionfit/")
    take("before-any-fit")
    page.goto(f"{live_server.url}/admin/applicants/matchrun/")
    take("before-any-run")
    values = some_of_everything(officer)
    page.goto(f"{live_server.url}/admin/preview/draft/{values['stricter']}/")
    take("preview-of-nobody")
    make_population(2_000, seed=1)
    values |= some_runs()
    for kind in STATES:
        go(page, live_server.url, kind, **values)
        name = re.sub(r"\W+", "-", kind.path).strip("-").removeprefix("admin-")
        take(name)
        if scheme == "light" and width == max(SIZES) and any(word in name for word in PRINTED):
            page.emulate_media(media="print")
            page.screenshot(path=FOLDER / f"{name}-print-{language}.png", full_page=True)
            page.emulate_media(media="screen")
    take_a_conflict(page, live_server.url, values["full"], take)


def some_of_everything(officer):
    """Drafts in every state; their numbers by what they are for."""
    published = Edition.objects.published()
    sme = published.get(programme__slug="national-tech-sme")
    grant = published.get(programme__slug="job-creation-grant")
    full = start_draft(by=officer, edition_id=sme.pk)
    stricter = start_draft(by=officer, edition_id=grant.pk)
    text = stricter.text.replace("at_least: 3,", "at_least: 6,")
    stricter = write_draft(draft_id=stricter.pk, version=stricter.version, text=text, by=officer)
    faulty = start_draft(by=officer, edition_id=sme.pk)
    text = re.sub(r"(?m)^    en: .*\n", "", faulty.text).replace("source: s1", "source: s9")
    faulty = write_draft(draft_id=faulty.pk, version=faulty.version, text=text, by=officer)
    return {
        "draft": start_draft(by=officer).pk,
        "full": full.pk,
        "stricter": stricter.pk,
        "faulty": faulty.pk,
        "proposed": proposed(officer, grant),
        "edition": sme.pk,
        "grant": grant.pk,
    }


def proposed(officer, edition):
    """A draft that waits for a second person."""
    draft = start_draft(by=officer, edition_id=edition.pk)
    rule, examples = draft.text.replace('"2015"', '"2027"').split("\nexamples:")
    examples = re.sub(r"\b20\d\d(?=-)", lambda year: str(int(year[0]) + 1), examples)
    text = f"{rule}\nexamples:{examples}"
    draft = write_draft(draft_id=draft.pk, version=draft.version, text=text, by=officer)
    propose_draft(draft_id=draft.pk, version=draft.version, by=officer, first=date(2027, 1, 1))
    return draft.pk


def some_runs():
    """A run that is done, one that failed once and is under way; an edition that fits nobody."""
    today = timezone.localdate()
    done = match(today)
    running = begin(today)
    MatchRun.objects.filter(pk=running.pk).update(
        chunks=12, decided=5, error="OperationalError: the connection was lost"
    )
    fit = EditionFit.objects.filter(eligible_count=0).first() or EditionFit.objects.last()
    assert Profile.objects.count() == 2_000
    return {"done": done.pk, "running": running.pk, "nobody": fit.pk}


def take_a_conflict(page, site, draft, take):
    """Two windows at one part, the second of which comes too late."""
    address = f"{site}/admin/policies/draft/{draft}/build/?section=basics"
    page.goto(address)
    other = page.context.new_page()
    other.goto(address)
    for each, word in ((other, "甲"), (page, "乙")):
        field = each.locator("input[name='title.zh-hans'], textarea[name='title.zh-hans']").first
        field.fill(f"科技型中小企业{word}")
        field.blur()
        each.wait_for_timeout(2_500)
    take("conflict")
    other.close()
