"""A city in the database: made at once or not at all, once only, and taken away again whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import connection, models, transaction
from django.utils import timezone

from applicants.models import Profile
from applicants.population.drawing import draw_city
from policies.services import current_catalogue

ACCOUNT = "population"
MOST = 2_000_000
MOST_SEED = 2**63 - 1
ON = date(2026, 11, 26)  # a fixed day: today would make another city of the same seed tomorrow
HISTORY = "applicants_keep_fact_history"
Progress = Callable[[int], None]  # told how many there are so far


class PopulationError(Exception):
    """The city cannot be made or taken away; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The city that is there.

    Attributes:
        what: how it was drawn.
        kinds: kind to number of profiles.
    """

    what: str
    kinds: Mapping[str, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many profiles there are."""
        return sum(self.kinds.values())


def population() -> Made | None:
    """The city of this database, if one was made."""
    owner = User.objects.filter(username=ACCOUNT).first()
    if owner is None:
        return None
    rows = Profile.objects.filter(owner=owner).order_by("kind").values_list("kind")
    return Made(what=owner.first_name, kinds=dict(rows.annotate(models.Count("pk"))))


def make_population(
    size: int,
    *,
    seed: int,
    on: date = ON,
    replace: bool = False,
    progress: Progress = lambda done: None,
) -> Made:
    """Make a city, in one transaction.

    Args:
        on: the day that all its other days are told from.
        replace: take away the one that is there.

    Raises:
        PopulationError: size or seed is out of range, there is a city, or no catalogue.
    """
    _check(size, seed)
    vocabulary = current_catalogue().vocabulary
    if not vocabulary:
        raise PopulationError("There is no catalogue: load it with `manage.py prepare`.")
    with transaction.atomic():
        # The trigger would write a row of history for each fact: some twelve million that nobody
        # made. The lock that comes with it also keeps two from making a city at a time.
        _set_history("DISABLE")
        if replace:
            _remove()
        elif population() is not None:
            raise PopulationError(
                "There is a population already: `population make --replace` makes another one "
                "in its place, `population remove` takes it away."
            )
        owner = _make_owner(f"{size} profiles, seed {seed}, told from {on}")
        _write(owner, draw_city(size, seed, vocabulary, on=on), progress)
        _set_history("ENABLE")
    with connection.cursor() as cursor:  # else the planner believes the table as small as before
        cursor.execute("ANALYZE applicants_profile")
    made = population()
    assert made is not None
    return made


@transaction.atomic
def remove_population() -> int:
    """Take the city away, and nothing else.

    Returns:
        How many profiles there were.

    Raises:
        PopulationError: something was built on a profile of it, such as an application.
    """
    return _remove()


def _check(size: int, seed: int) -> None:
    if not 1 <= size <= MOST:
        raise PopulationError(f"The size must be from 1 to {MOST:,}, not {size:,}.")
    if not 0 <= seed <= MOST_SEED:
        raise PopulationError(f"The seed must be from 0 to {MOST_SEED}, not {seed}.")


def _set_history(action: str) -> None:
    with connection.cursor() as cursor:
        # Checks that wait for the end of the transaction would forbid to change the table.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {Profile._meta.db_table} {action} TRIGGER {HISTORY}")


def _make_owner(what: str) -> User:
    """The account that owns them all; nobody can sign in with it."""
    return User.objects.create(
        username=ACCOUNT, first_name=what, is_active=False, password=make_password(None)
    )


def _write(owner: User, frames: Iterator[pl.DataFrame], progress: Progress) -> None:
    """Copy the rows; other columns have the same value in each."""
    same = _same_columns(owner)
    columns = ", ".join(f'"{name}"' for name in ("kind", "name", "audience", "facts", *same))
    done = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {Profile._meta.db_table} ({columns}) FROM STDIN") as copy,
    ):
        for frame in frames:
            copy.write(_lines(frame, tuple(same.values())))
            done += frame.height
            progress(done)


def _same_columns(owner: User) -> dict[str, str]:
    """By column what every row has there; what the database fills in by itself is left to it."""
    drawn = {"id", "kind", "name", "audience", "facts"}
    template: models.Model = Profile(owner=owner, created_at=timezone.now())
    found: dict[str, str] = {}
    for column in Profile._meta.concrete_fields:
        filled = column.attname in drawn or column.generated or column.has_db_default()
        if column.column and not filled:
            value: Any = getattr(template, column.attname)
            found[column.column] = "{}" if value == {} else _plain(value)
    return found


def _plain(value: Any) -> str:
    if value is None:
        return r"\N"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _lines(frame: pl.DataFrame, same: tuple[str, ...]) -> str:
    """Lines as COPY reads them; only a backslash would need escaping beside what JSON escapes."""
    audience = pl.concat_str(pl.lit("{"), "audience", pl.lit("}"))
    facts = pl.col("facts").str.replace_all("\\", "\\\\", literal=True)
    rest = [pl.lit(value) for value in same]
    line = pl.concat_str("kind", "name", audience, facts, *rest, separator="\t")
    return str(frame.select(line.str.join("\n")).item()) + "\n"


def _remove() -> int:
    owner = User.objects.filter(username=ACCOUNT).first()
    if owner is None:
        return 0
    profiles = Profile.objects.filter(owner=owner)
    try:
        with transaction.atomic():
            _remove_what_hangs_on(profiles)
            removed = profiles._raw_delete(profiles.db)
            owner.delete()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except (models.ProtectedError, models.RestrictedError) as error:
        raise PopulationError(f"Something was built on the population: {error}") from error
    return removed


def _remove_what_hangs_on(profiles: models.QuerySet[Profile]) -> None:
    """In bulk: the usual way would bring each row into memory first."""
    for relation in Profile._meta.related_objects:
        rows = relation.related_model._base_manager.filter(
            **{f"{relation.field.name}__in": profiles}
        )
        if relation.on_delete is models.CASCADE:
            rows._raw_delete(rows.db)
        elif rows.exists():
            raise PopulationError(
                "The population cannot be taken away: there are rows of "
                f"{relation.related_model.__name__} that rest on it. Remove those first."
            )
