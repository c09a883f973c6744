from django.db import migrations

CREATE = """
CREATE TABLE "cache" (
    "cache_key" varchar(255) NOT NULL PRIMARY KEY,
    "value" text NOT NULL,
    "expires" timestamp with time zone NOT NULL
);
CREATE INDEX "cache_expires" ON "cache" ("expires");
"""


class Migration(migrations.Migration):
    """The table of Django's DatabaseCache, as `createcachetable` makes it.

    A migration, because `createcachetable` takes no lock: of two releases at once one would fail.
    """

    dependencies = [("leqing", "0001_trigrams")]
    operations = [migrations.RunSQL(CREATE, 'DROP TABLE "cache"')]
