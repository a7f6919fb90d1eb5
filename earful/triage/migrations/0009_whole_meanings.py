from django.db import migrations

# What texts mean is told as the whole encoder says it now (docs/decisions/0028): vectors kept before say something else. Those go,
# and what topics were taught is read again (`earful.upkeep.mend`).
FORGET = """
truncate triage_meaning;
update triage_topicexample set vector = null where vector is not null;
"""


class Migration(migrations.Migration):
    safe_because = "The table is emptied in a moment, and steps give way while it is in use; all of it is made again."
    dependencies = [("triage", "0008_deeper_meanings")]

    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
