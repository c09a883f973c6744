"""Beat's memory of what it sent when, kept where nobody else can lay something in its place."""

from pathlib import Path
from typing import Any

from celery.beat import PersistentScheduler

from leqing.embedded.process import private_folder

OPEN = 0o022  # others may write


class PrivateScheduler(PersistentScheduler):  # type: ignore[misc]  # Celery has no types
    """Unpickles no file that somebody else may have written."""

    def _open_schedule(self) -> Any:
        folder = Path(self.schedule_filename).parent
        was_open = folder.exists() and folder.stat().st_mode & OPEN
        private_folder(folder)
        if was_open:
            self._remove_db()
        return super()._open_schedule()
