"""The database itself refuses to change or delete a published edition."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION policies_guard_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'edition % is published: it cannot be deleted', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'edition_published';
    END IF;
    -- All columns, those still to be added as well, but the last day.
    IF to_jsonb(OLD) - 'in_force_to' IS DISTINCT FROM to_jsonb(NEW) - 'in_force_to' THEN
        RAISE EXCEPTION 'edition % is published: it cannot be changed', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'edition_published';
    END IF;
    IF OLD.in_force_to IS DISTINCT FROM NEW.in_force_to AND OLD.in_force_to IS NOT NULL THEN
        RAISE EXCEPTION 'edition % is published and has its last day: it cannot be moved', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'edition_published';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER policies_guard_edition BEFORE UPDATE OR DELETE ON policies_edition
    FOR EACH ROW EXECUTE FUNCTION policies_guard_edition();
"""
BACKWARDS = """
DROP TRIGGER policies_guard_edition ON policies_edition;
DROP FUNCTION policies_guard_edition();
"""


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_catalogue")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
