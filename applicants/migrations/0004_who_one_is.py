"""Whom one looks for becomes who one is: about to start, running a firm, an expert, a student."""

from collections.abc import Callable
from typing import Any

from django.db import migrations

BATCH = 500


def forwards(apps: Any, schema_editor: Any) -> None:
    """An enterprise is run; a person or a team without one is about to start."""

    def new(old: set[str]) -> set[str]:
        who = {"expert"} & old
        if "enterprise" in old:
            who |= {"running"}
        elif {"person", "team"} & old:
            who |= {"starting"}
        return who

    _rewrite(apps, {"person", "team", "enterprise", "expert"}, new)


def backwards(apps: Any, schema_editor: Any) -> None:
    """The nearest of the former words."""
    words = {"starting": "person", "student": "person", "running": "enterprise", "expert": "expert"}
    _rewrite(apps, set(words), lambda old: {words[each] for each in old if each in words})


def _rewrite(apps: Any, known: set[str], new: Callable[[set[str]], set[str]]) -> None:
    profiles = apps.get_model("applicants", "Profile").objects
    changed = []
    for profile in profiles.exclude(audience=[]).only("pk", "audience").iterator(BATCH):
        if set(profile.audience) <= known:
            profile.audience = sorted(new(set(profile.audience)))
            changed.append(profile)
    profiles.bulk_update(changed, ["audience"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("applicants", "0003_calendar_feed")]

    operations = [migrations.RunPython(forwards, backwards)]
