import base64
import hashlib
from collections.abc import Callable
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import migrations

MARK = "sealed:"


def keys() -> MultiFernet:
    found = [settings.DATA_KEY, *settings.DATA_KEY_FALLBACKS]
    digests = [hashlib.sha256(key.encode()).digest() for key in found]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def rewrite(apps: Any, schema_editor: Any, change: Callable[[str], str]) -> None:
    Authenticator = apps.get_model("mfa", "Authenticator")
    rows = Authenticator.objects.using(schema_editor.connection.alias)
    for row in rows.order_by("pk").iterator(chunk_size=500):
        data = dict(row.data)
        for name in ("secret", "seed"):
            if data.get(name):
                data[name] = change(data[name])
        if data.get("migrated_codes"):
            data["migrated_codes"] = [change(code) for code in data["migrated_codes"]]
        rows.filter(pk=row.pk).update(data=data)


def seal(apps: Any, schema_editor: Any) -> None:
    fernet = keys()

    def sealed(text: str) -> str:
        return text if text.startswith(MARK) else MARK + fernet.encrypt(text.encode()).decode()

    rewrite(apps, schema_editor, sealed)


def unseal(apps: Any, schema_editor: Any) -> None:
    fernet = keys()

    def opened(text: str) -> str:
        if not text.startswith(MARK):
            return text
        return fernet.decrypt(text.removeprefix(MARK)).decode()

    rewrite(apps, schema_editor, opened)


class Migration(migrations.Migration):
    """Secrets of authenticator apps and recovery codes, which stood there as they are."""

    dependencies = [("leqing", "0002_cache"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunPython(seal, unseal)]
