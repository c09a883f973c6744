"""Whether sensitive questions may be asked, and for which programmes.

The law asks for a consent of its own before a sensitive answer is kept: with its purpose, why it
is needed and what follows from leaving it out, and only for what is wanted. Until there is one,
such a fact is simply unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from policies.rules.facts import FactType

WORDS = "2026-12"  # version of the words in templates/policies/sensitive.html and of the notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """What somebody said when asked whether sensitive questions may be asked.

    Attributes:
        programmes: the slugs for whose sake they may be asked; ``None`` for every programme, and
            none at all where it was refused.
        version: of the words that were on the page.
        at: the moment, ISO 8601 with its zone.
    """

    programmes: tuple[str, ...] | None
    version: str
    at: str

    @property
    def given(self) -> bool:
        """Whether sensitive answers may be kept at all."""
        return self.programmes is None or bool(self.programmes)

    def covers(self, programme: str) -> bool:
        """Whether they may be asked for the sake of a programme."""
        return self.programmes is None or programme in self.programmes

    def with_programme(self, programme: str) -> Permission:
        """The same for one programme more."""
        if self.programmes is None or programme in self.programmes:
            return self
        return Permission(
            programmes=(*self.programmes, programme), version=self.version, at=self.at
        )


def permission_for(programmes: tuple[str, ...] | None) -> Permission:
    """A permission given now, or with no programme at all its refusal."""
    return Permission(programmes=programmes, version=WORDS, at=timezone.now().isoformat())


def as_stored(permission: Permission) -> dict[str, Any]:
    """What a session holds of it."""
    programmes = permission.programmes
    return {
        "programmes": None if programmes is None else list(programmes),
        "version": permission.version,
        "at": permission.at,
    }


def from_stored(stored: object) -> Permission | None:
    """Read it back; ``None`` for what is no permission."""
    if not isinstance(stored, dict):
        return None
    programmes = stored.get("programmes")
    return Permission(
        programmes=None if programmes is None else tuple(str(each) for each in programmes),
        version=str(stored.get("version", "")),
        at=str(stored.get("at", "")),
    )


def sensitive_facts(vocabulary: Mapping[str, FactType]) -> frozenset[str]:
    """The facts that need a permission."""
    return frozenset(name for name, fact in vocabulary.items() if fact.sensitive)


def is_kept(fact: FactType, permission: Permission | None) -> bool:
    """Whether an answer may be kept as things stand."""
    return not fact.sensitive or (permission is not None and permission.given)
