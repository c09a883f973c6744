from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Search by parts of words; health.py asks whether it sees Chinese letters."""

    initial = True
    dependencies = []
    operations = [TrigramExtension()]
