"""Every change of the catalogue gives it another version, whoever makes the change."""

from django.db import migrations

TABLES = ("department", "fact", "source", "sharedtable", "programme", "edition")
FORWARDS = """
CREATE FUNCTION policies_stamp_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Not a counter: after a rollback it would give the same number to another state.
    INSERT INTO policies_cataloguestamp (id, version, changed_at)
    VALUES (1, gen_random_uuid(), now())
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, changed_at = excluded.changed_at;
    RETURN NULL;
END $$;
""" + "".join(
    f"""
CREATE TRIGGER policies_stamp_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
    ON policies_{table} FOR EACH STATEMENT EXECUTE FUNCTION policies_stamp_change();
"""
    for table in TABLES
)
BACKWARDS = (
    "".join(f"DROP TRIGGER policies_stamp_change ON policies_{table};\n" for table in TABLES)
    + "DROP FUNCTION policies_stamp_change();"
)


class Migration(migrations.Migration):
    dependencies = [("policies", "0002_guard_editions")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
