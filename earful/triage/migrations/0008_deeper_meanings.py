from django.db import migrations

# The encoder has more layers now (docs/decisions/0023). What an item is about, as a vector, is only like what was kept
# before, not the same: those go, and what topics were taught is read again (`earful.upkeep.mend`).
FORGET = """
truncate triage_meaning;
update triage_topicexample set vector = null where vector is not null;
"""


class Migration(migrations.Migration):
    safe_because = "The table is emptied in a moment, and steps give way while it is in use; all of it is made again."
    dependencies = [("triage", "0007_other_meanings")]

    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
