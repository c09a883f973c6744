"""The database keeps the history of facts itself, and refuses to change what is a record."""

from django.db import migrations

HISTORY = """
CREATE FUNCTION applicants_keep_fact_history() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := CASE TG_OP WHEN 'INSERT' THEN '{}'::jsonb ELSE OLD.facts END;
BEGIN
    INSERT INTO applicants_factchange (profile_id, name, before, after, provenance, changed_at)
    SELECT NEW.id, key, before -> key, NEW.facts -> key, NEW.provenance -> key, clock_timestamp()
    FROM jsonb_object_keys(before || NEW.facts) AS key
    WHERE before -> key IS DISTINCT FROM NEW.facts -> key;
    RETURN NULL;
END $$;
CREATE TRIGGER applicants_keep_fact_history AFTER INSERT OR UPDATE OF facts ON applicants_profile
    FOR EACH ROW EXECUTE FUNCTION applicants_keep_fact_history();
"""
NO_HISTORY = """
DROP TRIGGER applicants_keep_fact_history ON applicants_profile;
DROP FUNCTION applicants_keep_fact_history();
"""
GUARD = """
CREATE FUNCTION applicants_guard_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is a record: it cannot be changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'record';
END $$;
CREATE TRIGGER applicants_guard_record BEFORE UPDATE OR DELETE ON applicants_frozentext
    FOR EACH ROW EXECUTE FUNCTION applicants_guard_record();
CREATE TRIGGER applicants_guard_record BEFORE UPDATE OR DELETE ON applicants_snapshot
    FOR EACH ROW EXECUTE FUNCTION applicants_guard_record();
CREATE TRIGGER applicants_guard_record BEFORE UPDATE OR DELETE ON applicants_step
    FOR EACH ROW EXECUTE FUNCTION applicants_guard_record();
CREATE TRIGGER applicants_guard_record BEFORE UPDATE OR DELETE ON applicants_review
    FOR EACH ROW EXECUTE FUNCTION applicants_guard_record();
CREATE TRIGGER applicants_guard_record BEFORE UPDATE OR DELETE ON applicants_determination
    FOR EACH ROW EXECUTE FUNCTION applicants_guard_record();
CREATE TRIGGER applicants_guard_record BEFORE UPDATE ON applicants_factchange
    FOR EACH ROW EXECUTE FUNCTION applicants_guard_record();
"""
NO_GUARD = """
DROP TRIGGER applicants_guard_record ON applicants_frozentext;
DROP TRIGGER applicants_guard_record ON applicants_snapshot;
DROP TRIGGER applicants_guard_record ON applicants_step;
DROP TRIGGER applicants_guard_record ON applicants_review;
DROP TRIGGER applicants_guard_record ON applicants_determination;
DROP TRIGGER applicants_guard_record ON applicants_factchange;
DROP FUNCTION applicants_guard_record();
"""


class Migration(migrations.Migration):
    dependencies = [("applicants", "0001_applications")]
    operations = [
        migrations.RunSQL(HISTORY, NO_HISTORY),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
