"""The same questions asked of plain SQL and of zen-engine."""

from __future__ import annotations

import io
from functools import partial
from time import perf_counter
from typing import Any

import polars as pl
from django.db import connection

from policies.rules.documents import Document
from policies.rules.facts import Sort
from policies.rules.plans import Plan
from policies.rules.screening import Screen, plain
from tests.benchmarks import in_zen
from tests.benchmarks.city_measuring import City, Passed, passing, tell
from tests.benchmarks.city_sql import TYPES, InSql, in_sql
from tests.benchmarks.timing import heading

CAST = 5  # programmes that are also asked of the stored JSON
COUNTS = "count(*) filter (where {0}), count(*) filter (where ({0}) is null)"
_ID = "array_agg(id order by id) filter (where {0})"
IDS = f"{_ID}, {_ID.replace('{0}', '({0}) is null')}"


def beside_sql(city: City) -> None:
    """Typed columns for all that SQL can express; the stored JSON for a few, extrapolated."""
    rules = in_sql(city.documents, city.vocabulary, city.on)
    documents = [city.documents[place] for place in rules.places]
    heading(f"Beside SQL: {len(documents)} of {len(city.held)} programmes it can express")
    _make_typed(city)
    _agree(city, documents, rules)
    screen = Screen(documents)
    own = passing(lambda: screen.decide(city.frame, on=city.on), times=7)
    tell("ours, in memory", own)
    columns = ", ".join(COUNTS.format(each) for each in rules.typed)
    typed = passing(partial(_asked, f"select {columns} from {rules.source}"), times=3)
    tell("SQL: typed columns, one query", typed, note=_times(typed.median, own))
    _in_json(city, rules, documents)


def _in_json(city: City, rules: InSql, documents: list[Document]) -> None:
    step = max(len(rules.cast) // CAST, 1)
    places = list(range(0, len(rules.cast), step))[:CAST]
    few = [documents[place] for place in places]
    screen = Screen(few)
    own = passing(lambda: screen.decide(city.frame, on=city.on), times=7)
    taken = []
    for place in places:
        start = perf_counter()
        _asked(f"select {COUNTS.format(rules.cast[place])} from applicants_profile")
        taken.append(perf_counter() - start)
    tell(
        f"SQL: stored JSON cast by criterion, {len(places)} programmes",
        Passed((sum(taken),)),
        note=f"{_times(sum(taken), own)}; {sum(taken) / len(places) * len(city.held):.0f} s "
        f"for {len(city.held)} at this pace",
    )


def _make_typed(city: City) -> None:
    """A column for each fact that is no list of records, filled from the same frame."""
    columns = {
        name: city.vocabulary[name]
        for name in city.frame.columns
        if name in city.vocabulary and city.vocabulary[name].sort is not Sort.RECORDS
    }
    # What nobody states has a column as well, so that programmes may ask for it.
    others = {
        name: fact
        for name, fact in city.vocabulary.items()
        if name not in columns and not fact.derived and fact.sort is not Sort.RECORDS
    }
    made = ", ".join(f'"{n}" {TYPES[f.type]}' for n, f in (columns | others).items())
    texts = [_text_of(name, fact.type) for name, fact in columns.items()]
    written_out = plain(city.frame, city.vocabulary)
    frame = written_out.select(pl.Series("id", city.snapshot.ids), *texts)
    lines = io.BytesIO()
    frame.write_csv(lines, include_header=False, null_value="\\N", separator="\t")
    named = ", ".join(f'"{name}"' for name in ("id", *columns))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS city_typed")
        cursor.execute(f"CREATE TABLE city_typed (id bigint PRIMARY KEY, {made})")
        options = "(FORMAT csv, DELIMITER E'\\t', NULL '\\N')"
        with cursor.copy(f"COPY city_typed ({named}) FROM STDIN {options}") as copy:
            copy.write(lines.getvalue())
        cursor.execute("VACUUM ANALYZE city_typed")


def _text_of(name: str, kind: str) -> pl.Expr:
    if kind == "choices":
        joined = pl.concat_str(pl.lit("{"), pl.col(name).list.join(","), pl.lit("}"))
        return pl.when(pl.col(name).is_not_null()).then(joined).alias(name)
    if kind in ("integer", "money"):
        return pl.col(name).cast(pl.Int64)
    return pl.col(name)


def _agree(city: City, documents: list[Document], rules: InSql) -> None:
    """Ids of each programme, eligible and undetermined, out of SQL and out of the screen."""
    ids = city.snapshot.ids
    listed = Screen(documents).decide(city.frame, on=city.on)
    pairs = zip(documents, listed, rules.typed, strict=True)
    for document, verdicts, expression in pairs:
        eligible, undetermined = _asked(f"select {IDS.format(expression)} from {rules.source}")
        same = ids[verdicts.fill_null(value=False).to_numpy()].tolist() == (eligible or [])
        if not same or ids[verdicts.is_null().to_numpy()].tolist() != (undetermined or []):
            raise AssertionError(f"SQL says otherwise of {document.programme}")
    print(f"all {len(documents) * city.frame.height:,} verdicts agree")


def _asked(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query.replace("%", "%%"))
        return cursor.fetchone()


def beside_zen(city: City) -> None:
    """A sample asked of zen-engine, two passes each, extrapolated to the city."""
    rules = in_zen.in_zen(city.documents)
    heading(
        f"Beside zen-engine: {len(rules.documents)} of {len(city.held)} programmes it can express"
    )
    rows, plan = city.sample(), Plan(rules.documents)
    passes = [
        in_zen.contexts(plan.prepared(facts, city.on), city.vocabulary, city.on)
        for facts in city.facts(rows)
    ]
    screen = Screen(list(rules.documents))
    listed = screen.decide(city.frame[rows], on=city.on)
    words = {True: "eligible", False: "ineligible", None: "undetermined"}
    ways = {
        "one compiled expression": in_zen.one_expression(rules),
        "one decision, criteria shared": in_zen.shared_criteria(rules, trace=False),
    }
    taken = {}
    for label, way in ways.items():
        start = perf_counter()
        found = [in_zen.verdicts(way, each, rules.plain) for each in passes]
        taken[label] = perf_counter() - start
        for document, verdicts in zip(rules.documents, listed, strict=True):
            key = document.programme.replace("-", "_")
            if [words[each] for each in verdicts] != [each[key] for each in found]:
                raise AssertionError(f"zen-engine says otherwise of {document.programme}")
    print(f"all {len(rows) * len(rules.documents):,} verdicts of {len(rows):,} profiles agree")
    own = passing(lambda: screen.decide(city.frame, on=city.on), times=7)
    tell(f"ours, in memory, {city.frame.height:,} profiles", own)
    for label, seconds in taken.items():
        whole = seconds * city.frame.height / len(rows)
        tell(f"zen: {label}, {len(rows):,} profiles", Passed((seconds,)))
        print(f"{'  for all at this pace':<52}{whole:9.1f} s  {_times(whole, own)}")


def _times(seconds: float, own: Passed) -> str:
    return f"{seconds / own.median:,.0f} times ours"
