"""Fixtures for what is built on the rules: a small catalogue, in a folder and in the database."""

import pytest

from policies.services import load_catalogue
from policies.services.checking import check_texts
from policies.services.files import SHIPPED, read_folder
from tests.policies import small


@pytest.fixture
def folder(tmp_path):
    """The small catalogue as files."""
    return small.write(tmp_path / "catalogue", small.texts())


@pytest.fixture
def catalogue(db):
    """The small catalogue, published."""
    return load_catalogue(small.texts())


@pytest.fixture(scope="session")
def shipped_texts():
    """The catalogue that comes with this software."""
    return read_folder(SHIPPED)


@pytest.fixture(scope="session")
def shipped_documents(shipped_texts):
    """Every edition that comes with this software."""
    found = check_texts(shipped_texts).documents
    return [document for editions in found.values() for document in editions]
