"""Pictures of every state of an intake: the groups of the results, and a programme in each.

Not collected by itself: ``pytest tests/browser/screenshots_intake.py`` writes to
``var/screenshots``.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from policies.models import Programme
from policies.services import load_catalogue
from policies.services.calendar import load_calendar
from tests.accounts import founder_login
from tests.applicants.catalogue import texts as base
from tests.applicants.factories import DAY, a_profile
from tests.applicants.services.test_standing import approve, send
from tests.browser.screenshots import FOLDER
from tests.policies import small

TODAY = timezone.localdate()
SOON, AGO = TODAY + timedelta(days=40), TODAY - timedelta(days=3)
PLATFORM = (
    "{elsewhere: {name: {zh-hans: 示例平台, en: Example platform}, url: 'https://example.org/'}}"
)
BODY = """\
programme: {slug}
edition: "2026"
title: {{zh-hans: {zh}, en: {en}}}
summary: {{zh-hans: 用来看受理状态的示例。, en: An example to look at an intake.}}
department: youth-league
audience: [person]
category: subsidy
in_force: {{from: 2026-01-01}}
eligibility:
  all:
    - {{fact: founder.age, at_least: 18, source: S1, basis: official}}
awards:
  - {{kind: cash, mode: verified, unit: CNY, amount: 5000}}
documents:
  - {{name: {{zh-hans: 身份证, en: Identity card}}, source: S1, basis: official}}
{parts}
"""
CLAUSE = "source: S1, basis: official"
STATES = {
    "open": ("示例开放", "Open", f"windows: [{{rolling: true, {CLAUSE}}}]"),
    "opens": ("示例将开放", "Opens", f"windows: [{{from: {SOON}, to: null, {CLAUSE}}}]"),
    "expected": (
        "示例预计",
        "Expected",
        f"windows: [{{from: 2025-06-01, to: 2025-08-31, expected: true, {CLAUSE}}}]",
    ),
    "unannounced": ("示例未公布", "Unannounced", "again: always"),
    "automatic": ("示例自动评定", "Automatic", "application: none"),
    "elsewhere": (
        "示例别处",
        "Elsewhere",
        f"windows: [rolling]\napplication: {PLATFORM}",
    ),
    "full": ("示例满额", "Full", f"windows: [{{rolling: true, capacity: 1, {CLAUSE}}}]"),
    "closed": (
        "示例截止",
        "Closed",
        f"windows: [{{from: {TODAY.year}-01-01, to: {AGO}, {CLAUSE}}}]",
    ),
    "clock": (
        "示例个人期限",
        "Clock",
        f"windows: [{{after: founder.born_on, within_months: 12, {CLAUSE}}}]",
    ),
    "under-way": ("示例在办", "Under way", "windows: [rolling]"),
    "held": ("示例已有", "Held", "windows: [rolling]\nagain: never"),
}


@pytest.fixture
def states(db):
    """A programme in every state."""
    programmes = {
        slug: BODY.format(slug=slug, zh=zh, en=en, parts=parts)
        for slug, (zh, en, parts) in STATES.items()
    }
    systems = {"systems.yaml": base().shared["systems.yaml"]}
    load_catalogue(small.texts(shared=systems, programmes={**base().programmes, **programmes}))
    load_calendar()
    assert send(a_profile(), "full", on=TODAY).submitted
    return Programme.objects.all()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", [375, 1280])
def test_take(page, live_server, states, width, language, scheme):
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": width, "height": 812})
    page.emulate_media(color_scheme=scheme)
    page.context.add_cookies(
        [{"name": "django_language", "value": language, "url": live_server.url}]
    )
    profile = a_profile(language=language)
    send(profile, "under-way", on=TODAY)
    approve(send(profile, "held", on=DAY).application)
    founder_login(page, live_server, profile.owner)

    def take(name, path):
        page.goto(live_server.url + path)
        page.screenshot(path=FOLDER / f"{name}-{width}-{language}-{scheme}.png", full_page=True)

    take("intake-results", "/results/")
    take("intake-list", "/programmes/")
    for slug in STATES:
        take(f"intake-{slug}", f"/programmes/{slug}/")
    take("intake-prepare", "/programmes/opens/apply/")
    take("intake-refused", "/programmes/full/apply/")
