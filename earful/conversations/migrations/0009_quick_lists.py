from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # built beside the running desk

    dependencies = [
        ('conversations', '0008_turn_warning'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='conversation',
            index=models.Index(models.F('workspace'), models.OrderBy(models.F('urgency'), descending=True), models.F('waiting_since'), models.F('id'), condition=models.Q(('assignee', None), ('merged_into', None), ('status', 'open')), name='conversation_unassigned'),
        ),
        AddIndexConcurrently(
            model_name='conversation',
            index=models.Index(models.F('assignee'), models.OrderBy(models.F('last_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('merged_into', None), models.Q(('status', 'ended'), _negated=True)), name='conversation_in_hand'),
        ),
        AddIndexConcurrently(
            model_name='conversation',
            index=models.Index(models.F('workspace'), models.OrderBy(models.F('last_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('merged_into', None), ('status', 'waiting')), name='conversation_waiting'),
        ),
    ]
