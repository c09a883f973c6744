"""The database numbers and chains the audit log itself, and lets nothing of it go too early."""

from django.db import migrations

# The clock of the database, and no place in the chain that somebody chose.
STAMP = """
CREATE FUNCTION applicants_stamp_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.at := clock_timestamp();
    NEW.number := NULL;
    NEW.previous := '';
    NEW.hash := '';
    RETURN NEW;
END $$;
CREATE TRIGGER applicants_stamp_event BEFORE INSERT ON applicants_auditevent
    FOR EACH ROW EXECUTE FUNCTION applicants_stamp_event();
"""
NO_STAMP = """
DROP TRIGGER applicants_stamp_event ON applicants_auditevent;
DROP FUNCTION applicants_stamp_event();
"""
# As a transaction commits, after all else that it does: so the lock, which orders the entries, is
# held for the commit alone, and who writes an entry early keeps nobody waiting.
SEAL = """
CREATE FUNCTION applicants_seal_event() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    last record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('applicants_auditevent'));
    SELECT number, hash INTO last FROM applicants_auditevent
        WHERE number IS NOT NULL ORDER BY number DESC LIMIT 1;
    UPDATE applicants_auditevent
        SET number = coalesce(last.number, 0) + 1, previous = coalesce(last.hash, '')
        WHERE id = NEW.id;
    UPDATE applicants_auditevent
        SET hash = encode(sha256(convert_to(previous || E'\\n' ||
            jsonb_build_array(number, floor(extract(epoch FROM at) * 1000000)::bigint, action,
                actor_id, actor_name, subject_type, subject_id, subject_label, address,
                request_number, details)::text, 'UTF8')), 'hex')
        WHERE id = NEW.id;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER applicants_seal_event AFTER INSERT ON applicants_auditevent
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION applicants_seal_event();
"""
NO_SEAL = """
DROP TRIGGER applicants_seal_event ON applicants_auditevent;
DROP FUNCTION applicants_seal_event();
"""
# 183 days: the least time that the law wants logs of a network kept.
GUARD = """
CREATE FUNCTION applicants_guard_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.hash = ''
        AND to_jsonb(OLD) - 'number' - 'previous' - 'hash'
            = to_jsonb(NEW) - 'number' - 'previous' - 'hash' THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' AND OLD.at < clock_timestamp() - interval '183 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the audit log is a record: entry % cannot be changed or deleted', OLD.id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'record';
END $$;
CREATE TRIGGER applicants_guard_event BEFORE UPDATE OR DELETE ON applicants_auditevent
    FOR EACH ROW EXECUTE FUNCTION applicants_guard_event();
"""
NO_GUARD = """
DROP TRIGGER applicants_guard_event ON applicants_auditevent;
DROP FUNCTION applicants_guard_event();
"""
# From the beginning, without a gap, and never the last one: the chain goes on from it.
PRUNE = """
CREATE FUNCTION applicants_prune_audit(
    days integer, OUT removed bigint, OUT up_to bigint, OUT last_hash text
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kept bigint;
BEGIN
    IF days < 183 THEN
        RAISE EXCEPTION 'the audit log is kept for 183 days at least, not %', days
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'record';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('applicants_auditevent'));
    SELECT max(number) INTO kept FROM applicants_auditevent;
    SELECT least(kept, min(number)) INTO kept FROM applicants_auditevent
        WHERE at >= clock_timestamp() - make_interval(days => days);
    SELECT number, hash INTO up_to, last_hash FROM applicants_auditevent
        WHERE number < kept ORDER BY number DESC LIMIT 1;
    DELETE FROM applicants_auditevent WHERE number < kept;
    GET DIAGNOSTICS removed = ROW_COUNT;
END $$;
"""
NO_PRUNE = "DROP FUNCTION applicants_prune_audit(integer);"


class Migration(migrations.Migration):
    dependencies = [("applicants", "0011_audit")]
    operations = [
        migrations.RunSQL(STAMP, NO_STAMP),
        migrations.RunSQL(SEAL, NO_SEAL),
        migrations.RunSQL(GUARD, NO_GUARD),
        migrations.RunSQL(PRUNE, NO_PRUNE),
    ]
