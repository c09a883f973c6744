"""The shipped catalogue, ready to be searched."""

import pytest

from policies.presentation.searchable import searchable
from policies.services.files import SHIPPED, read_folder
from tests.policies.pages.founder import DAY, in_memory


@pytest.fixture(scope="session")
def known():
    catalogue = in_memory(read_folder(SHIPPED))
    return searchable(catalogue.rulebook, catalogue.library, on=DAY)


@pytest.fixture(scope="session")
def find(known):
    """The slugs that a query finds, the best first."""
    return lambda query: [hit.key for hit in known.index.search(query).hits]
