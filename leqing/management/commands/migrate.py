"""Django's ``migrate`` as the owner of the tables, safe beside a running system and another one."""

import time
from typing import Any

from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import OperationalError, connections

from leqing.database_roles import as_owner

LOCK = 0x6C65_7169_6E67  # "leqing": any number that nobody else takes for an advisory lock
LOCK_TIMEOUT = "2s"
TRIES, PAUSE = 5, 2.0


class Command(MigrateCommand):
    """Waits for another run; waits two seconds for a table rather than hold up a queue.

    A migration that got no lock is tried again: each one is a transaction of its own.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            self._alone(*args, **options)

    def _alone(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            # A statement that waits for an advisory lock obeys lock_timeout as well.
            cursor.execute("set lock_timeout = '10min'")
            cursor.execute("select pg_advisory_lock(%s)", [LOCK])
            cursor.execute(f"set lock_timeout = '{LOCK_TIMEOUT}'")
        try:
            self._try(*args, **options)
        finally:
            if connection.is_usable():
                with connection.cursor() as cursor:
                    cursor.execute("select pg_advisory_unlock(%s)", [LOCK])
                    cursor.execute("reset lock_timeout")

    def _try(self, *args: Any, **options: Any) -> None:
        for left in reversed(range(TRIES)):
            try:
                super().handle(*args, **options)
            except OperationalError as error:
                if "lock timeout" not in str(error) or not left:
                    raise
                self.stderr.write(f"A table is in use; once more in {PAUSE:.0f} s.")
                time.sleep(PAUSE)
            else:
                return
