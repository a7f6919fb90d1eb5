from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0009_quick_lists")]

    operations = [
        migrations.AddField("turn", "readers", models.CharField(max_length=10, blank=True, default="", db_default="")),
    ]
