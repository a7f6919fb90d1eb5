"""The fake Bluesky with what searching by name needs besides: searchPosts and getProfiles."""

import re
from typing import Any

from fake_bluesky import Ask, FakeBluesky, Refusal


class SearchedBluesky(FakeBluesky):
    """`unshown`: posts that the AppView has not heard of yet. `searched`: what was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.unshown: set[str] = set()
        self.searched: list[str] = []
        self.no_search = False

    def on_search_posts(self, ask: Ask) -> dict[str, Any]:
        self.whoever(ask.token)
        if self.no_search:
            raise Refusal(403, "Forbidden", "Search is closed")
        query, limit = ask.params["q"][0], int(ask.params.get("limit", ["25"])[0])
        self.searched.append(query)
        since = ask.params.get("since", [""])[0]
        found = [
            uri
            for uri, post in self.posts.items()
            if self._fits(query, post["record"]["text"]) and post["indexed"] >= since and uri not in self.unshown
        ]
        found.sort(key=lambda uri: self.posts[uri]["indexed"], reverse=True)
        start = int(ask.params.get("cursor", ["0"])[0])
        page = found[start : start + limit]
        more = {"cursor": str(start + limit)} if start + limit < len(found) else {}
        return {"posts": [self.view(uri) for uri in page], "hitsTotal": len(found), **more}

    @staticmethod
    def _fits(query: str, text: str) -> bool:
        if query.startswith("#"):
            return query.lower() in text.lower().split()
        return bool(re.search(rf"\b{re.escape(query.strip(chr(34)))}\b", text, re.IGNORECASE))

    def on_get_profiles(self, ask: Ask) -> dict[str, Any]:
        self.whoever(ask.token)
        people = [one for one in self.people.values() if one["did"] in ask.params.get("actors", [])]
        return {
            "profiles": [
                {
                    "did": one["did"],
                    "handle": one["handle"],
                    "displayName": one["handle"].partition(".")[0].title(),
                    "followersCount": 7,
                }
                for one in people
            ]
        }

    def on_get_posts(self, ask: Ask) -> dict[str, Any]:
        found = super().on_get_posts(ask)
        return {"posts": [view for view in found["posts"] if view["uri"] not in self.unshown]}
