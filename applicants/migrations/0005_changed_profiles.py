"""Each profile keeps the number of the transaction that last wrote its facts.

``changed_in`` is a column of the database alone: no writer has to name it, and none can get it
wrong. A constant default adds it without rewriting the table; only then does the default become
the number of the transaction. Deleted profiles leave their id.
"""

from django.db import migrations

COLUMN = """
ALTER TABLE applicants_profile ADD COLUMN changed_in bigint NOT NULL DEFAULT 0;
ALTER TABLE applicants_profile
    ALTER COLUMN changed_in SET DEFAULT (pg_current_xact_id()::text::bigint);
"""
NO_COLUMN = "ALTER TABLE applicants_profile DROP COLUMN changed_in;"
MARK = """
CREATE FUNCTION applicants_mark_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_in := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
CREATE TRIGGER applicants_mark_changed BEFORE INSERT OR UPDATE OF facts, changed_in
    ON applicants_profile FOR EACH ROW EXECUTE FUNCTION applicants_mark_changed();
"""
NO_MARK = """
DROP TRIGGER applicants_mark_changed ON applicants_profile;
DROP FUNCTION applicants_mark_changed();
"""
REMOVED = """
CREATE TABLE applicants_removedprofile (
    profile_id bigint NOT NULL,
    removed_in bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint)
);
CREATE INDEX removed_profile_when ON applicants_removedprofile (removed_in);
CREATE FUNCTION applicants_note_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO applicants_removedprofile (profile_id) SELECT id FROM gone;
    RETURN NULL;
END $$;
CREATE TRIGGER applicants_note_removed AFTER DELETE ON applicants_profile
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION applicants_note_removed();
"""
NO_REMOVED = """
DROP TRIGGER applicants_note_removed ON applicants_profile;
DROP FUNCTION applicants_note_removed();
DROP TABLE applicants_removedprofile;
"""

class Migration(migrations.Migration):
    dependencies = [("applicants", "0004_who_one_is")]
    operations = [
        migrations.RunSQL(COLUMN, NO_COLUMN),
        migrations.RunSQL(MARK, NO_MARK),
        migrations.RunSQL(REMOVED, NO_REMOVED),
    ]
