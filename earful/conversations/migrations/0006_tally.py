from django.db import migrations, models

CELL = """workspace_id, account_id, team_id, assignee_id, status, snoozed_until is not null, asker_id is not null"""

# A row that was merged away counts nowhere. Inserts and deletes are summed by statement, so that a bulk load adds few
# rows; an update that leaves a conversation where it stood costs one comparison and calls nothing.
FUNCTIONS = f"""
create function conversations_tally_came() returns trigger language plpgsql as $$ begin
  insert into conversations_tally (workspace_id, account_id, team_id, assignee_id, status, snoozed, asked, change)
  select {CELL}, count(*) from came where merged_into_id is null group by 1, 2, 3, 4, 5, 6, 7;
  return null;
end $$;
create function conversations_tally_went() returns trigger language plpgsql as $$ begin
  insert into conversations_tally (workspace_id, account_id, team_id, assignee_id, status, snoozed, asked, change)
  select {CELL}, -count(*) from went where merged_into_id is null group by 1, 2, 3, 4, 5, 6, 7;
  return null;
end $$;
create function conversations_tally_moved() returns trigger language plpgsql as $$ begin
  insert into conversations_tally (workspace_id, account_id, team_id, assignee_id, status, snoozed, asked, change)
  select old.workspace_id, old.account_id, old.team_id, old.assignee_id, old.status, old.snoozed_until is not null,
         old.asker_id is not null, -1 where old.merged_into_id is null
  union all
  select new.workspace_id, new.account_id, new.team_id, new.assignee_id, new.status, new.snoozed_until is not null,
         new.asker_id is not null, 1 where new.merged_into_id is null;
  return null;
end $$;
"""

TRIGGERS = """
create trigger conversations_tally_came after insert on conversations_conversation
  referencing new table as came for each statement execute function conversations_tally_came();
create trigger conversations_tally_went after delete on conversations_conversation
  referencing old table as went for each statement execute function conversations_tally_went();
create trigger conversations_tally_moved after update on conversations_conversation for each row
  when ((old.workspace_id, old.account_id, old.team_id, old.assignee_id, old.status, old.snoozed_until is null,
         old.asker_id is null, old.merged_into_id is null)
    is distinct from
        (new.workspace_id, new.account_id, new.team_id, new.assignee_id, new.status, new.snoozed_until is null,
         new.asker_id is null, new.merged_into_id is null))
  execute function conversations_tally_moved();
"""

BACK = """
drop trigger if exists conversations_tally_came on conversations_conversation;
drop trigger if exists conversations_tally_went on conversations_conversation;
drop trigger if exists conversations_tally_moved on conversations_conversation;
drop function if exists conversations_tally_came;
drop function if exists conversations_tally_went;
drop function if exists conversations_tally_moved;
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0005_find_what_is_snoozed")]

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("workspace_id", models.BigIntegerField()),
                ("account_id", models.BigIntegerField()),
                ("team_id", models.BigIntegerField(null=True)),
                ("assignee_id", models.BigIntegerField(null=True)),
                ("status", models.CharField(max_length=8)),
                ("snoozed", models.BooleanField()),
                ("asked", models.BooleanField()),
                ("change", models.BigIntegerField()),
            ],
            options={"indexes": [models.Index(fields=["workspace_id"], name="tally_of_workspace")]},
        ),
        migrations.RunSQL(FUNCTIONS + TRIGGERS, BACK),
    ]
