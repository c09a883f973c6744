"""How to sign in to the demonstration: one password, kept in a file that only its owner can read.

Light on purpose: ``up`` asks here at each start, and makes the demonstration only where it is not.
"""

import secrets
from collections.abc import Iterable
from pathlib import Path

import psycopg
from django.conf import settings

from leqing.embedded.process import private_folder, write_private

PASSWORD = "password: "
SIGN_IN, STAFF, MAILBOX = "account/sign-in/", "admin/", "mailbox/"
_SYLLABLES = [first + second for first in "bdfghjklmnprstvwz" for second in "aeiou"]
_THERE = """
select count(*) > 0 and count(*) = count(app.id) from auth_user as member
left join mfa_authenticator as app on app.user_id = member.id and app.type = 'totp'
where member.is_staff and member.email like '%@demo.invalid'
"""


def accounts_file() -> Path:
    """Where password and accounts are listed."""
    return Path(settings.VAR_DIR) / "demo-accounts.txt"


def kept_accounts() -> list[str]:
    """The lines of the file; none where it is not there or has no password."""
    try:
        lines = accounts_file().read_text("utf-8").splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        return []
    return lines if _password_in(lines) else []


def kept_password() -> str:
    """The password that was made at the first run; empty where there is none."""
    return _password_in(kept_accounts())


def keep_accounts(password: str, accounts: Iterable[tuple[str, str]]) -> None:
    """Write the file: the password, then each account with what it is."""
    lines = [PASSWORD + password, *(f"{email:<43} {what}".rstrip() for email, what in accounts)]
    private_folder(accounts_file().parent)
    write_private(accounts_file(), "\n".join(lines) + "\n")


def new_password() -> str:
    """Four words that can be spoken and typed, such as ``badi-komu-fesa-runo``: 51 bits."""
    words = (secrets.choice(_SYLLABLES) + secrets.choice(_SYLLABLES) for _each in range(4))
    return "-".join(words)


def is_there(database_url: str) -> bool:
    """Whether the database has the demonstration, its staff an app each, and we the password."""
    if not kept_accounts():
        return False
    with psycopg.connect(database_url, connect_timeout=5) as connection:
        row = connection.execute(_THERE).fetchone()
    return bool(row and row[0])


def founders_sign_in(address: str) -> str:
    """In a line, where founders sign in.

    Args:
        address: of the first page, with the stroke at its end.
    """
    return (
        f"founders sign in at {address}{SIGN_IN} with any e-mail address; "
        f"the code comes to {address}{MAILBOX}"
    )


def staff_sign_in(address: str) -> list[str]:
    """Where staff of the demonstration sign in, and as whom; nothing where it was not made."""
    accounts = kept_accounts()
    if not accounts:
        return []
    first = (
        f"staff sign in at {address}{STAFF} with an account and the password below, "
        f"and with its one-time code, which {address}{MAILBOX} shows"
    )
    return [first, *(f"    {line}" for line in accounts)]


def _password_in(lines: Iterable[str]) -> str:
    found = (line.removeprefix(PASSWORD).strip() for line in lines if line.startswith(PASSWORD))
    return next(found, "")
