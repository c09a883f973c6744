"""The catalogue in the admin: reading all of it, writing and publishing drafts of editions.

Every change goes through :mod:`policies.services`; a published edition can only be read.
"""

from policies.admin import programmes, shared

__all__ = ["programmes", "shared"]
