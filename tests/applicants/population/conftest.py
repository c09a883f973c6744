"""A vocabulary of the shipped catalogue, without a database."""

import pytest

from policies.rules.facts import Vocabulary
from tests.benchmarks.catalogue import read_catalogue


@pytest.fixture(scope="session")
def documents():
    """The shipped editions."""
    return read_catalogue().documents


@pytest.fixture(scope="session")
def vocabulary(documents):
    """Every fact that the shipped catalogue knows."""
    return Vocabulary({name: fact for each in documents for name, fact in each.vocabulary.items()})
