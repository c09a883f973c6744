from django.db import migrations, models


class Migration(migrations.Migration):
    """A place for the mark, and room for a sealed token; both empty until the next one."""

    dependencies = [("applicants", "0025_bound_years")]
    operations = [
        migrations.AddField("calendarfeed", "mark", models.CharField(max_length=64, null=True)),
        migrations.AlterField("calendarfeed", "token", models.TextField(unique=True)),
    ]
