"""Told at ``migrate``: a database in which Chinese cannot be searched."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DEFAULT_DB_ALIAS, connections


@register(Tags.database)
def check_ctype(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    if not databases or DEFAULT_DB_ALIAS not in databases:
        return []
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("select datctype from pg_database where datname = current_database()")
        row = cursor.fetchone()
    if row is None or "utf" in row[0].lower():
        return []
    return [
        Warning(
            f"The database's LC_CTYPE is {row[0]}: trigram search will not find Chinese words.",
            hint="Create it with LC_CTYPE C.UTF-8 or another UTF-8 locale.",
            id="leqing.W001",
        )
    ]
