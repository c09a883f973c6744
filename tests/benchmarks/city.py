"""The whole city: 250,000 profiles against 100 programmes, beside SQL and zen-engine.

``python -m tests.benchmarks.city``, or as the last part of ``make bench``. ``CITY=25000`` is a
quick look, ``CITY=1000000`` adds the fourth point, ``CITY=0`` leaves it out. Figures are medians of
the time that passes, for several processes share the work: whatever else the machine does is in
them, so its load is printed. Before anything is timed, the answers agree.
"""

from __future__ import annotations

import os
import sys

import django

from tests.benchmarks import city_database

SIZE = 250_000


def main() -> None:
    """Start a database of its own, and print everything."""
    wanted = os.environ.get("CITY") or str(SIZE)
    if not wanted.isdigit():
        sys.exit(f"CITY is how many profiles the city has, such as {SIZE}, not {wanted}.")
    size = int(wanted)
    if not size:
        return
    city_database.start()
    django.setup()
    from tests.benchmarks.city_report import report  # models can be imported from here on

    report(size)


if __name__ == "__main__":
    main()
