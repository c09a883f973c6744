"""Fixtures for tests of pages, with and without a browser."""

import pytest

from policies import services
from policies.services.files import SHIPPED, CatalogueTexts, read_folder
from policies.views import asking
from tests.policies.pages.founder import DAY, in_memory


@pytest.fixture(scope="session")
def shipped_in_memory():
    """The catalogue that comes with this software, compiled once."""
    return in_memory(read_folder(SHIPPED))


@pytest.fixture
def shipped(db, monkeypatch, shipped_in_memory):
    """Pages show the shipped catalogue, and every day is the same day."""
    monkeypatch.setattr(services, "current_catalogue", lambda: shipped_in_memory)
    monkeypatch.setattr(asking, "today", lambda: DAY)
    return shipped_in_memory


@pytest.fixture
def show(db, monkeypatch):
    """Lets pages show a catalogue on a day."""

    def show(texts, on=DAY):
        catalogue = in_memory(texts)
        monkeypatch.setattr(services, "current_catalogue", lambda: catalogue)
        monkeypatch.setattr(asking, "today", lambda: on)

    return show


@pytest.fixture(scope="session")
def few_in_memory():
    """All facts, three programmes: for tests that ask thousands of times."""
    texts = read_folder(SHIPPED)
    kept = ("job-creation-grant", "youth-home", "talent-flat")
    programmes = {slug: texts.programmes[slug] for slug in kept}
    return in_memory(CatalogueTexts(shared=texts.shared, programmes=programmes))


@pytest.fixture
def few(db, monkeypatch, few_in_memory):
    """Pages show three programmes, and every day is the same day."""
    monkeypatch.setattr(services, "current_catalogue", lambda: few_in_memory)
    monkeypatch.setattr(asking, "today", lambda: DAY)
    return few_in_memory
