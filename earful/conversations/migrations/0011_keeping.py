import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0010_turn_readers'),
        ('staff', '0002_api_token'),
    ]

    operations = [
        migrations.AddField(
            model_name='turn',
            name='emptied_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name='Keeping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('payloads', 'What networks delivered, as it came'), ('pictures', 'Pictures sent with answers'), ('spam', 'Words of spam'), ('texts', 'Words of conversations'), ('archive', 'Moved into archive files')], max_length=10)),
                ('months', models.PositiveSmallIntegerField(null=True)),
                ('reached_at', models.DateTimeField(null=True)),
                ('reached_id', models.BigIntegerField(default=0)),
                ('cleared', models.BigIntegerField(default=0)),
                ('last_cleared', models.BigIntegerField(default=0)),
                ('last_at', models.DateTimeField(null=True)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keeping', to='staff.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'what'), name='kept_one_way')],
            },
        ),
    ]
