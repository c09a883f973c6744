"""Whoever reviewed a file in any round cannot decide it: the database sees to it as well.

The constraint of the table compares the author with one reviewer, whom the row itself names.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION applicants_guard_decider() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM applicants_review
        WHERE application_id = NEW.application_id AND reviewer_id = NEW.author_id
    ) THEN
        RAISE EXCEPTION 'whoever reviewed application % cannot decide it', NEW.application_id
            USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'determination_by_no_reviewer';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER applicants_guard_decider BEFORE INSERT ON applicants_determination
    FOR EACH ROW EXECUTE FUNCTION applicants_guard_decider();
"""
NO_GUARD = """
DROP TRIGGER applicants_guard_decider ON applicants_determination;
DROP FUNCTION applicants_guard_decider();
"""


class Migration(migrations.Migration):
    dependencies = [("applicants", "0008_guard_fit_changes")]
    operations = [migrations.RunSQL(GUARD, NO_GUARD)]
