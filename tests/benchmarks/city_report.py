"""What is measured of the city, and how it is printed."""

from __future__ import annotations

from statistics import median
from time import perf_counter

from applicants.population import make_population
from applicants.population.making import ON
from policies.services import load_catalogue
from tests.benchmarks import city_memory, city_peers, city_runs
from tests.benchmarks.city_measuring import City, Passed, read_city
from tests.benchmarks.city_programmes import COUNT, hundred
from tests.benchmarks.timing import heading, load

POINTS = (25_000, 100_000, 250_000, 1_000_000)
SEED = 1
FULL = 250_000  # the size that the targets are for


def report(size: int) -> None:
    """Print everything, up to a size."""
    programmes = hundred(ON)
    heading(f"The whole city: {size:,} profiles, {COUNT} programmes on {ON}")
    print(
        f"{programmes.real} editions in force, {programmes.named} of them without a condition; "
        f"{programmes.made} made from the others, with thresholds of their own"
    )
    load_catalogue(programmes.texts)
    points = [point for point in POINTS if point < size] + [size]
    screened, first, again = (dict[int, Passed]() for _each in range(3))
    for point in points:
        heading(f"{point:,} profiles; load {load()}")
        _make(point)
        first[point], again[point] = city_runs.report(point, bounds=point == FULL)
        city = read_city(ON)
        screened[point] = city_memory.report(city, bounds=point == FULL)
        if point == min(size, FULL):
            _beside(city)
    _growth("screening in memory", screened)
    _growth("whole run, the first time", first)
    _growth("whole run, 1 % changed", again)
    print(f"\nload at the end {load()}")


def _make(size: int) -> None:
    start = perf_counter()
    made = make_population(size, seed=SEED, replace=True)
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in made.kinds.items())
    print(f"made in {perf_counter() - start:.1f} s: {kinds}")


def _beside(city: City) -> None:
    city_runs.stored(city)
    city_peers.beside_sql(city)
    city_peers.beside_zen(city)


def _growth(what: str, found: dict[int, Passed]) -> None:
    """Seconds for each point, and for a million at the pace of each: equal means linear."""
    heading(f"Growth: {what}")
    for size, taken in found.items():
        worked, million = median(taken.worked), 1e6 / size
        print(
            f"{size:>12,} profiles {taken.median:9.3f} s, {taken.median * million:8.3f} s for a "
            f"million; processor {worked:8.3f} s, {worked * million:8.3f} s for a million"
        )
