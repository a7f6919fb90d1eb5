from django.db import migrations

# No model: it is nobody's row, lives for seconds, and may be empty after a crash.
MAKE = """
create unlogged table if not exists accounts_listener (
    name text primary key,
    seen_at timestamptz not null default now(),
    started_at timestamptz not null default now()
)
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunSQL(MAKE, "drop table if exists accounts_listener")]
