"""A city of invented applicants, drawn from a seed: to try the whole population without one.

Nothing here describes a real firm or person: names say that they are examples, there are no credit
codes, and shares and spreads are assumptions of ours. Other invented applicants are drawn one by
one, with answers that somebody reads (:mod:`applicants.demo`); these are drawn ten thousand at a
time, for nobody reads a quarter of a million, and written as the database takes them in bulk.
"""

from applicants.population.making import (
    MOST,
    Made,
    PopulationError,
    make_population,
    population,
    remove_population,
)

__all__ = [
    "MOST",
    "Made",
    "PopulationError",
    "make_population",
    "population",
    "remove_population",
]
