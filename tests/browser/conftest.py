"""Pages in a real browser."""

import pytest

from policies.services import load_catalogue
from policies.services.calendar import load_calendar
from tests.applicants import catalogue
from tests.policies.pages.fixtures import shipped, shipped_in_memory

__all__ = ["shipped", "shipped_in_memory"]


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, request):
    """A parameter of a test is laid over the usual phone."""
    return {**browser_context_args, **getattr(request, "param", {})}


@pytest.fixture
def city(transactional_db, settings, tmp_path):
    """The small catalogue to apply in, and a folder for files."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MATCHING_ROOT = tmp_path / "matching"
    load_catalogue(catalogue.texts())
    load_calendar()
