"""Steps of editions are a record, and the text of a proposed edition is frozen."""

from django.db import migrations

RECORD = """
CREATE TRIGGER policies_guard_record BEFORE UPDATE OR DELETE ON policies_editionstep
    FOR EACH ROW EXECUTE FUNCTION policies_guard_record();
"""
NO_RECORD = "DROP TRIGGER policies_guard_record ON policies_editionstep;"
FROZEN = """
CREATE FUNCTION policies_guard_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'edition % is proposed: it is published as it stands, or returned', OLD.id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'edition_proposed';
END $$;
CREATE TRIGGER policies_guard_proposal BEFORE UPDATE ON policies_edition FOR EACH ROW
    WHEN (OLD.published_at IS NULL AND OLD.proposed_at IS NOT NULL AND (
        to_jsonb(OLD) - 'published_at' - 'approved_by_id'
        IS DISTINCT FROM to_jsonb(NEW) - 'published_at' - 'approved_by_id'
    ))
    EXECUTE FUNCTION policies_guard_proposal();
"""
NOT_FROZEN = """
DROP TRIGGER policies_guard_proposal ON policies_edition;
DROP FUNCTION policies_guard_proposal();
"""


class Migration(migrations.Migration):
    dependencies = [("policies", "0009_proposals")]
    operations = [
        migrations.RunSQL(RECORD, NO_RECORD),
        migrations.RunSQL(FROZEN, NOT_FROZEN),
    ]
