from django.db import migrations

CREATE = """
CREATE UNLOGGED TABLE "budget" (
    "visitor" bytea NOT NULL PRIMARY KEY,
    "units" double precision NOT NULL,
    "counted_at" timestamp with time zone NOT NULL
) WITH (fillfactor = 50);
"""


class Migration(migrations.Migration):
    """How much each visitor may still ask for.

    Unlogged: what a crash forgets is a full budget for everybody, and no request waits for a disk.
    """

    dependencies = [("leqing", "0003_seal_authenticators")]
    operations = [migrations.RunSQL(CREATE, 'DROP TABLE "budget"')]
