"""The town as its own people see it in a browser: the latest threads, or one of them."""

from html import escape

from earful.channels.sandbox.town.asgi import HTML, Answer, No
from earful.channels.sandbox.town.store import Store

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:38rem;margin:2rem auto;padding:0 1rem;background:#faf9f6;color:#222}
article{background:#fff;border:1px solid #e4e1d8;border-radius:.6rem;padding:.7rem 1rem;margin:.6rem 0;overflow-wrap:anywhere}
article.brand{border-left:.3rem solid #3b6ea5}.below{margin-left:1.6rem}
header{display:flex;gap:.6rem;align-items:center;color:#555;font-size:.9rem}
header img{border-radius:50%;width:36px;height:36px}p{margin:.4rem 0}figure{margin:.4rem 0}
figcaption{font-size:.85rem;color:#555}a{color:inherit}img{max-width:100%}time{margin-left:auto}
@media (prefers-color-scheme:dark){body{background:#191a1c;color:#e6e4df}article{background:#222427;border-color:#383b40}
header,figcaption{color:#aaa}}
"""
HEADERS = {"content-security-policy": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'"}
QUERY = """
select posts.*, text, versions.language, handle, people.name, people.brand from posts
join versions on versions.post = posts.id and versions.version = posts.version
join people on people.id = posts.author where partner is null and removed_at is null and garbled = 0
"""


def square(store: Store) -> Answer:
    """The market square: what was said last."""
    rows = store.db.execute(f"{QUERY} order by posts.id desc limit 60").fetchall()
    return _page("The town", "".join(_post(store, row, below=False) for row in rows))


def thread(store: Store, number: int) -> Answer:
    """One thread, from its beginning. Raises No."""
    found = store.db.execute("select root from posts where id = ?", (number,)).fetchone()
    rows = store.db.execute(f"{QUERY} and root = ? order by posts.id", (found["root"] if found else 0,)).fetchall()
    if not rows:
        raise No(404, "There is no such post.")
    return _page("A thread", "".join(_post(store, row, below=row["parent"] is not None) for row in rows))


def person(store: Store, handle: str) -> Answer:
    """Everything one person said in public. Raises No."""
    if store.person(handle) is None:
        raise No(404, "Nobody of that name lives here.")
    rows = store.db.execute(f"{QUERY} and handle = ? order by posts.id desc limit 60", (handle,)).fetchall()
    return _page(f"@{handle}", "".join(_post(store, row, below=False) for row in rows))


def _page(title: str, body: str) -> Answer:
    text = (
        f"<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>{escape(title)}</title><style>{STYLE}</style><h1><a href='/'>Sandbox town</a></h1>"
        f"<p>A pretend network. Nobody here is real.</p><main>{body}</main></html>"
    )
    return Answer(text.encode(), HTML, headers=HEADERS)


def _post(store: Store, row: dict[str, str], *, below: bool) -> str:
    pictures = store.db.execute("select id, alt from pictures where post = ? order by id", (row["id"],)).fetchall()
    shown = "".join(
        f"<figure><img src='/pictures/{picture['id']}.png' alt='{escape(picture['alt'])}'>"
        f"<figcaption>{escape(picture['alt'])}</figcaption></figure>"
        for picture in pictures
    )
    kinds = " ".join(name for name, on in (("brand", row["brand"]), ("below", below)) if on)
    number = int(row["id"])
    edited = " (edited)" if int(row["version"]) > 1 else ""
    return (
        f"<article id='p{number}' class='{kinds}' lang='{escape(row['language'])}'><header>"
        f"<img src='/avatars/{row['author']}.png' alt=''><b>{escape(row['name'])}</b>"
        f"<a href='/person/{escape(row['handle'])}'>@{escape(row['handle'])}</a>"
        f"<time><a href='/post/{number:06d}'>{escape(row['said_at'][11:16])} UTC{edited}</a></time></header>"
        f"<p>{escape(row['text'])}</p>{shown}</article>"
    )
