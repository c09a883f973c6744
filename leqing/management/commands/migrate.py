"""Django's ``migrate``, as the role that owns the tables."""

from typing import Any

from django.core.management.commands import migrate

from leqing.database_roles import as_owner


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> Any:
        with as_owner():
            return super().handle(*args, **options)
