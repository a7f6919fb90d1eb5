from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('conversations', '0015_promises'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='conversation',
            index=models.Index(condition=Q(('due_at__isnull', False), ('merged_into', None), ('status', 'open')), fields=['workspace', 'due_at', 'id'], name='conversation_due'),
        ),
        AddIndexConcurrently(
            model_name='conversation',
            index=models.Index(condition=Q(('stirred', True)), fields=['id'], name='conversation_stirred'),
        ),
    ]
