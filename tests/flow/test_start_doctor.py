from datetime import timedelta

import pytest

from earful.accounts.models import Account
from earful.cli import checks
from earful.cli.checks import Finding
from earful.intake.models import Item
from earful.kit import clock, environment
from earful.staff import actions as staff
from earful.staff.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    found = staff.open_workspace("A bakery").workspace
    assert found
    return found


def account(workspace: Workspace, **state: object) -> Account:
    now = clock.now()
    return Account.objects.create(
        workspace=workspace, network="sandbox", external_id="b1", handle="bakery", connected_at=now, **state
    )


def found(topic: str) -> Finding:
    """What the doctor says about one topic."""
    return next(finding for finding in checks.examine(environment.read()) if finding.topic.startswith(topic))


def test_an_account_heard_a_moment_ago_is_well(workspace: Workspace) -> None:
    account(workspace, polled_at=clock.now())
    assert found("account").well


def test_an_account_not_heard_for_long_needs_a_person(workspace: Workspace) -> None:
    account(workspace, polled_at=clock.now() - timedelta(hours=1))
    finding = found("account")
    assert not finding.well
    assert "Is earful listen running?" in finding.words


def test_a_signed_out_account_is_told_with_its_reason(workspace: Workspace) -> None:
    account(workspace, state=Account.State.SIGNED_OUT, trouble="The app password was revoked.")
    assert found("account").words.startswith("The app password was revoked.")


def test_what_could_not_be_read_is_counted(workspace: Workspace) -> None:
    assert found("ledger") == Finding("ledger", True, "everything could be read")
    Item.objects.create(
        workspace=workspace,
        account=account(workspace),
        external_id="1",
        version="1",
        raw={},
        arrived_at=clock.now(),
        state=Item.State.UNREADABLE,
    )
    assert found("ledger").words.startswith("1 arrivals could not be read.")


def test_without_anyone_at_work_it_says_what_to_start(workspace: Workspace) -> None:
    assert found("work") == Finding("work", False, "Nobody does the work that waits. Start earful up, or earful work.")


def test_without_a_workspace_it_says_how_to_open_one() -> None:
    assert found("desk").words == "No workspace is open yet. Run earful up or earful signin."


def test_work_that_waits_too_long_is_counted_once(workspace: Workspace) -> None:
    from procrastinate.contrib.django import app

    late = clock.now() - timedelta(hours=1)
    app.configure_task("understand", schedule_at=late, allow_unknown=True).defer(item_id=1)
    assert found("waiting").words.startswith("1 pieces of work wait")
    assert not found("waiting").well
