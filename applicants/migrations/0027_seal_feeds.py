"""Seals the addresses of calendars, which stood there as they are, and marks each to be found by."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import migrations

MARK, PURPOSE = "sealed:", b"leqing.mark:"


def keys() -> MultiFernet:
    found = [settings.DATA_KEY, *settings.DATA_KEY_FALLBACKS]
    digests = [hashlib.sha256(key.encode()).digest() for key in found]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def rewrite(apps: Any, schema_editor: Any, change: Callable[[str], dict[str, Any]]) -> None:
    rows = apps.get_model("applicants", "CalendarFeed").objects.using(
        schema_editor.connection.alias
    )
    for row in rows.order_by("pk").iterator(chunk_size=500):
        rows.filter(pk=row.pk).update(**change(row.token))


def seal(apps: Any, schema_editor: Any) -> None:
    fernet, key = keys(), PURPOSE + settings.DATA_KEY.encode()

    def sealed(token: str) -> dict[str, Any]:
        mark = hmac.new(key, token.encode(), "sha256").hexdigest()
        return {"token": MARK + fernet.encrypt(token.encode()).decode(), "mark": mark}

    rewrite(apps, schema_editor, sealed)


def unseal(apps: Any, schema_editor: Any) -> None:
    fernet = keys()

    def opened(token: str) -> dict[str, Any]:
        return {"token": fernet.decrypt(token.removeprefix(MARK)).decode(), "mark": None}

    rewrite(apps, schema_editor, opened)


class Migration(migrations.Migration):
    dependencies = [("applicants", "0026_mark_feeds")]
    operations = [migrations.RunPython(seal, unseal)]
