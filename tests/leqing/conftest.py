"""Fixtures of both apps, for tests of what concerns every page."""

from tests.applicants.conftest import city
from tests.policies.pages.fixtures import shipped, shipped_in_memory

__all__ = ["city", "shipped", "shipped_in_memory"]
