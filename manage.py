#!/usr/bin/env python
"""Django's command line; a command that needs a database gets one where none is named."""

import os
import sys
import warnings

from django.core.exceptions import ImproperlyConfigured


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leqing.settings")
    from django.core.management import execute_from_command_line

    from leqing.embedded.commands import database_for
    from leqing.embedded.process import ServerError
    from leqing.environment import var_dir
    from leqing.translations import compile_catalogues

    arguments = sys.argv[1:]
    _say_which_machine(arguments)
    if arguments[:1] not in (["up"], ["runserver"]):
        os.environ.setdefault("DATABASE_STATEMENT_TIMEOUT", "0")  # an operator may wait
    if not os.environ.get("DATABASE_URL"):  # makemigrations needs none and would say so
        warnings.filterwarnings("ignore", "Got an error checking a consistent migration history")
    try:
        compile_catalogues()
        with database_for(arguments, var_dir()):
            execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, ServerError) as error:
        sys.exit(str(error))


def _say_which_machine(arguments: list[str]) -> None:
    """One's own machine, where nothing is named, or where the command is for it alone."""
    own = arguments[:1] in (["up"], ["runserver"]) or not os.environ.get("DATABASE_URL")
    if own and not os.environ.get("DJANGO_DEBUG"):
        os.environ["DJANGO_DEBUG"] = "local"
    if arguments[:1] == ["up"]:
        os.environ["LEQING_BRINGS_SERVERS"] = "1"


if __name__ == "__main__":
    main()
