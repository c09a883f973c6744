"""Every change of the catalogue, and the doors through which pages, admin, API and commands ask.

* :mod:`~policies.services.files`: the catalogue as files, cut into entries and put together again.
* :mod:`~policies.services.checking`: is a catalogue in order? Needs no database.
* :mod:`~policies.services.loading`: from files into the database, and back.
* :mod:`~policies.services.editions`: drafts, publishing, closing.
* :mod:`~policies.services.drafting`: writing the next edition, version by version.
* :mod:`~policies.services.approving`: one person proposes a draft, another publishes it.
* :mod:`~policies.services.repeal`: one person asks that an edition end otherwise, another decides.
* :mod:`~policies.services.current`: what is published, compiled, one copy for each process.
* :mod:`~policies.services.places`: places of windows with a limit, and the lock on them.
* :mod:`~policies.services.calendar`: the calendar of working days.
* :mod:`~policies.services.evaluating`: facts in, verdicts out, as the command and the API say it.
"""

from policies.services.calendar import load_calendar, working_days
from policies.services.checking import CheckReport, check_catalogue
from policies.services.current import Catalogue, current_catalogue, library, rulebook
from policies.services.editions import close_edition, delete_draft, publish_edition, save_draft
from policies.services.errors import CatalogueError
from policies.services.loading import dump_catalogue, load_catalogue

__all__ = [
    "Catalogue",
    "CatalogueError",
    "CheckReport",
    "check_catalogue",
    "close_edition",
    "current_catalogue",
    "delete_draft",
    "dump_catalogue",
    "library",
    "load_calendar",
    "load_catalogue",
    "publish_edition",
    "rulebook",
    "save_draft",
    "working_days",
]
