from django.db import migrations

# What texts mean is told as the whole encoder says it now (docs/decisions/0028): what passages are about is read again, a hundred
# at a time. Until then they are found by their words.
FORGET = """
truncate knowledge_gist;
update knowledge_passage set heard = false where heard;
"""


class Migration(migrations.Migration):
    safe_because = "The table is emptied in a moment, and marking passages changes no word of theirs; workers read them again."
    dependencies = [("knowledge", "0002_read_again")]

    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
