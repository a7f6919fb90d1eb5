from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='item',
            name='kept_in',
            field=models.CharField(blank=True, db_default='', default='', max_length=100),
        ),
    ]
