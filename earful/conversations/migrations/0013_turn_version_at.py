from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0012_conversation_by_end")]

    operations = [migrations.AddField("turn", "version_at", models.DateTimeField(null=True))]
