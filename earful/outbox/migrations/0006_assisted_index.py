from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('outbox', '0005_assisted'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='dispatch',
            index=models.Index(condition=models.Q(('assisted', True)), fields=['workspace', '-id'], name='dispatch_assisted'),
        ),
    ]
