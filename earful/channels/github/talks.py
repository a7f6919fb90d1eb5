"""Discussions: what is asked for of them, and from GraphQL's names to those of GitHub's other interfaces. Pure."""

from collections.abc import Mapping
from typing import Any

from earful.channels.github.parcels import TALK
from earful.channels.payloads import mapping

PAGE = 50  # comments at once, and answers to each; such a question costs a point or two of the hour's 5,000
_SAID = """
fragment who on Actor {
  __typename login avatarUrl url
  ... on User { databaseId } ... on Bot { databaseId } ... on Mannequin { databaseId } ... on Organization { databaseId }
}
fragment comment on DiscussionComment {
  id databaseId body bodyHTML createdAt updatedAt url authorAssociation isMinimized minimizedReason deletedAt
  replyTo { id } author { ...who }
}
"""
_TOPIC = """
fragment topic on Discussion {
  id databaseId number title body bodyHTML createdAt updatedAt url authorAssociation isAnswered author { ...who }
}
"""
TOUCHED = """query($owner: String!, $name: String!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    hasDiscussionsEnabled
    discussions(first: $first, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) {
      nodes { id number updatedAt } pageInfo { hasNextPage endCursor }
    }
  }
}"""
WHOLE = (
    """query($owner: String!, $name: String!, $number: Int!, $first: Int, $last: Int, $after: String, $inner: Int!) {
  repository(owner: $owner, name: $name) {
    discussion(number: $number) {
      ...topic
      comments(first: $first, last: $last, after: $after) {
        nodes { ...comment replies(first: $inner) { nodes { ...comment } pageInfo { hasNextPage endCursor } } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}"""
    + _TOPIC
    + _SAID
)
REPLIES = (
    """query($id: ID!, $first: Int, $last: Int, $after: String, $before: String) {
  node(id: $id) {
    ... on DiscussionComment {
      ...comment
      replies(first: $first, last: $last, after: $after, before: $before) {
        nodes { ...comment } pageInfo { hasNextPage endCursor hasPreviousPage startCursor }
      }
    }
  }
}"""
    + _SAID
)
LATEST = (
    """query($owner: String!, $name: String!, $number: Int!, $last: Int!, $before: String) {
  repository(owner: $owner, name: $name) {
    discussion(number: $number) {
      id comments(last: $last, before: $before) {
        nodes { ...comment } pageInfo { hasPreviousPage startCursor }
      }
    }
  }
}"""
    + _SAID
)
TOPIC = (
    """query($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { discussion(number: $number) { ...topic } }
}
fragment who on Actor {
  __typename login avatarUrl url
  ... on User { databaseId } ... on Bot { databaseId } ... on Mannequin { databaseId } ... on Organization { databaseId }
}"""
    + _TOPIC
)
NODES = (
    """query($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on DiscussionComment { ...comment discussion { id number repository { databaseId } } }
  }
}"""
    + _SAID
)
ADD = (
    """mutation($on: ID!, $under: ID, $body: String!) {
  addDiscussionComment(input: {discussionId: $on, replyToId: $under, body: $body}) { comment { ...comment } }
}"""
    + _SAID
)
UPDATE = (
    """mutation($id: ID!, $body: String!) {
  updateDiscussionComment(input: {commentId: $id, body: $body}) { comment { ...comment } }
}"""
    + _SAID
)
DELETE = """mutation($id: ID!) {
  deleteDiscussionComment(input: {id: $id}) { comment { id } }
}"""
NAMES = {
    "id": "node_id",
    "databaseId": "id",
    "number": "number",
    "title": "title",
    "body": "body",
    "bodyHTML": "body_html",
    "createdAt": "created_at",
    "updatedAt": "updated_at",
    "url": "html_url",
    "authorAssociation": "author_association",
    "deletedAt": "deleted_at",
    "isAnswered": "answered",
}
OF_A_PERSON = {"login": "login", "databaseId": "id", "__typename": "type", "avatarUrl": "avatar_url", "url": "html_url"}


def said(node: Mapping[str, Any], number: int | None = None) -> dict[str, Any]:
    """A discussion, or with a `number` a comment on that one, by the names of GitHub's REST interface and webhooks."""
    found = {ours: node[theirs] for theirs, ours in NAMES.items() if theirs in node}
    who = mapping(node.get("author"))
    found["user"] = {ours: who[theirs] for theirs, ours in OF_A_PERSON.items() if theirs in who}
    found["kind"] = TALK
    if number is not None:
        found["discussion"] = number
        found["parent"] = mapping(node.get("replyTo")).get("id")
        found["minimized"] = str(node.get("minimizedReason") or "hidden")[:40] if node.get("isMinimized") else ""
    return found
