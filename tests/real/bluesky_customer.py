"""A customer on Bluesky with a client of their own: PyPI's `atproto`, which knows nothing of Earful."""

from typing import Any

from atproto import AtUri, Client, models
from atproto.exceptions import BadRequestError
from atproto_client.utils import TextBuilder
from bluesky_network import NUMBERS, POST, Person
from running_desk import eventually

Post = models.AppBskyFeedDefs.PostView


class Customer:
    """Somebody new on the network, who writes to a brand and reads what comes back."""

    def __init__(self, urls: dict[str, Any], name: str = "carol") -> None:
        self.handle = f"{name}{next(NUMBERS)}.test"
        self.client = Client(urls["pds"])
        password = f"{self.handle}-pass-word"
        account = {"handle": self.handle, "email": f"{self.handle}@example.test", "password": password}
        self.did = self.client.com.atproto.server.create_account(account).did
        assert eventually(lambda: self._signs_in(password)), "the network knows the customer"

    def _signs_in(self, password: str) -> bool:
        try:
            return bool(self.client.login(self.handle, password))
        except BadRequestError:  # the network has not heard of this account yet
            return False

    def close(self) -> None:
        self.client.request._client.close()

    # --- saying

    def mention(self, brand: Person, text: str) -> str:
        """Name the brand in a new post; its address."""
        return self.client.send_post(self._naming(brand, text), langs=["en"]).uri

    def mention_with_picture(self, brand: Person, text: str, picture: bytes, alt: str) -> str:
        return self.client.send_image(self._naming(brand, text), picture, alt, langs=["en"]).uri

    def _naming(self, brand: Person, text: str) -> TextBuilder:
        return TextBuilder().mention(f"@{brand.handle}", brand.did).text(f" {text}")

    def edit(self, post: str, brand: Person, text: str) -> None:
        """Say it differently: the same place, other words."""
        at = {"repo": self.did, "collection": POST, "rkey": AtUri.from_str(post).rkey}
        record = self.client.com.atproto.repo.get_record(at).value
        record.text = f"@{brand.handle} {text}"
        self.client.com.atproto.repo.put_record({**at, "record": record})

    def reply(self, root: str, above: Post, text: str) -> str:
        """Answer an answer below one's own post."""
        first = models.ComAtprotoRepoStrongRef.Main(uri=root, cid=self.cid_of(root))
        parent = models.create_strong_ref(above)
        return self.client.send_post(text, reply_to=models.AppBskyFeedPost.ReplyRef(root=first, parent=parent)).uri

    def remove(self, post: str) -> None:
        assert self.client.delete_post(post)

    # --- reading

    def shows(self, post: str) -> bool:
        """Whether the network still shows a post."""
        return bool(self.client.get_posts([post]).posts)

    def cid_of(self, post: str) -> str:
        """The version of a post that the network shows; waits for it."""
        assert eventually(lambda: self.shows(post)), "the post is shown"
        return self.client.get_posts([post]).posts[0].cid

    def whole(self, post: str) -> list[Post]:
        """A post and everything below it, oldest first."""
        found, waiting = [], [self.client.get_post_thread(post, depth=20).thread]
        for node in waiting:
            found.append(node.post)
            waiting.extend(node.replies or ())
        return sorted(found, key=lambda said: AtUri.from_str(said.uri).rkey)

    def below(self, post: str) -> list[Post]:
        """The answers right below a post, oldest first."""
        thread = self.client.get_post_thread(post, depth=6).thread
        found = [answer.post for answer in thread.replies or ()]
        return sorted(found, key=lambda answer: AtUri.from_str(answer.uri).rkey)

    def told_of(self) -> set[str]:
        """The addresses of what this person is notified of."""
        found = self.client.app.bsky.notification.list_notifications({"limit": 100}).notifications
        return {one.uri for one in found}
