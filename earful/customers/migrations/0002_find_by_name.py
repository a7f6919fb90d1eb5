import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from earful.customers import names


def by_any_part(apps, schema_editor):
    """Only where this server lets us; `earful migrate` tries again each time, and earful doctor tells."""
    names.index()


class Migration(migrations.Migration):
    atomic = False  # built beside the running desk

    dependencies = [("customers", "0001_initial")]

    operations = [
        AddIndexConcurrently(
            model_name="handle",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("name"), "text_pattern_ops"
                ),
                name="handle_by_name",
            ),
        ),
        AddIndexConcurrently(
            model_name="handle",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("handle"), "text_pattern_ops"
                ),
                name="handle_by_handle",
            ),
        ),
        migrations.RunPython(by_any_part, migrations.RunPython.noop),
    ]
