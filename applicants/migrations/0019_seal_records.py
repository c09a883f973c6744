"""Seals who the applicant was in the records that there are, each under a key of its own.

The guard against changing a record is lifted for this one transaction. The text but for the
applicant stays as it is, to the byte; the digest is worked out anew.
"""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from cryptography.fernet import Fernet
from django.db import migrations

Plain = dict[str, Any]
BEGINNING = '{"applicant":'
OFF = "ALTER TABLE applicants_snapshot DISABLE TRIGGER applicants_guard_record;"
ON = "ALTER TABLE applicants_snapshot ENABLE TRIGGER applicants_guard_record;"


def seal(apps: Any, schema_editor: Any) -> None:
    _rewrite(apps, _sealed)


def unseal(apps: Any, schema_editor: Any) -> None:
    _rewrite(apps, _unsealed)
    apps.get_model("applicants", "Seal").objects.all().delete()


def _rewrite(apps: Any, change: Callable[[Any, Plain, int], Plain]) -> None:
    application = apps.get_model("applicants", "Application")
    determination = apps.get_model("applicants", "Determination")
    snapshots = apps.get_model("applicants", "Snapshot")
    owners = dict(application.objects.exclude(snapshot=None).values_list("snapshot", "pk"))
    owners |= dict(determination.objects.values_list("snapshot", "application"))
    for row in snapshots.objects.order_by("pk").iterator(chunk_size=200):
        if row.pk not in owners or not row.facts.startswith(BEGINNING):
            continue
        applicant, end = json.JSONDecoder().raw_decode(row.facts, len(BEGINNING))
        changed = change(apps, applicant, owners[row.pk])
        row.facts = BEGINNING + _canonical(changed) + row.facts[end:]
        row.facts_sha256 = sha256(row.facts.encode()).hexdigest()
        row.save(update_fields=["facts", "facts_sha256"])


def _sealed(apps: Any, applicant: Plain, owner: int) -> Plain:
    if "sealed" in applicant:
        return applicant
    seals = apps.get_model("applicants", "Seal").objects
    row, _made = seals.get_or_create(
        application_id=owner, defaults={"key": Fernet.generate_key().decode()}
    )
    private = {"name": applicant["name"], "credit_code": applicant["credit_code"]}
    text = _canonical({**private, "facts": {}, "provenance": {}})
    token = Fernet(row.key).encrypt(text.encode()).decode()
    return {"kind": applicant["kind"], "sealed": {"seal": str(row.pk), "text": token}}


def _unsealed(apps: Any, applicant: Plain, owner: int) -> Plain:
    """Name and code in clear; other facts that were sealed are left out, as the name is where the
    key was thrown away."""
    row = apps.get_model("applicants", "Seal").objects.filter(application_id=owner).first()
    private = {"name": "", "credit_code": ""}
    if row is not None:
        private = json.loads(Fernet(row.key).decrypt(applicant["sealed"]["text"].encode()))
    known = {name: private[name] for name in ("name", "credit_code")}
    return {"kind": applicant["kind"], **known}


def _canonical(plain: Plain) -> str:
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


class Migration(migrations.Migration):
    dependencies = [("applicants", "0018_seals")]
    operations = [
        migrations.RunSQL(OFF, ON),
        migrations.RunPython(seal, unseal),
        migrations.RunSQL(ON, OFF),
    ]
