"""The last day of a published edition may move, but no day that has gone by changes.

An edition that never held may be annulled. Requests to change an edition are kept as they were
asked, and once decided as they are.
"""

from django.db import migrations

# "today" is the day in Yueqing: the day before it may become the last day, which ends the edition
# now; and an edition that ended on it may go on without a gap.
GUARD = """
CREATE OR REPLACE FUNCTION policies_guard_edition() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    today date := (now() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
    IF OLD.published_at IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'edition % is published: it cannot be deleted', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'edition_published';
    END IF;
    -- All columns, those still to be added as well, but the last day and the annulment.
    IF to_jsonb(OLD) - 'in_force_to' - 'annulled_at'
        IS DISTINCT FROM to_jsonb(NEW) - 'in_force_to' - 'annulled_at' THEN
        RAISE EXCEPTION 'edition % is published: it cannot be changed', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'edition_published';
    END IF;
    -- An open edition may be given a last day that has gone by: files state when a text was
    -- superseded, and often only afterwards.
    IF OLD.in_force_to IS DISTINCT FROM NEW.in_force_to AND OLD.in_force_to IS NOT NULL
        AND least(OLD.in_force_to, NEW.in_force_to) < today - 1 THEN
        RAISE EXCEPTION 'edition % is published: its days that have gone by stay', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'edition_published';
    END IF;
    IF OLD.annulled_at IS DISTINCT FROM NEW.annulled_at
        AND (OLD.annulled_at IS NOT NULL OR OLD.in_force_from < today) THEN
        RAISE EXCEPTION 'edition % has been in force or is annulled: that stays', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'edition_published';
    END IF;
    RETURN NEW;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION policies_guard_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'edition % is published: it cannot be deleted', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'edition_published';
    END IF;
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
"""
CHANGES = """
CREATE FUNCTION policies_guard_edition_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'asked'
        OR to_jsonb(OLD) - 'state' - 'decided_by_id' - 'decided_at'
            IS DISTINCT FROM to_jsonb(NEW) - 'state' - 'decided_by_id' - 'decided_at' THEN
        RAISE EXCEPTION '% is a record: it cannot be changed or deleted', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'record';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER policies_guard_record BEFORE UPDATE OR DELETE ON policies_editionchange
    FOR EACH ROW EXECUTE FUNCTION policies_guard_edition_change();
"""
NO_CHANGES = """
DROP TRIGGER policies_guard_record ON policies_editionchange;
DROP FUNCTION policies_guard_edition_change();
"""


class Migration(migrations.Migration):
    dependencies = [("policies", "0012_edition_changes")]
    operations = [
        migrations.RunSQL(GUARD, BEFORE),
        migrations.RunSQL(CHANGES, NO_CHANGES),
    ]
