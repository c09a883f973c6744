"""When a consent was taken back, seen by whoever reads everybody's facts as a change of them."""

from django.db import migrations, models

SEEN = """
DROP TRIGGER applicants_mark_changed ON applicants_profile;
CREATE TRIGGER applicants_mark_changed BEFORE INSERT OR UPDATE OF facts, changed_in, paused_at
    ON applicants_profile FOR EACH ROW EXECUTE FUNCTION applicants_mark_changed();
"""
UNSEEN = """
DROP TRIGGER applicants_mark_changed ON applicants_profile;
CREATE TRIGGER applicants_mark_changed BEFORE INSERT OR UPDATE OF facts, changed_in
    ON applicants_profile FOR EACH ROW EXECUTE FUNCTION applicants_mark_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("applicants", "0016_history_ends_with_its_fact")]
    operations = [
        migrations.AddField(
            model_name="profile",
            name="paused_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunSQL(SEEN, UNSEEN),
    ]
