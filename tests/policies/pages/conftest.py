"""Pages as plain HTTP."""

from tests.policies.pages.fixtures import shipped, shipped_in_memory

__all__ = ["shipped", "shipped_in_memory"]
