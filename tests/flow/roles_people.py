"""The rows of roles_table.py about approvals, answers that left, shared drafts, tokens, links, and what customers see of people."""

from typing import Any

READ, ANSWER, LEDGER, OWNER, ANYONE = "olav", "ola", "ol", "o", "*"

PAGES = [
    ("desk_answer_edit", "GET", ANSWER),  # whose answer one may change is told in words: see test_amending_pages.py
    ("desk_answer_delete", "GET", ANSWER),
    ("desk_call_off", "POST", ANSWER),
    ("person", "GET", ANYONE),
    ("person_picture", "GET", ANYONE),
    ("house_approvals", "GET", ANSWER),
    ("house_approval", "GET", ANSWER),  # those of others do not exist for who may not approve
    ("house_approval_approve", "POST", LEDGER),
    ("house_approval_back", "POST", LEDGER),
    ("house_approval_withdraw", "POST", ANSWER),
    ("house_approval_rules", "GET", READ),
    ("house_approval_rule_make", "POST", LEDGER),
    ("house_approval_rule_withdraw", "POST", LEDGER),
    ("house_crisis", "POST", LEDGER),
    ("house_public", "GET", ANSWER),
    ("house_face", "POST", ANSWER),
    ("house_staff_approves", "POST", OWNER),
    ("house_staff_welcome_back", "POST", OWNER),
    ("desk_share", "POST", ANSWER),
    ("desk_draft_versions", "GET", ANSWER),
    ("desk_take_over", "POST", ANSWER),
    ("desk_introduce", "POST", ANSWER),
    ("house_links", "GET", OWNER),
    ("desk_held", "POST", ANSWER),
    ("desk_links", "GET", ANSWER),
    ("desk_link", "GET", ANSWER),
    ("desk_look", "POST", ANSWER),
    ("desk_apart", "POST", ANSWER),
    ("desk_join", "POST", ANSWER),
]
MEANT = {
    "person": {"slug": "person_slug"},
    "person_picture": {"slug": "person_slug"},
    "house_approval_rule_withdraw": {"rule_id": "approval_rule_id"},
}
API: list[tuple[str, str, str, dict[str, Any] | None]] = [
    ("GET", "/api/dispatches/{dispatch_id}/amendments", READ, None),
    ("POST", "/api/dispatches/{dispatch_id}/edit", ANSWER, {"text": "On Tuesday."}),
    ("POST", "/api/dispatches/{dispatch_id}/delete", ANSWER, {}),
    ("POST", "/api/amendments/{amendment_id}/call-off", ANSWER, None),
    ("POST", "/api/conversations/{conversation_id}/draft/share", ANSWER, {"shared": True}),
    ("GET", "/api/conversations/{conversation_id}/draft/versions", ANSWER, None),
    ("GET", "/api/conversations/{conversation_id}/drafts", ANSWER, None),
    ("POST", "/api/drafts/{draft_id}/take-over", ANSWER, {"version": "x"}),
    ("GET", "/api/approvals", ANSWER, None),
    ("GET", "/api/approvals/{approval_id}", ANSWER, None),
    ("POST", "/api/approvals/{approval_id}/approve", LEDGER, {}),
    ("POST", "/api/approvals/{approval_id}/return", LEDGER, {"comment": "Kinder."}),
    ("POST", "/api/approvals/{approval_id}/withdraw", ANSWER, None),
    ("GET", "/api/approval-rules", READ, None),
    ("POST", "/api/approval-rules", LEDGER, {"team_id": "{team_id}"}),
    ("DELETE", "/api/approval-rules/{approval_rule_id}", LEDGER, None),
    ("GET", "/api/crisis", READ, None),
    ("PUT", "/api/crisis", LEDGER, {"on": True, "why": "The line is closed."}),
    ("GET", "/api/tokens", READ, None),
    ("POST", "/api/tokens", READ, {"name": "Reports"}),
    ("DELETE", "/api/tokens/{token_id}", READ, None),
    ("GET", "/api/me/public", ANSWER, None),
    ("POST", "/api/turns/{turn_id}/held", ANSWER, {"verdict": "show"}),
    ("GET", "/api/turns/{turn_id}/links", ANSWER, None),
    ("GET", "/api/turns/{turn_id}/links/{number}", ANSWER, None),
    ("POST", "/api/turns/{turn_id}/links/{number}/look", ANSWER, None),
    ("GET", "/api/conversations/{conversation_id}/alike", READ, None),
    ("POST", "/api/conversations/{conversation_id}/apart/{likeness_id}", ANSWER, None),
    ("POST", "/api/conversations/{conversation_id}/join/{likeness_id}", ANSWER, None),
    ("PUT", "/api/me/public", ANSWER, {"public_name": "Ana Ortega"}),
]


def world(owner: Any, colleague: Any, account: Any) -> dict[str, Any]:
    """What these rows name: an open page, an answer that waits, a draft that is shared."""
    from town import seen_by, somebody_says

    from earful import flow
    from earful.conversations.models import Conversation, Likeness
    from earful.kit import clock
    from earful.outbox.approval import actions
    from earful.replies import actions as replies
    from earful.replies import sharing
    from earful.staff import showing

    showing.present(owner, showing.Side(owner.name, "", "", "", "", open=True, findable=False))
    showing.set_face(owner, b"x", "image/jpeg")
    asked = somebody_says(account, "Is there a lift?", by="dora")
    talk = Conversation.objects.get(pk=asked.conversation_id)
    rule = actions.make(owner, colleague, answers=20)
    waiting = flow.reply(replies.save(talk, colleague, "Yes, beside platform 2.", asked), seen_by(colleague, talk))[1]
    other = somebody_says(account, "And stairs?", by="ede")
    draft = replies.save(Conversation.objects.get(pk=other.conversation_id), colleague, "There are.", other)
    sharing.share(draft, shared=True)
    return {
        "person_slug": owner.slug,
        "approval_id": waiting.pk if waiting else 0,
        "approval_rule_id": rule.pk,
        "draft_id": draft.pk,
        "likeness_id": Likeness.objects.create(
            workspace_id=talk.workspace_id, one=talk, other=other.conversation, why="data", at=clock.now()
        ).pk,
    }
