"""The versions of a draft are a record: the database refuses to change or delete one."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION policies_guard_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is a record: it cannot be changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'record';
END $$;
CREATE TRIGGER policies_guard_record BEFORE UPDATE OR DELETE ON policies_draftversion
    FOR EACH ROW EXECUTE FUNCTION policies_guard_record();
"""
BACKWARDS = """
DROP TRIGGER policies_guard_record ON policies_draftversion;
DROP FUNCTION policies_guard_record();
"""


class Migration(migrations.Migration):
    dependencies = [("policies", "0007_drafts")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
