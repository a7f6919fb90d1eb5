from django.db import migrations

# No model and no workspace: it is nobody's row, lives for hours, and may be empty after a crash. A host is one host,
# whichever desk asks it.
MAKE = """
create unlogged table if not exists accounts_host (
    host text primary key,
    free_at timestamptz not null
)
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_sign_with_page")]

    operations = [migrations.RunSQL(MAKE, "drop table if exists accounts_host")]
