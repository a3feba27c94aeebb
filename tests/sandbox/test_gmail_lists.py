from collections.abc import Callable

import pytest
from gmail_client import OWNER, START, Wire, log_in, mail
from hypothesis import given, settings
from hypothesis import strategies as st

from crmsync_sandbox.faults import EmptyPage
from crmsync_sandbox.gmail import lists
from crmsync_sandbox.gmail.arguments import Arguments
from crmsync_sandbox.gmail.mailbox import Mailbox
from crmsync_sandbox.google.answering import Resource
from crmsync_sandbox.server import Sandbox

LABELS = ("INBOX", "SENT", "SPAM", "TRASH", "CATEGORY_UPDATES", "Friends")

Mails = st.lists(st.tuples(st.frozensets(st.sampled_from(LABELS), max_size=3), st.integers(0, 6)), max_size=30)
Listing = Callable[[Mailbox, Arguments], Resource]


def mailbox_of(mails: list[tuple[frozenset[str], int]]) -> Mailbox:
    mailbox = Mailbox(OWNER)
    for number, (labels, thread) in enumerate(mails):
        mailbox.receive(mail(number, labels=sorted(labels), thread=str(thread)))
    return mailbox


def pages(listing: Listing, key: str, mailbox: Mailbox, **values: str) -> list[list[Resource]]:
    found, token = [], ""
    while True:
        given = {name: [value] for name, value in {**values, "pageToken": token}.items() if value}
        page = listing(mailbox, Arguments(id="", values=given))
        found.append(page.get(key, []))
        if not (token := page.get("nextPageToken", "")):
            return found


@pytest.mark.parametrize(("listing", "key"), [(lists.messages, "messages"), (lists.threads, "threads")])
@given(mails=Mails, size=st.integers(1, 8), label=st.sampled_from(("", *LABELS[:-1], "Label_1")), spam=st.booleans())
@settings(deadline=None)
def test_pages_one_after_the_other_are_the_whole_list(
    listing: Listing, key: str, mails: list[tuple[frozenset[str], int]], size: int, label: str, spam: bool
) -> None:
    mailbox = mailbox_of(mails)
    asked = {"labelIds": label, "includeSpamTrash": "true" if spam else ""}
    parts = pages(listing, key, mailbox, maxResults=str(size), **asked)
    whole = pages(listing, key, mailbox, maxResults="500", **asked)
    assert len(whole) == 1
    assert [item for page in parts for item in page] == whole[0]
    assert all(len(page) == size for page in parts[:-1])
    assert len({item["id"] for item in whole[0]}) == len(whole[0])


@given(mails=Mails, size=st.integers(1, 8))
@settings(deadline=None)
def test_pages_of_history_one_after_the_other_are_the_whole_history(
    mails: list[tuple[frozenset[str], int]], size: int
) -> None:
    mailbox = mailbox_of(mails)
    parts = pages(lists.history, "history", mailbox, startHistoryId="1000", maxResults=str(size))
    assert [record["id"] for page in parts for record in page] == [str(1001 + place) for place in range(len(mails))]


@given(mails=Mails, label=st.sampled_from(("SENT", "SPAM", "Label_1")))
@settings(deadline=None)
def test_a_list_by_label_is_what_the_messages_themselves_say(
    mails: list[tuple[frozenset[str], int]], label: str
) -> None:
    mailbox = mailbox_of(mails)
    (listed,) = pages(lists.messages, "messages", mailbox, labelIds=label, maxResults="500")
    out = frozenset() if label == "SPAM" else frozenset({"SPAM", "TRASH"})
    wanted = [one.id for one in mailbox.newest_first() if label in one.labels and not one.labels & out]
    assert [item["id"] for item in listed] == wanted


def test_messages_come_newest_first_with_the_id_of_their_threads_first_message(sandbox: Sandbox, wire: Wire) -> None:
    ids = [sandbox.mailbox(OWNER).receive(mail(number, thread="one")) for number in range(3)]
    assert wire.get("messages").body == {
        "messages": [{"id": id_, "threadId": ids[0]} for id_ in reversed(ids)],
        "resultSizeEstimate": 3,
    }
    assert ids == sorted(ids)
    assert all(len(id_) == 16 for id_ in ids)


def test_mails_of_a_life_are_loaded_in_the_order_of_their_arrival(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.mailbox(OWNER).fill([mail(5), mail(1), mail(3)])
    dates = [
        wire.get(f"messages/{one['id']}", format="minimal").body["internalDate"]
        for one in wire.get("messages").body["messages"]
    ]
    assert dates == sorted(dates, reverse=True)


def test_an_empty_list_lacks_its_key(wire: Wire) -> None:
    assert wire.get("messages").body == {"resultSizeEstimate": 0}
    assert wire.get("threads").body == {"resultSizeEstimate": 0}
    assert "history" not in wire.get("history", startHistoryId=1000).body


def test_a_page_has_a_hundred_messages_unless_told_and_never_over_five_hundred(sandbox: Sandbox, wire: Wire) -> None:
    for number in range(600):
        sandbox.mailbox(OWNER).receive(mail(number))
    assert len(wire.get("messages").body["messages"]) == 100
    assert len(wire.get("messages", maxResults=1000).body["messages"]) == 500


def test_all_labels_that_are_asked_for_must_be_there(sandbox: Sandbox, wire: Wire) -> None:
    both = sandbox.mailbox(OWNER).receive(mail(1, labels=["INBOX", "Friends"]))
    sandbox.mailbox(OWNER).receive(mail(2, labels=["INBOX"]))
    listed = wire.get("messages", labelIds=["INBOX", "Label_1"]).body["messages"]
    assert [one["id"] for one in listed] == [both]


@pytest.mark.parametrize("label", ["SPAM", "TRASH"])
def test_spam_and_trash_are_left_out_unless_asked_for(sandbox: Sandbox, wire: Wire, label: str) -> None:
    sandbox.mailbox(OWNER).receive(mail(1, labels=[label]))
    assert "messages" not in wire.get("messages").body
    assert "threads" not in wire.get("threads").body
    assert len(wire.get("messages", includeSpamTrash="true").body["messages"]) == 1
    assert len(wire.get("messages", labelIds=label).body["messages"]) == 1


def test_a_page_may_be_empty_and_have_a_successor_that_holds_what_it_should_have(sandbox: Sandbox, wire: Wire) -> None:
    ids = [sandbox.mailbox(OWNER).receive(mail(number)) for number in range(5)]
    for path, key in (("messages", "messages"), ("threads", "threads")):
        sandbox.faults.add(EmptyPage(), skip=1)
        found = list(wire.pages(path, key, maxResults=2))
        assert [len(page) for page in found] == [2, 0, 2, 1]
        assert [item["id"] for page in found for item in page] == ids[::-1]
    sandbox.faults.add(EmptyPage(), skip=1)
    found = list(wire.pages("history", "history", maxResults=2, startHistoryId=1000))
    assert [[int(record["id"]) for record in page] for page in found] == [[1001, 1002], [], [1003, 1004], [1005]]


def test_a_list_of_nothing_may_have_an_empty_page_with_a_successor_too(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.faults.add(EmptyPage(), times=3)
    assert list(wire.pages("messages", "messages")) == [[], [], [], []]


def test_what_arrives_while_a_list_is_read_shifts_no_page(sandbox: Sandbox, wire: Wire) -> None:
    ids = [sandbox.mailbox(OWNER).receive(mail(number)) for number in range(4)]
    pages_with_arrivals = []
    for page in wire.pages("messages", "messages", maxResults=2):
        pages_with_arrivals.append([one["id"] for one in page])
        sandbox.mailbox(OWNER).receive(mail(9))
    assert pages_with_arrivals == [ids[:1:-1], ids[1::-1]]


def test_q_finds_by_sender_recipient_and_time(sandbox: Sandbox, wire: Wire) -> None:
    box = sandbox.mailbox(OWNER)
    received = box.receive(mail(1, sender="Bob <Bob@Example.org>"))
    sent = box.receive(mail(2, sender=OWNER, to="Bob <bob@example.org>", labels=["SENT"]))
    noon = int(START.timestamp()) + 120

    def found(q: str) -> list[str]:
        return [one["id"] for one in wire.get("messages", q=q).body.get("messages", [])]

    assert found("from:bob@example.org") == [received]
    assert found("to:bob@example.org") == [sent]
    assert found(f"after:{noon}") == [sent]
    assert found(f"before:{noon}") == [received]
    assert found(f"from:bob@example.org after:{noon}") == []


@pytest.mark.parametrize("q", ["has:attachment", "word", "after:2026/01/01"])
def test_q_that_the_sandbox_does_not_speak_is_refused_and_not_ignored(wire: Wire, q: str) -> None:
    assert wire.get("messages", q=q).status == 400


@pytest.mark.parametrize("scopes", [("gmail.metadata",), ("gmail.metadata", "gmail.readonly")])
def test_q_is_refused_to_a_token_that_holds_the_metadata_scope(sandbox: Sandbox, scopes: tuple[str, ...]) -> None:
    with log_in(sandbox, OWNER, *scopes) as wire:
        refused = wire.get("messages", q="from:bob@example.org")
        assert wire.get("messages").status == 200
    assert (refused.status, refused.body["error"]["message"]) == (403, "Metadata scope does not support 'q' parameter")


@pytest.mark.parametrize("path", ["messages?pageToken=x", "messages?maxResults=many", "history?startHistoryId=x"])
def test_numbers_that_are_none_are_refused(wire: Wire, path: str) -> None:
    name, _, value = path.partition("?")[2].partition("=")
    refused = wire.get(path.partition("?")[0], **{name: value})
    assert (refused.status, refused.reason) == (400, "invalidArgument")


def test_labels_are_gmails_own_by_id_and_the_users_by_number(sandbox: Sandbox, wire: Wire) -> None:
    box = sandbox.mailbox(OWNER)
    box.receive(mail(1, labels=["INBOX", "UNREAD", "Investors"], thread="a"))
    box.receive(mail(2, labels=["INBOX", "Investors"], thread="a"))
    by_name = {label["name"]: label for label in wire.get("labels").body["labels"]}
    assert by_name["INBOX"] == {"id": "INBOX", "name": "INBOX", "type": "system"}
    assert by_name["Investors"]["id"] == "Label_1"
    counts = wire.get("labels/Label_1").body
    assert [counts[key] for key in ("messagesTotal", "messagesUnread", "threadsTotal", "threadsUnread")] == [2, 1, 1, 1]
    assert wire.get("labels/Label_9").status == 404
