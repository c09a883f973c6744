"""Days and moments lie between 1900 and 2100, also of what a script writes.

A year outside of that can be stored by PostgreSQL and not be read by Python: one such row would take
its whole list down with it. All columns of the app are bound here; a test looks for new ones. First
the constraints, which take a short lock, then the look at the rows there are, which takes none.
"""

from django.db import migrations

BOUND = """
    do $$ declare held record; begin
        for held in
            select table_name, column_name, data_type from information_schema.columns
            where table_schema = current_schema() and table_name ~ '^applicants_'
              and data_type in ('date', 'timestamp with time zone')
        loop
            execute format(
                'alter table %I add constraint %I check (%I >= %L and %I < %L) not valid',
                held.table_name, held.table_name || '_' || held.column_name || '_year',
                held.column_name, '1900-01-01', held.column_name, '2101-01-01'
            );
        end loop;
    end $$
"""
CHECKED = """
    do $$ declare held record; begin
        for held in
            select conrelid::regclass as place, conname from pg_constraint
            where not convalidated and conname ~ '^applicants_.*_year$'
        loop
            execute format('alter table %s validate constraint %I', held.place, held.conname);
        end loop;
    end $$
"""
FREED = """
    do $$ declare held record; begin
        for held in
            select conrelid::regclass as place, conname from pg_constraint
            where conname ~ '^applicants_.*_year$'
        loop
            execute format('alter table %s drop constraint %I', held.place, held.conname);
        end loop;
    end $$
"""


class Migration(migrations.Migration):
    atomic = False  # or the locks would be held while the rows are looked at

    dependencies = [("applicants", "0024_guard_admin_log")]

    operations = [
        migrations.RunSQL(BOUND, FREED),
        migrations.RunSQL(CHECKED, migrations.RunSQL.noop),
    ]
