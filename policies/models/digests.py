"""The digest of a text as the database itself works it out, for constraints."""

from django.db import models


def sha256_of(column: str) -> models.Func:
    """SHA-256 of a text column in UTF-8, in hexadecimal digits."""
    return models.Func(
        column,
        template="encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')",
        output_field=models.CharField(),
    )
