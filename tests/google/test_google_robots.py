"""Service accounts, over the sandbox's token endpoint."""

import pytest
from gmail_world import ANN, World

from crmsync.connector import Unauthorized
from crmsync_sandbox.faults import Refuse


def test_a_service_account_reads_the_mailbox_of_its_subject(world: World) -> None:
    world.login = world.sandbox.service_account()
    world.post("talk")
    world.pull()
    assert len(world.store.mails) == 1
    assert world.sandbox.meter.units.keys() == {ANN}


def test_a_service_account_renews_its_token_by_itself(world: World) -> None:
    world.login = world.sandbox.service_account()
    world.post("talk")
    cursor = world.pull()[-1].cursor
    world.sandbox.logins.expire()
    world.pull(cursor)
    assert world.sandbox.meter.refreshes == 1


def test_missing_delegation_is_told_with_the_scope_and_the_place_where_it_is_given(world: World) -> None:
    world.login = world.sandbox.service_account(delegated=["gmail.readonly"])
    with pytest.raises(Unauthorized) as caught:
        world.pull()
    said = str(caught.value)
    assert f"may not act for {ANN}: it lacks domain-wide delegation" in said
    assert "https://www.googleapis.com/auth/gmail.metadata" in said
    assert "Admin console" in said
    assert "PRIVATE KEY" not in said + repr(caught.value.__cause__)


def test_a_user_without_gmail_is_told(world: World) -> None:
    world.login = world.sandbox.service_account()
    world.sandbox.faults.add(Refuse(status=400, reason="failedPrecondition"), service="gmail")
    with pytest.raises(Unauthorized, match=f"{ANN} has no Gmail, or its service account may not act for it"):
        world.pull()
