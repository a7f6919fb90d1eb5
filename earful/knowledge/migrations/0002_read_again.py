from django.db import migrations

# The encoder has more layers now (docs/decisions/0023): what passages are about is read again, a hundred at a time. Until then
# they are found by their words.
FORGET = """
truncate knowledge_gist;
update knowledge_passage set heard = false where heard;
"""


class Migration(migrations.Migration):
    safe_because = "The table is emptied in a moment, and marking passages changes no word of theirs; workers read them again."
    dependencies = [("knowledge", "0001_initial")]

    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
