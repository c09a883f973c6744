"""Why a change of the catalogue was refused."""

from policies.rules.errors import ProblemsError


class CatalogueError(ProblemsError):
    """A catalogue, or a change of it, was refused; nothing of it was kept."""
