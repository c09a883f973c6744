from django.db import migrations, models


class Migration(migrations.Migration):
    """A sealed token is another one each time; what is unique is the mark."""

    dependencies = [("applicants", "0027_seal_feeds")]
    operations = [
        migrations.AlterField(
            "calendarfeed", "mark", models.CharField(max_length=64, unique=True)
        ),
        migrations.AlterField("calendarfeed", "token", models.TextField()),
    ]
