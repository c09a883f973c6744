"""How a web process looks for garbage: rarely, since a page makes thousands of small objects.

The trees of reasons of one answer are tuples that hold no circles. Looking for circles among them
every 700 objects costs a third of the time that judging them takes (`make bench` prints both).
"""

import gc

# so many new objects before a look at the young ones, and so many such looks before the older
THRESHOLDS = (50_000, 20, 100)


def collect_rarely() -> None:
    """Set the collector of this process; what lives already is not looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
