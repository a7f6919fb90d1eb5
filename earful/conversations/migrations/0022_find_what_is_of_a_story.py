from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False  # built beside the running desk

    dependencies = [
        ('conversations', '0021_stories'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='conversation',
            index=models.Index(condition=models.Q(('story__isnull', False)), fields=['story', 'id'], name='conversation_of_story'),
        ),
    ]
