"""The discussions of a small GitHub: fields and failures as its public GraphQL schema names them.

What its documentation leaves open is played the harder way: an edit or a deletion of a comment does not move its
discussion, and a comment that others have answered stays behind, without words, when it is deleted.
"""

import re
from collections.abc import Callable
from typing import Any

from fake_graphql import Graph, Wrong, connection

ACTOR = {"login": "", "avatarUrl": "", "url": "", "resourcePath": ""}
PERSON = {**ACTOR, "databaseId": "", "id": ""}
COMMENT = dict.fromkeys(("body", "bodyHTML", "bodyText", "createdAt", "updatedAt", "url", "authorAssociation"), "")
COMMENT |= dict.fromkeys(("id", "databaseId", "lastEditedAt", "viewerDidAuthor"), "") | {"author": "Actor"}
PAGE = {"pageInfo": "PageInfo", "totalCount": ""}
SCHEMA = {
    "Query": {"repository": "Repository", "node": "Node", "nodes": "Node", "viewer": "User"},
    "Mutation": {
        "addDiscussionComment": "CommentPayload",
        "updateDiscussionComment": "CommentPayload",
        "deleteDiscussionComment": "CommentPayload",
    },
    "CommentPayload": {"comment": "DiscussionComment", "clientMutationId": ""},
    "Repository": {
        **dict.fromkeys(("id", "databaseId", "nameWithOwner", "hasDiscussionsEnabled", "hasIssuesEnabled"), ""),
        "discussion": "Discussion",
        "discussions": "DiscussionConnection",
    },
    "Discussion": {
        **COMMENT,
        **dict.fromkeys(("number", "title", "isAnswered", "locked", "closed", "stateReason", "upvoteCount"), ""),
        "comments": "DiscussionCommentConnection",
        "repository": "Repository",
        "answer": "DiscussionComment",
    },
    "DiscussionComment": {
        **COMMENT,
        **dict.fromkeys(("deletedAt", "isAnswer", "isMinimized", "minimizedReason", "upvoteCount"), ""),
        "discussion": "Discussion",
        "replyTo": "DiscussionComment",
        "replies": "DiscussionCommentConnection",
    },
    "DiscussionConnection": {**PAGE, "nodes": "Discussion"},
    "DiscussionCommentConnection": {**PAGE, "nodes": "DiscussionComment"},
    "PageInfo": dict.fromkeys(("hasNextPage", "hasPreviousPage", "startCursor", "endCursor"), ""),
    "Node": {"id": ""},
    "Actor": ACTOR,
    **dict.fromkeys(("User", "Bot", "Mannequin", "Organization"), PERSON),
}
NO_NODE = "Could not resolve to a node with the global id of '{}'."
NO_TALK = "Could not resolve to a Discussion with the number of {}."
DEEP = "Parent comment is already in a thread, cannot reply to it"


class Talks:
    """`hub`: the GitHub they belong to, which says who people are, how text is shown and what time it is."""

    def __init__(self, hub: Any, name: str, repository: int) -> None:
        self.hub, self.name, self.repository = hub, name, repository
        self.enabled = self.allowed = True
        self.talks: list[dict[str, Any]] = []
        self.below: dict[str, list[dict[str, Any]]] = {}  # comments by discussion, replies by comment
        self.every: dict[str, dict[str, Any]] = {}
        roots = {"Query": {"repository": self._repository, "node": self._node, "nodes": self._nodes}}
        order = {"addDiscussionComment": self._add, "updateDiscussionComment": self._update}
        self.graph = Graph(SCHEMA, roots | {"Mutation": order | {"deleteDiscussionComment": self._delete}})

    # what people do there

    def open(self, title: Any, body: str = "", by: str = "carol", **more: Any) -> str:
        number = len(self.talks) + 1
        made = self._said(f"D_kwDO{number:08d}", "Discussion", body, by, f"/discussions/{number}")
        made |= {"number": number, "title": title, "isAnswered": None, "locked": False, "repository": self._shop()}
        made |= {"comments": self._list(made["id"])} | more
        self.talks.append(made)
        return f"{self.repository}#d{number}"

    def comment(self, to: str, body: str, by: str = "carol", **more: Any) -> str:
        """On GitHub's page an answer to a reply stands in the same thread."""
        talk, over = self._talk(to), self.of(to)
        over = over.get("replyTo") or over
        where = f"/discussions/{talk['number']}#discussioncomment-{len(self.every) + 1}"
        made = self._said(f"DC_kwDO{len(self.every):08d}", "DiscussionComment", body, by, where)
        made |= {"deletedAt": None, "isAnswer": False, "isMinimized": False, "minimizedReason": None}
        made |= {"discussion": talk, "replyTo": None if over is talk else over, "replies": self._list(made["id"])}
        self.below[over["id"]].append(made)
        made |= more
        talk["updatedAt"] = self.hub.now()
        return f"{self.repository}#d{talk['number']}/{made['id']}"

    def _said(self, node: str, kind: str, body: str, by: str, where: str) -> dict[str, Any]:
        self.hub.names += 1
        url, now = f"https://github.com/{self.name}{where}", self.hub.now()
        made = {"__typename": kind, "id": node, "databaseId": self.hub.names, "url": url, "createdAt": now}
        self.below[node] = []
        self.every[node] = made
        team = "MEMBER" if by in ("mel", self.hub.us) else "NONE"
        made |= {"updatedAt": now, "authorAssociation": team, "author": self.hub.actor(by)}
        made |= {"body": body, "bodyHTML": self.hub.shown(body)}
        return made

    def _list(self, node: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
        return lambda args: connection(self.below[node], args)

    def _talk(self, name: str) -> dict[str, Any]:
        return self.talks[int(re.findall(r"#d(\d+)", name)[0]) - 1]

    def of(self, name: str) -> dict[str, Any]:
        node = name.partition("/")[2]
        return self.every[node] if node else self._talk(name)

    def edit(self, name: str, body: str) -> None:
        self.of(name).update(body=body, bodyHTML=self.hub.shown(body), updatedAt=self.hub.now())

    def remove(self, name: str) -> None:
        one = self.of(name)
        if one["__typename"] == "Discussion":
            one["gone"] = True
        elif self.below[one["id"]]:
            one.update(deletedAt=self.hub.now(), body="", bodyHTML="", author=None)
        else:
            self.below[(one["replyTo"] or one["discussion"])["id"]].remove(one)
            del self.every[one["id"]]

    def under(self, name: str) -> list[str]:
        there = [one for one in self.below[self.of(name)["id"]] if not one["deletedAt"]]
        return [self.hub.bare(one["body"]) for one in there]

    # what it answers

    def _shop(self) -> dict[str, Any]:
        shop = {"databaseId": self.repository, "nameWithOwner": self.name, "hasDiscussionsEnabled": self.enabled}
        return shop | {"discussion": self._discussion, "discussions": self._discussions}

    def _repository(self, args: dict[str, Any]) -> dict[str, Any]:
        if f"{args['owner']}/{args['name']}".lower() != self.name:
            raise Wrong("NOT_FOUND", f"Could not resolve to a Repository with the name '{args['name']}'.")
        return self._shop()

    def _may(self) -> None:
        if not self.allowed:
            raise Wrong("FORBIDDEN", "Resource not accessible by personal access token")

    def _discussion(self, args: dict[str, Any]) -> dict[str, Any]:
        self._may()
        one = next((one for one in self.talks if one["number"] == args["number"] and not one.get("gone")), None)
        if one is None:
            raise Wrong("NOT_FOUND", NO_TALK.format(args["number"]))
        return one

    def _discussions(self, args: dict[str, Any]) -> dict[str, Any]:
        self._may()
        order = args.get("orderBy") or {"field": "UPDATED_AT", "direction": "DESC"}
        key = {"UPDATED_AT": "updatedAt", "CREATED_AT": "createdAt"}[order["field"]]
        there = [one for one in self.talks if not one.get("gone")] if self.enabled else []
        there.sort(key=lambda one: (one[key], one["databaseId"]), reverse=order["direction"] == "DESC")
        return connection(there, args)

    def _node(self, args: dict[str, Any]) -> dict[str, Any]:
        self._may()
        one = self.every.get(args["id"])
        if one is None or (one.get("discussion") or one).get("gone"):
            raise Wrong("NOT_FOUND", NO_NODE.format(args["id"]))
        return one

    def _nodes(self, args: dict[str, Any]) -> list[Any]:
        return [
            self.every[node] if node in self.every else Wrong("NOT_FOUND", NO_NODE.format(node)) for node in args["ids"]
        ]

    def _add(self, args: dict[str, Any]) -> dict[str, Any]:
        given = args["input"]
        talk = self._node({"id": given["discussionId"]})
        over = self._node({"id": given["replyToId"]}) if given.get("replyToId") else talk
        if talk["locked"]:
            raise Wrong("FORBIDDEN", "The discussion is locked.")
        if over.get("replyTo"):
            raise Wrong("UNPROCESSABLE", DEEP)
        above = f"{self.repository}#d{talk['number']}"
        name = self.comment(above if over is talk else f"{above}/{over['id']}", given["body"], self.hub.us)
        return {"comment": self.of(name)}

    def _update(self, args: dict[str, Any]) -> dict[str, Any]:
        one = self._node({"id": args["input"]["commentId"]})
        self.edit(f"/{one['id']}", args["input"]["body"])
        return {"comment": one}

    def _delete(self, args: dict[str, Any]) -> dict[str, Any]:
        one = self._node({"id": args["input"]["id"]})
        self.remove(f"/{one['id']}")
        return {"comment": one}
