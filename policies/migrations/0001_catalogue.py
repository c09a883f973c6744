import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        # equality of numbers beside overlap of days, in one exclusion constraint
        django.contrib.postgres.operations.BtreeGistExtension(),
        migrations.CreateModel(
            name='Department',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('definition', models.TextField(verbose_name='definition')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='key')),
                ('name_zh', models.CharField(max_length=2000, verbose_name='Chinese name')),
                ('name_en', models.CharField(max_length=2000, verbose_name='English name')),
                ('short_zh', models.CharField(blank=True, max_length=2000, verbose_name='Chinese short name')),
                ('short_en', models.CharField(blank=True, max_length=2000, verbose_name='English short name')),
                ('phone', models.CharField(blank=True, max_length=80, verbose_name='telephone')),
                ('url', models.CharField(blank=True, max_length=500, verbose_name='web address')),
                ('note_zh', models.TextField(blank=True, verbose_name='Chinese note')),
                ('note_en', models.TextField(blank=True, verbose_name='English note')),
            ],
            options={
                'verbose_name': 'department',
                'verbose_name_plural': 'departments',
                'ordering': ['position', 'slug'],
            },
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('definition', models.TextField(verbose_name='definition')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('type', models.CharField(max_length=20, verbose_name='type')),
                ('topic', models.CharField(blank=True, max_length=80, verbose_name='topic')),
                ('label_zh', models.CharField(blank=True, max_length=2000, verbose_name='Chinese label')),
                ('label_en', models.CharField(blank=True, max_length=2000, verbose_name='English label')),
                ('derived', models.BooleanField(default=False, verbose_name='derived')),
                ('sensitive', models.BooleanField(default=False, verbose_name='sensitive')),
                ('changeable', models.BooleanField(default=False, verbose_name='changeable')),
            ],
            options={
                'verbose_name': 'fact',
                'verbose_name_plural': 'facts',
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='SharedTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('definition', models.TextField(verbose_name='definition')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('label_zh', models.CharField(blank=True, max_length=2000, verbose_name='Chinese label')),
                ('label_en', models.CharField(blank=True, max_length=2000, verbose_name='English label')),
            ],
            options={
                'verbose_name': 'shared table',
                'verbose_name_plural': 'shared tables',
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='CatalogueStamp',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('version', models.UUIDField(default=uuid.uuid4)),
                ('changed_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='catalogue_stamp_single')],
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='key')),
                ('title_zh', models.CharField(max_length=2000, verbose_name='Chinese title')),
                ('title_en', models.CharField(max_length=2000, verbose_name='English title')),
                ('category', models.CharField(choices=[('space', 'Space'), ('land', 'Land'), ('talent', 'Talent'), ('subsidy', 'Subsidy'), ('recognition', 'Recognition'), ('research', 'Research'), ('finance', 'Finance'), ('housing', 'Housing'), ('event', 'Event')], max_length=20, verbose_name='category')),
                ('audience', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('person', 'Person'), ('team', 'Team'), ('enterprise', 'Enterprise'), ('expert', 'Expert')], max_length=20), size=None, verbose_name='audience')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programmes', to='policies.department', verbose_name='department')),
            ],
            options={
                'verbose_name': 'programme',
                'verbose_name_plural': 'programmes',
                'ordering': ['slug'],
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('definition', models.TextField(verbose_name='definition')),
                ('key', models.CharField(max_length=80, unique=True, verbose_name='key')),
                ('title_zh', models.CharField(max_length=2000, verbose_name='Chinese title')),
                ('title_en', models.CharField(max_length=2000, verbose_name='English title')),
                ('number', models.CharField(blank=True, max_length=200, verbose_name='number')),
                ('url', models.CharField(blank=True, max_length=500, verbose_name='web address')),
                ('published_on', models.DateField(blank=True, null=True, verbose_name='published on')),
                ('grade', models.CharField(blank=True, choices=[('A', 'A: original text'), ('B', 'B: official report'), ('C', 'C: other report')], max_length=1, verbose_name='grade')),
            ],
            options={
                'verbose_name': 'source',
                'verbose_name_plural': 'sources',
                'ordering': ['position', 'key'],
                'constraints': [models.CheckConstraint(condition=models.Q(('published_on', None), ('published_on__range', ('1900-01-01', '2100-12-31')), _connector='OR'), name='source_year', violation_error_message='The year must lie between 1900 and 2100.')],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='edition')),
                ('in_force_from', models.DateField(verbose_name='in force from')),
                ('in_force_to', models.DateField(blank=True, null=True, verbose_name='in force to')),
                ('document', models.TextField(verbose_name='document')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='policies.programme', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'edition',
                'verbose_name_plural': 'editions',
                'ordering': ['programme__slug', 'position', 'in_force_from'],
                'constraints': [models.UniqueConstraint(fields=('programme', 'name'), name='edition_name', violation_error_message='This programme already has an edition of that name.'), models.CheckConstraint(condition=models.Q(('in_force_to', None), ('in_force_to__gte', models.F('in_force_from')), _connector='OR'), name='edition_days', violation_error_message='The last day in force is before the first.'), models.CheckConstraint(condition=models.Q(('in_force_from__range', ('1900-01-01', '2100-12-31')), models.Q(('in_force_to', None), ('in_force_to__range', ('1900-01-01', '2100-12-31')), _connector='OR')), name='edition_year', violation_error_message='The year must lie between 1900 and 2100.'), models.CheckConstraint(condition=models.Q(('sha256', models.Func('document', output_field=models.CharField(), template="encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"))), name='edition_digest', violation_error_message='The digest is not that of the document.'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('published_at__isnull', False)), expressions=[('programme', '='), (models.Func('in_force_from', 'in_force_to', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='edition_overlap', violation_error_message='Another published edition is in force on one day.')],
            },
        ),
    ]
