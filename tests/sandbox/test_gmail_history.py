from typing import Any

import pytest
from gmail_client import OWNER, Wire, mail

from crmsync_sandbox.server import Sandbox


def records(wire: Wire, start: object, **more: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = wire.get("history", startHistoryId=start, **more).body.get("history", [])
    return found


def test_every_happening_is_told_once_in_order_with_the_labels_of_its_moment(sandbox: Sandbox, wire: Wire) -> None:
    box = sandbox.mailbox(OWNER)
    id_ = box.receive(mail(1, labels=["INBOX", "UNREAD"]))
    box.label(id_, add=["Friends"], remove=["UNREAD"])
    box.delete(id_)
    short = {"id": id_, "threadId": id_}

    def message(*labels: str) -> dict[str, object]:
        return {**short, "labelIds": list(labels)}

    assert records(wire, 1000) == [
        {"id": "1001", "messages": [short], "messagesAdded": [{"message": message("INBOX", "UNREAD")}]},
        {
            "id": "1002",
            "messages": [short],
            "labelsAdded": [{"message": message("INBOX", "Label_1"), "labelIds": ["Label_1"]}],
        },
        {
            "id": "1003",
            "messages": [short],
            "labelsRemoved": [{"message": message("INBOX", "Label_1"), "labelIds": ["UNREAD"]}],
        },
        {"id": "1004", "messages": [short], "messagesDeleted": [{"message": message("INBOX", "Label_1")}]},
    ]
    assert wire.get(f"messages/{id_}").status == 404


def test_history_begins_after_the_start_and_ends_at_the_profiles_history_id(sandbox: Sandbox, wire: Wire) -> None:
    box = sandbox.mailbox(OWNER)
    box.receive(mail(1))
    place = wire.get("profile").body["historyId"]
    assert records(wire, place) == []
    later = box.receive(mail(2))
    page = wire.get("history", startHistoryId=place).body
    assert [one["messages"][0]["id"] for one in page["history"]] == [later]
    assert page["historyId"] == wire.get("profile").body["historyId"]


def test_labels_that_change_nothing_are_no_happening(sandbox: Sandbox, wire: Wire) -> None:
    box = sandbox.mailbox(OWNER)
    id_ = box.receive(mail(1, labels=["INBOX"]))
    box.label(id_, add=["INBOX"], remove=["UNREAD"])
    assert len(records(wire, 1000)) == 1


def test_kinds_and_labels_narrow_the_history(sandbox: Sandbox, wire: Wire) -> None:
    box = sandbox.mailbox(OWNER)
    first = box.receive(mail(1, labels=["SENT"]))
    box.receive(mail(2, labels=["INBOX"]))
    box.delete(first)
    assert [one["id"] for one in records(wire, 1000, historyTypes="messageAdded")] == ["1001", "1002"]
    assert [one["id"] for one in records(wire, 1000, historyTypes=["messageAdded", "messageDeleted"])] == [
        "1001",
        "1002",
        "1003",
    ]
    assert [one["id"] for one in records(wire, 1000, labelId="INBOX")] == ["1002"]
    assert wire.get("history", startHistoryId=1000, historyTypes="messageSeen").status == 400


def test_a_start_that_is_too_old_or_from_the_future_is_404(sandbox: Sandbox, wire: Wire) -> None:
    box = sandbox.mailbox(OWNER)
    place = wire.get("profile").body["historyId"]
    assert wire.get("history", startHistoryId=place).status == 200
    box.forget_history()
    assert (wire.get("history", startHistoryId=place).status, wire.get("history", startHistoryId=place).reason) == (
        404,
        "notFound",
    )
    assert wire.get("history", startHistoryId=wire.get("profile").body["historyId"]).status == 200
    assert wire.get("history", startHistoryId=10**9).status == 404
    assert wire.get("history").status == 400


def test_what_fills_a_mailbox_is_no_news(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.mailbox(OWNER).fill([mail(1), mail(2)], ["Friends"])
    assert wire.get("history", startHistoryId=1000).status == 404
    assert records(wire, wire.get("profile").body["historyId"]) == []


def test_deleting_what_is_not_there_is_an_error_for_the_test_that_does_it(sandbox: Sandbox) -> None:
    with pytest.raises(KeyError):
        sandbox.mailbox(OWNER).delete("00000000000000aa")
