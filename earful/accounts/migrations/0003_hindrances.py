from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_who_listens")]

    operations = [
        migrations.AddField("account", "hindrances", models.JSONField(null=True)),
        migrations.AddField("account", "hindrances_at", models.DateTimeField(null=True)),
    ]
