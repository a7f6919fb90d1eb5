"""Passages are made when an article is published and when an answer of ours is gathered; words at once, meaning later."""

from django.contrib.postgres.search import SearchVector
from django.db import connection
from django.db.models import Value

from earful.knowledge.models import Edition, Passage
from earful.knowledge.rules import apart, config, parts

LONGEST = 20_000  # characters that are looked at


def of_edition(edition: Edition, language: str) -> None:
    """The passages of an article in one language; its title helps to find each."""
    for text in parts(edition.body):
        row = Passage.objects.create(workspace_id=edition.workspace_id, edition=edition, text=text, language=language)
        index(row.pk, f"{edition.title}\n{text}", language)


def index(passage_id: int, text: str, language: str) -> None:
    """The words by which it is found."""
    words = SearchVector(Value(apart(text[:LONGEST])), config=config(language))
    Passage.objects.filter(pk=passage_id).update(search=words)
    with connection.cursor() as cursor:
        cursor.execute("update knowledge_passage set length = length(search) where id = %s", [passage_id])
