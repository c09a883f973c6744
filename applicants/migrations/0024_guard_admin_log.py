"""What the administration wrote down cannot be changed or deleted."""

from django.db import migrations

GUARD = """
CREATE TRIGGER applicants_guard_record BEFORE UPDATE OR DELETE ON django_admin_log
    FOR EACH ROW EXECUTE FUNCTION applicants_guard_record();
"""
NO_GUARD = "DROP TRIGGER applicants_guard_record ON django_admin_log;"


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0023_permit_sensitive_questions"),
        ("admin", "0003_logentry_add_action_flag_choices"),
    ]
    operations = [migrations.RunSQL(GUARD, NO_GUARD)]
