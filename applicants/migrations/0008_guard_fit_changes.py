"""What a matching run changed is a record: the database lets nobody change or delete it."""

from django.db import migrations

GUARD = """
CREATE TRIGGER applicants_guard_record BEFORE UPDATE OR DELETE ON applicants_fitchange
    FOR EACH ROW EXECUTE FUNCTION applicants_guard_record();
"""
NO_GUARD = "DROP TRIGGER applicants_guard_record ON applicants_fitchange;"


class Migration(migrations.Migration):
    dependencies = [("applicants", "0007_matches")]
    operations = [migrations.RunSQL(GUARD, NO_GUARD)]
