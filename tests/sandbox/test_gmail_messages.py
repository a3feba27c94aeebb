import base64
import json

import pytest
from gmail_client import OWNER, START, Reply, Wire, log_in, mail

from crmsync_sandbox.google.answering import CANARY
from crmsync_sandbox.life import Mail
from crmsync_sandbox.server import Sandbox

ADDRESSED = "id,threadId,labelIds,internalDate,payload/headers"


def header_names(reply: Reply) -> list[str]:
    return [header["name"] for header in reply.body["payload"]["headers"]]


def test_metadata_without_a_mask_holds_private_text_and_so_does_a_subject_that_nobody_wrote(
    sandbox: Sandbox, wire: Wire
) -> None:
    id_ = sandbox.mailbox(OWNER).receive(mail(1))
    shown = wire.get(f"messages/{id_}", format="metadata")
    assert CANARY in shown.body["snippet"]
    assert {h["name"]: CANARY in h["value"] for h in shown.body["payload"]["headers"]}["Subject"]
    assert "data" not in shown.body["payload"].get("body", {})


def test_a_mask_and_names_of_headers_leave_nothing_private(sandbox: Sandbox, wire: Wire) -> None:
    id_ = sandbox.mailbox(OWNER).receive(mail(1))
    shown = wire.get(f"messages/{id_}", format="metadata", metadataHeaders=["from", "MESSAGE-ID"], fields=ADDRESSED)
    assert shown.body == {
        "id": id_,
        "threadId": id_,
        "labelIds": ["INBOX"],
        "internalDate": str(int(START.timestamp() * 1000) + 60_000),
        "payload": {
            "headers": [
                {"name": "From", "value": "Friend 1 <friend1@example.net>"},
                {"name": "Message-ID", "value": "<1@example.net>"},
            ]
        },
    }


def test_a_written_subject_is_kept_and_headers_keep_their_order_and_repeat(sandbox: Sandbox, wire: Wire) -> None:
    headers = (("Received", "a"), ("Subject", "Lunch"), ("Received", "b"))
    id_ = sandbox.mailbox(OWNER).receive(Mail(headers=headers, at=START, thread="t"))
    shown = wire.get(f"messages/{id_}", format="metadata").body["payload"]["headers"]
    assert tuple((one["name"], one["value"]) for one in shown) == headers


def test_full_and_raw_hold_a_body_that_is_private(sandbox: Sandbox, wire: Wire) -> None:
    id_ = sandbox.mailbox(OWNER).receive(mail(1))
    full = wire.get(f"messages/{id_}").body["payload"]["body"]["data"]
    raw = wire.get(f"messages/{id_}", format="raw").body["raw"]
    assert CANARY.encode() in base64.urlsafe_b64decode(full)
    assert b"From: Friend 1" in base64.urlsafe_b64decode(raw)


def test_minimal_shows_no_headers(sandbox: Sandbox, wire: Wire) -> None:
    id_ = sandbox.mailbox(OWNER).receive(mail(1))
    assert "payload" not in wire.get(f"messages/{id_}", format="minimal").body


@pytest.mark.parametrize(("path", "format_"), [("messages", "full"), ("messages", "raw"), ("threads", "full")])
def test_the_metadata_scope_never_shows_a_body(sandbox: Sandbox, path: str, format_: str) -> None:
    id_ = sandbox.mailbox(OWNER).receive(mail(1))
    with log_in(sandbox, OWNER, "gmail.metadata", "gmail.readonly") as wire:
        refused = wire.get(f"{path}/{id_}", format=format_)
        assert wire.get(f"{path}/{id_}", format="metadata").status == 200
    assert (refused.status, refused.reason) == (403, "forbidden")
    assert CANARY not in refused.text


def test_a_thread_holds_its_messages_oldest_first(sandbox: Sandbox, wire: Wire) -> None:
    ids = [sandbox.mailbox(OWNER).receive(mail(number, thread="one")) for number in range(3)]
    thread = wire.get(f"threads/{ids[0]}", format="metadata", metadataHeaders="From").body
    assert [message["id"] for message in thread["messages"]] == ids
    assert {message["threadId"] for message in thread["messages"]} == {ids[0]} == {thread["id"]}
    assert all(len(message["payload"]["headers"]) == 1 for message in thread["messages"])


def test_a_thread_goes_with_its_last_message_and_a_new_one_of_that_name_is_another(
    sandbox: Sandbox, wire: Wire
) -> None:
    box = sandbox.mailbox(OWNER)
    first = box.receive(mail(1, thread="one"))
    box.delete(first)
    second = box.receive(mail(2, thread="one"))
    assert wire.get(f"threads/{first}", format="metadata").status == 404
    assert wire.get(f"threads/{second}", format="metadata").body["id"] == second


def test_what_is_not_there_is_404_and_what_is_no_id_is_400(wire: Wire) -> None:
    assert (wire.get("messages/00000000000000aa").status, wire.get("messages/00000000000000aa").reason) == (
        404,
        "notFound",
    )
    assert (wire.get("messages/hello").status, wire.get("messages/hello").reason) == (400, "invalidArgument")
    assert wire.get("drafts").status == 404


@pytest.mark.parametrize("method", ["DELETE", "POST", "PUT"])
def test_nothing_but_reading_is_served(sandbox: Sandbox, wire: Wire, method: str) -> None:
    id_ = sandbox.mailbox(OWNER).receive(mail(1))
    assert wire.ask(method, f"/gmail/v1/users/me/messages/{id_}").status == 404
    assert wire.get(f"messages/{id_}").status == 200


def test_an_unknown_format_is_refused(sandbox: Sandbox, wire: Wire) -> None:
    id_ = sandbox.mailbox(OWNER).receive(mail(1))
    assert wire.get(f"messages/{id_}", format="everything").status == 400


def test_text_that_is_not_unicode_is_served_as_valid_utf8(sandbox: Sandbox, wire: Wire) -> None:
    headers = (("From", "Zo\u00eb <zoe@example.org>"), ("X-Odd", "a\udc80\x00\u2028b"))
    id_ = sandbox.mailbox(OWNER).receive(Mail(headers=headers, at=START, thread="t"))
    alone = wire.get(f"messages/{id_}", format="metadata")
    (part,) = wire.batch([f"/gmail/v1/users/me/messages/{id_}?format=metadata"])
    assert json.loads(part.text) == alone.body
    assert alone.body["payload"]["headers"][:2] == [
        {"name": "From", "value": "Zo\u00eb <zoe@example.org>"},
        {"name": "X-Odd", "value": "a?\x00\u2028b"},
    ]


def test_the_profile_counts_messages_and_threads(sandbox: Sandbox, wire: Wire) -> None:
    for number in range(3):
        sandbox.mailbox(OWNER).receive(mail(number, thread=str(number // 2)))
    assert wire.get("profile").body == {
        "emailAddress": OWNER,
        "messagesTotal": 3,
        "threadsTotal": 2,
        "historyId": "1003",
    }


def test_aliases_are_shown_to_those_who_may_read_settings(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.mailbox(OWNER).aliases.append("annie@example.com")
    shown = wire.get("settings/sendAs").body["sendAs"]
    assert [one["sendAsEmail"] for one in shown] == [OWNER, "annie@example.com"]
    with log_in(sandbox, OWNER, "gmail.metadata") as unable, log_in(sandbox, OWNER, "gmail.settings.basic") as able:
        assert unable.get("settings/sendAs").reason == "insufficientPermissions"
        assert able.get("settings/sendAs").status == 200
        assert able.get("profile").reason == "insufficientPermissions"
