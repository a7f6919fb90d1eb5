from django.db import migrations

# What stood there before the triggers did. One statement sees one moment: it takes away what the triggers noted until
# then and counts instead; what is noted meanwhile is not seen and stays. No conversation is locked.
COUNT = """
with gone as (delete from conversations_tally)
insert into conversations_tally (workspace_id, account_id, team_id, assignee_id, status, snoozed, asked, change)
select workspace_id, account_id, team_id, assignee_id, status, snoozed_until is not null, asker_id is not null, count(*)
from conversations_conversation where merged_into_id is null group by 1, 2, 3, 4, 5, 6, 7
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0006_tally")]

    operations = [migrations.RunSQL(COUNT, migrations.RunSQL.noop)]
