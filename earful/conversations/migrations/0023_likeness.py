
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0022_find_what_is_of_a_story'),
        ('staff', '0006_public_side'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='conversation',
            name='likely',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name='Likeness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(choices=[('person', 'the same person'), ('handle', 'the same handle on another network'), ('data', 'the same number or address')], max_length=6)),
                ('state', models.CharField(choices=[('likely', 'Possibly one matter'), ('joined', 'One matter'), ('apart', 'Two matters')], default='likely', max_length=6)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('one', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conversations.conversation')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conversations.conversation')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'one', 'other'), name='one_likeness_of_two')],
            },
        ),
    ]
