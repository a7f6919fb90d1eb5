"""The town knows what is true about it: who wanted an answer and who got one. The desk must say the same."""

import os
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from sandbox_fixture import running_town

from earful import flow, taking_on
from earful.channels.sandbox.town.cast import BRANDS
from earful.conversations.models import Turn
from earful.intake.models import Item
from earful.staff.actions import open_workspace

pytestmark = pytest.mark.django_db(transaction=True)
ENOUGH = 0.9  # of what wanted an answer is found by the first triage, or by what people did


@pytest.fixture
def truth() -> Any:
    """A town with a day behind it, heard by a desk that was connected a moment ago."""
    open_workspace("Northwind")
    with running_town(quiet=False, seed=3) as town:
        before = os.environ.get("EARFUL_TRUSTED_HOSTS", "")
        os.environ["EARFUL_TRUSTED_HOSTS"] = f"127.0.0.1:{town.port}"
        try:
            taking_on.settle_town(town.url)
            for job in ProcrastinateJob.objects.filter(task_name="backfill"):
                taking_on.backfill(**job.args)
            understand_everything()
            yield {brand.handle: town.truth(brand.handle) for brand in BRANDS}
        finally:
            os.environ["EARFUL_TRUSTED_HOSTS"] = before


def understand_everything() -> None:
    """What a worker does, in the order in which jobs were deferred, until nothing is left to do."""
    done: set[int] = set()
    understanding = ProcrastinateJob.objects.filter(task_name__startswith="understand").order_by("pk")
    while left := list(understanding.exclude(pk__in=done)):
        for job in left:
            getattr(flow, job.task_name)(**job.args)
            done.add(job.pk)


def test_the_desk_tells_the_truth_about_the_town(truth: dict[str, Any]) -> None:
    assert not Item.objects.exclude(state="placed").exists(), "everything that was said stands in a conversation"
    wanted, found, waiting = 0, 0, 0
    for handle, told in truth.items():
        turns = {t.external_id: t for t in Turn.objects.filter(account__handle=handle)}
        for post in told["wanted"]:
            if post["removed_at"] is not None or post["id"] not in turns:
                continue
            turn = turns[post["id"]]
            wanted += 1
            found += turn.needs_answer
            if post["answered_as"] == "native" and turn.needs_answer:
                answer = turns[post["answer"]]
                assert turn.outcome in {"answered", "thanked"}, f"{post['id']} was answered by {post['answer']}"
                assert turn.outcome_at is not None
                assert turn.outcome_at <= answer.said_at
            elif post["answered_at"] is None and turn.needs_answer:
                waiting += 1
                assert turn.outcome == "", f"nobody answered {post['id']}, the desk says {turn.outcome}"
                assert turn.conversation.status == "open"
    assert wanted > 60
    assert waiting > 5
    assert found / wanted >= ENOUGH
