"""Pages as plain HTTP."""

from tests.policies.pages.fixtures import (
    few,
    few_in_memory,
    shipped,
    shipped_in_memory,
    show,
)

__all__ = ["few", "few_in_memory", "shipped", "shipped_in_memory", "show"]
