"""In how many passages each word stands, so that rare words count for more. Counted now and then: it need not be exact."""

from django.db import connection

from earful.kit.transaction import one_transaction
from earful.knowledge.models import Word

COUNT = """
insert into knowledge_word (workspace_id, word, passages)
select %(workspace)s, left(lexeme, 255), count(*) from knowledge_passage, unnest(search) where workspace_id = %(workspace)s
group by left(lexeme, 255) having count(*) > 1
union all
select %(workspace)s, '', count(*) from knowledge_passage where workspace_id = %(workspace)s
"""


@one_transaction
def count(workspace_id: int) -> None:
    """Anew."""
    Word.objects.filter(workspace_id=workspace_id).delete()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"workspace": workspace_id})
