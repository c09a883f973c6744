"""Who is matched in these tests."""

from datetime import date

import pytest

from applicants.matching import sweeping
from tests.applicants.factories import a_profile


@pytest.fixture
def people(city):
    """Seven who differ in staff; two founders who are 18 soon."""
    staff = [a_profile(facts={"enterprise.staff": n} if n else {}) for n in range(7)]
    young = {"founder.born_on": date(2008, 3, 10)}
    return [*staff, a_profile(facts=young), a_profile(facts={**young, "enterprise.staff": 3})]


@pytest.fixture
def _small_parts(settings):
    settings.MATCHING_PART = 2


@pytest.fixture
def calls(monkeypatch):
    """What workers are asked for, instead of asking them."""
    asked = []
    monkeypatch.setattr(
        sweeping.current_app, "send_task", lambda name, arguments, **_: asked.append(arguments)
    )
    return asked
