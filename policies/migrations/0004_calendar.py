import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0003_stamp_changes'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarYear',
            fields=[
                ('year', models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name='year')),
                ('announced', models.BooleanField(default=False, help_text='Tick it when the notice with the swapped days is out and all its days stand below. Until then dates counted through this year are shown as provisional.', verbose_name='announced')),
                ('source_zh', models.CharField(max_length=2000, verbose_name='Chinese source')),
                ('source_en', models.CharField(max_length=2000, verbose_name='English source')),
                ('url', models.CharField(blank=True, max_length=500, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])], verbose_name='web address')),
            ],
            options={
                'verbose_name': 'calendar year',
                'verbose_name_plural': 'calendar years',
                'ordering': ['-year'],
                'constraints': [models.CheckConstraint(condition=models.Q(('year__range', (1900, 2100))), name='calendar_year', violation_error_message='The year must lie between 1900 and 2100.')],
            },
        ),
        migrations.CreateModel(
            name='SpecialDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(unique=True, verbose_name='day')),
                ('working', models.BooleanField(default=False, verbose_name='worked')),
                ('name_zh', models.CharField(max_length=200, verbose_name='Chinese name')),
                ('name_en', models.CharField(max_length=200, verbose_name='English name')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='policies.calendaryear', verbose_name='year')),
            ],
            options={
                'verbose_name': 'special day',
                'verbose_name_plural': 'special days',
                'ordering': ['on'],
                'constraints': [models.CheckConstraint(condition=models.Q(('on__year', models.F('year'))), name='special_day_year', violation_error_message='This day lies in another year.')],
            },
        ),
    ]
