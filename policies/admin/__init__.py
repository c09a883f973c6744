"""The catalogue in the admin: reading all of it, writing and publishing drafts of editions.

Every change goes through :mod:`policies.services`; a published edition can only be read. Only the
calendar of working days is plain data that is edited as it stands.
"""

from policies.admin import calendar, drafts, programmes, shared

__all__ = ["calendar", "drafts", "programmes", "shared"]
