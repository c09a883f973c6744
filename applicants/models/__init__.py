"""Rows about who applies and what became of it.

Thin: columns, named constraints, QuerySets to read by. Every change goes through
:mod:`applicants.services`; what is a record is guarded by triggers of the database itself.
"""

from applicants.models.application import Application, Attachment, Step
from applicants.models.audit import AuditEvent
from applicants.models.export import Export
from applicants.models.feed import CalendarFeed
from applicants.models.match import EditionFit, FitChange, MatchChunk, MatchRun, ProfileFit
from applicants.models.notification import MutedKind, Notification
from applicants.models.profile import Consent, FactChange, FirstDay, Profile
from applicants.models.record import FrozenText, Snapshot
from applicants.models.review import Determination, Review, Supplement
from applicants.models.seal import Seal
from applicants.models.staff import Membership
from applicants.models.unsent import UnsentForm

__all__ = [
    "Application",
    "Attachment",
    "AuditEvent",
    "CalendarFeed",
    "Consent",
    "Determination",
    "EditionFit",
    "Export",
    "FactChange",
    "FirstDay",
    "FitChange",
    "FrozenText",
    "MatchChunk",
    "MatchRun",
    "Membership",
    "MutedKind",
    "Notification",
    "Profile",
    "ProfileFit",
    "Review",
    "Seal",
    "Snapshot",
    "Step",
    "Supplement",
    "UnsentForm",
]
