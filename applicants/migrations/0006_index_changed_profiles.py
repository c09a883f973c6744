"""Finds the profiles that changed; built while others read and write."""

from django.db import migrations

INDEX = "CREATE INDEX CONCURRENTLY IF NOT EXISTS profile_changed_in ON applicants_profile (changed_in);"
NO_INDEX = "DROP INDEX CONCURRENTLY IF EXISTS profile_changed_in;"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("applicants", "0005_changed_profiles")]
    operations = [migrations.RunSQL(INDEX, NO_INDEX)]
