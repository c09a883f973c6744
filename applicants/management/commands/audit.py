"""``audit verify``: no entry of the audit log was changed, removed or put in between.

``audit prune`` deletes entries whose time is over.
"""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from applicants.services.audit import DAYS, prune_events, verify_chain


class Command(BaseCommand):
    help = (
        "verify: work out the chain of the audit log again; ends with 1, names what was changed. "
        "prune: delete entries that are old enough."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["verify", "prune"])
        parser.add_argument("--days", type=int, default=DAYS)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "verify":
            self._verify()
        elif options["days"] < DAYS:
            raise CommandError(f"--days is {options['days']}: at least {DAYS} are kept.")
        else:
            self.stdout.write(f"{prune_events(days=options['days'])} entries deleted")

    def _verify(self) -> None:
        start = time.monotonic()
        chain = verify_chain()
        for breach in chain.breaches:
            where = f"entry {breach.entry}, number {breach.number}"
            self.stderr.write(f"{where}: {breach.problem}")
        seconds = time.monotonic() - start
        number, last = chain.last or (0, "")
        self.stdout.write(
            f"{chain.count} entries looked at in {seconds:.1f} s, {len(chain.breaches)} breaches; "
            f"the last is number {number} {last}"
        )
        if chain.breaches:
            raise CommandError("The audit log is not what was written.", returncode=1)
