"""Pages in a real browser."""

import pytest

from tests.policies.pages.fixtures import shipped, shipped_in_memory

__all__ = ["shipped", "shipped_in_memory"]


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, request):
    """A parameter of a test is laid over the usual phone."""
    return {**browser_context_args, **getattr(request, "param", {})}
