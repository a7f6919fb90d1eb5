"""What the town has in mind, on disk: stories under way, steps to come, decks drawn from."""

import json
import sqlite3

from earful.channels.sandbox.town.store import Store
from earful.channels.sandbox.town.turns import Heard, Scene, Step, Story, body_of

RECENT = 60


class Plans:
    """Reads and writes the plans. Writing happens inside the store's transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def remember(self, story: Story) -> None:
        """Keep a story."""
        self._store.db.execute("insert into stories (number, body) values (?, ?)", (story.number, _text(story)))

    def story(self, number: int | None) -> Story | None:
        """A story by number."""
        row = self._store.db.execute("select body from stories where number = ?", (number,)).fetchone()
        return Story(**json.loads(row["body"])) if row else None

    def add(self, step: Step) -> None:
        """Plan a step."""
        self._store.db.execute("insert into steps (due, body) values (?, ?)", (step.due, _text(step)))

    def take(self, until: float) -> Step | None:
        """The next step that is due, taken off the list."""
        row: sqlite3.Row | None = self._store.db.execute(
            "select id, body from steps where due <= ? order by due, id limit 1", (until,)
        ).fetchone()
        if row is None:
            return None
        self._store.db.execute("delete from steps where id = ?", (row["id"],))
        return Step(**json.loads(row["body"]))

    def drawn(self, deck: str) -> int:
        """How often a deck was drawn from before; this counts as once more."""
        row = self._store.db.execute(
            "insert into decks (name, drawn) values (?, 1) on conflict (name) do update set drawn = drawn + 1"
            " returning drawn",
            (deck,),
        ).fetchone()
        return int(row["drawn"]) - 1

    def scene(self, story: Story) -> Scene:
        """What can be seen of a story now."""
        rows = self._store.db.execute(
            "select posts.id, author, kind, text, people.brand, removed_at from posts"
            " join people on people.id = posts.author"
            " join versions on versions.post = posts.id and versions.version = posts.version"
            " where story = ? order by posts.id",
            (story.number,),
        )
        posts = tuple(
            Heard(row["id"], row["author"], row["kind"], row["text"], bool(row["brand"]), bool(row["removed_at"]))
            for row in rows
        )
        return Scene(story, posts, self.recent())

    def recent(self) -> str:
        """All that was said lately, in small letters."""
        rows = self._store.db.execute(
            "select text from versions where post > (select coalesce(max(id), 0) from posts) - ?", (RECENT,)
        )
        return "\n".join(row["text"].lower() for row in rows)


def _text(thing: Story | Step) -> str:
    return json.dumps(body_of(thing), ensure_ascii=False)
