"""Why a change of the catalogue was refused."""

from policies.models import Draft
from policies.rules.errors import Problem, ProblemsError


class CatalogueError(ProblemsError):
    """A catalogue, or a change of it, was refused; nothing of it was kept."""


class DraftConflictError(CatalogueError):
    """A change was made on a version of a draft that is no longer current.

    Attributes:
        draft: as it stands now, with who changed it last and when.
        version: on which the refused change was made.
    """

    def __init__(self, draft: Draft, version: int) -> None:
        self.draft, self.version = draft, version
        by = draft.edited_by.get_full_name() or draft.edited_by.get_username()
        message = (
            f"{by} changed the draft at {draft.edited_at:%Y-%m-%d %H:%M}: "
            f"it is version {draft.version}, and the change was made on version {version}."
        )
        super().__init__([Problem("", message)])
