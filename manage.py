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


if __name__ == "__main__":
    main()
