"""Whether a notice is still worth a mail: not what was read, answered, or mended meanwhile."""

from earful.accounts.models import Account
from earful.notices.models import Escalation, Hook, Notice
from earful.notices.rules import Kind
from earful.outbox.approval.models import Approval
from earful.queues.models import Clock


def telling(notice: Notice) -> bool:
    """Asked when it leaves."""
    if notice.read_at is not None:
        return False
    match notice.kind:
        case Kind.SOON | Kind.LATE:
            return Clock.objects.filter(pk=notice.details["clock"], state=Clock.State.RUNNING).exists()
        case Kind.ESCALATED:
            return Escalation.objects.filter(pk=notice.details["escalation"], ended_at=None).exists()
        case Kind.GIVEN | Kind.APPROVE:
            return _stands(notice)
        case Kind.TROUBLE:
            return _troubled(notice)
    return True


def _stands(notice: Notice) -> bool:
    """Whether it is still theirs, or still waits for somebody who approves it."""
    if notice.kind == Kind.APPROVE:
        return Approval.objects.filter(pk=notice.details["approval"], state=Approval.State.WAITING).exists()
    return notice.conversation is not None and notice.conversation.assignee_id == notice.agent_id


def _troubled(notice: Notice) -> bool:
    if (hook := notice.details.get("hook")) is not None:
        return Hook.objects.filter(pk=hook).exclude(trouble="").exists()
    account = notice.account
    if account is None or account.state == Account.State.PAUSED:
        return False
    return account.quiet_since is not None if notice.details["what"] == "quiet" else bool(account.trouble)
