"""Fixtures for what is built on applicants."""

import pytest

from policies.services import load_catalogue
from policies.services.calendar import load_calendar
from tests.applicants.catalogue import texts


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    """Files of a test lie in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MATCHING_ROOT = tmp_path / "matching"


@pytest.fixture
def city(db):
    """The catalogue and the calendar, as after `manage.py prepare`."""
    load_catalogue(texts())
    load_calendar()
