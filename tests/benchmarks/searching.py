"""What the list of programmes costs on the server: the whole shipped catalogue, warm.

The list is worked out and its page is rendered, as the view does; the two reads of the database
(the catalogue's stamp, the session) are not in it.
"""

from __future__ import annotations

import os
from functools import partial
from time import perf_counter, process_time

from tests.benchmarks import catalogue
from tests.benchmarks.timing import Timing, heading

BOUND = 100  # ms, at the 95th percentile
ROUNDS = 4


def report() -> None:
    """Print median and 95th percentile without and with a query."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leqing.settings")
    import django

    django.setup()
    from django.template.loader import render_to_string

    from policies.presentation.browsing import Wanted, listing
    from policies.rules.rulebook import Rulebook
    from tests.policies.search.queries import EXACT, NEAR
    from tests.policies.search.words import ALL, FIRST, NEAREST, SENTENCES, THREE

    found = catalogue.read_catalogue()
    book, facts = Rulebook(found.documents), catalogue.half_a_profile(found.documents)

    def answer(query: str) -> str:
        wanted = Wanted(query=query)
        shown = listing(book, found.library, facts, wanted, on=catalogue.ON)
        return render_to_string("policies/_programme_results.html", {"listing": shown})

    heading(f"Search: {len(book.editions)} programmes, {len(facts)} answers")
    began = perf_counter()
    answer("")
    print(f"first list, with the index made: {1_000 * (perf_counter() - began):.0f} ms")
    queries = [*EXACT, *NEAR, *FIRST, *THREE, *ALL, *NEAREST, *SENTENCES]
    _show("list without a query", [partial(answer, "")] * 40)
    _show(f"list with a query ({len(queries)} of them)", [partial(answer, q) for q in queries])
    _show("list with 10,000 characters", [partial(answer, c * 10_000) for c in ("x", "青", "qc ")])


def _show(label: str, calls: list[partial[str]]) -> None:
    taken = []
    for call in calls * ROUNDS:
        began = process_time()
        call()
        taken.append(1_000 * (process_time() - began))
    taken.sort()
    median, late = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    timing = Timing(median, taken[0], len(taken))
    held = "holds" if late <= BOUND else "MISSED"
    print(
        f"{label:<52}{timing.median:10.3f} ms  p95 {late:9.3f}  ({timing.runs:5d} runs)"
        f"  bound {BOUND} ms {held}"
    )


if __name__ == "__main__":
    report()
