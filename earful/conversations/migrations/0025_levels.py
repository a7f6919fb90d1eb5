"""What was urgent is surely so: there is a level now below that, for what only may be (conversations/levels.py).

What waits for nobody is left: its level counts no more. So only a few thousand rows are touched. Conversations come first, as whoever writes locks
them first; the version before shows such a one without a word for how urgent it is.
"""

from django.db import migrations

RAISE = """
update conversations_conversation set urgency = 3 where status = 'open' and urgency = 2;
update conversations_turn as t set urgency = 3 from conversations_conversation as c
where t.conversation_id = c.id and c.status = 'open' and t.urgency = 2;
"""
BACK = """
update conversations_conversation set urgency = 2 where status = 'open' and urgency = 3;
update conversations_turn as t set urgency = 2 from conversations_conversation as c
where t.conversation_id = c.id and c.status = 'open' and t.urgency = 3;
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0024_held")]

    operations = [migrations.RunSQL(RAISE, BACK)]
