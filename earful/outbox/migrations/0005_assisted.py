from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0004_insistence'),
    ]

    operations = [
        migrations.AddField(
            model_name='dispatch',
            name='assisted',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
