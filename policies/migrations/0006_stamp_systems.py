"""A changed system is a changed catalogue."""

from django.db import migrations

FORWARDS = """
CREATE TRIGGER policies_stamp_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
    ON policies_system FOR EACH STATEMENT EXECUTE FUNCTION policies_stamp_change();
"""
BACKWARDS = "DROP TRIGGER policies_stamp_change ON policies_system;"


class Migration(migrations.Migration):
    dependencies = [("policies", "0005_system")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
