from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('intake', '0002_item_kept_in'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='item',
            index=models.Index(condition=models.Q(('kept_in__startswith', '!')), fields=['id'], name='item_to_withdraw'),
        ),
    ]
