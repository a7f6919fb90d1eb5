import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0020_links'),
        ('staff', '0006_public_side'),
    ]

    operations = [
        migrations.CreateModel(
            name='Story',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort', models.CharField(choices=[('text', 'The same words'), ('page', 'The same page')], default='text', max_length=4)),
                ('keys', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('last_at', models.DateTimeField()),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conversations.turn')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.workspace')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['keys'], name='story_by_key'), models.Index(fields=['workspace', 'last_at'], name='story_by_time')],
            },
        ),
        migrations.CreateModel(
            name='Telling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tellings', to='conversations.story')),
                ('turn', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tellings', to='conversations.turn')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'story', 'turn'), name='one_telling_of_a_turn')],
            },
        ),
        migrations.AddField(
            model_name='conversation',
            name='story',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='conversations.story'),
        ),
    ]
