"""The history of a fact lasts as long as the fact: whoever makes it unknown again erases it.

The same trigger that writes the history deletes it, in the same transaction, whoever writes. What
was left of facts that had been deleted before goes now; what was handed in has its own copy.
"""

from django.db import migrations

FORGETTING = """
CREATE OR REPLACE FUNCTION applicants_keep_fact_history() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := CASE TG_OP WHEN 'INSERT' THEN '{}'::jsonb ELSE OLD.facts END;
BEGIN
    INSERT INTO applicants_factchange (profile_id, name, before, after, provenance, changed_at)
    SELECT NEW.id, key, before -> key, value, NEW.provenance -> key, clock_timestamp()
    FROM jsonb_each(NEW.facts)
    WHERE before -> key IS DISTINCT FROM value;
    IF EXISTS (SELECT FROM jsonb_object_keys(before) AS key WHERE NOT NEW.facts ? key) THEN
        DELETE FROM applicants_factchange
        WHERE profile_id = NEW.id AND NOT NEW.facts ? name;
    END IF;
    RETURN NULL;
END $$;
DELETE FROM applicants_factchange AS change USING applicants_profile AS profile
    WHERE profile.id = change.profile_id AND NOT profile.facts ? change.name;
"""
KEEPING = """
CREATE OR REPLACE FUNCTION applicants_keep_fact_history() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := CASE TG_OP WHEN 'INSERT' THEN '{}'::jsonb ELSE OLD.facts END;
BEGIN
    INSERT INTO applicants_factchange (profile_id, name, before, after, provenance, changed_at)
    SELECT NEW.id, key, before -> key, NEW.facts -> key, NEW.provenance -> key, clock_timestamp()
    FROM jsonb_object_keys(before || NEW.facts) AS key
    WHERE before -> key IS DISTINCT FROM NEW.facts -> key;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("applicants", "0015_notification_relevance")]
    operations = [migrations.RunSQL(FORGETTING, KEEPING)]
