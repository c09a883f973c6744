"""Why a change was refused, in words for whoever asked for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise

Words = str | Promise


class RefusedError(Exception):
    """A change was refused; nothing of it was kept.

    Attributes:
        problems: what is the matter, each with what to do about it.
        fields: the same for single fields of a form, by name.
    """

    def __init__(
        self, problems: Iterable[Words] = (), *, fields: Mapping[str, Words] | None = None
    ) -> None:
        self.problems, self.fields = list(problems), dict(fields or {})
        super().__init__("; ".join(str(each) for each in [*self.problems, *self.fields.values()]))


class ConflictError(RefusedError):
    """Somebody else was first: what the form showed is no longer so."""


class KeyReusedError(RefusedError):
    """A form was sent again with its key, but with other content."""
