"""Every route through Google's own client; every answer against Google's own description of it."""

from collections.abc import Callable
from typing import Any

import pytest
from described import discovery, faults_of, scopes_of, shape_of, unknown_to
from gmail_client import OWNER, google, mail
from googleapiclient.http import BatchHttpRequest

from crmsync_sandbox.gmail import shapes
from crmsync_sandbox.gmail.methods import METHODS
from crmsync_sandbox.google.fields import Shape
from crmsync_sandbox.server import Sandbox

GMAIL = "gmail.v1"


@pytest.fixture
def full(sandbox: Sandbox) -> Sandbox:
    """A mailbox with a thread, a label of the user's, an alias, and every kind of happening since 1000."""
    mailbox = sandbox.mailbox(OWNER)
    mailbox.aliases.append("annie@example.com")
    first = mailbox.receive(mail(1, thread="a", labels=["INBOX", "UNREAD", "Investors"]))
    second = mailbox.receive(mail(2, thread="a", labels=["SENT"]))
    mailbox.receive(mail(3))
    mailbox.label(first, add=["STARRED"], remove=["UNREAD"])
    mailbox.delete(second)
    return sandbox


Ask = Callable[[Any, str], Any]

ROUTES: list[tuple[str, Ask]] = [
    ("ListMessagesResponse", lambda users, _: users.messages().list(userId="me", maxResults=1)),
    ("Message", lambda users, id_: users.messages().get(userId="me", id=id_, format="minimal")),
    ("Message", lambda users, id_: users.messages().get(userId="me", id=id_, format="metadata")),
    ("Message", lambda users, id_: users.messages().get(userId="me", id=id_)),
    ("Message", lambda users, id_: users.messages().get(userId="me", id=id_, format="raw")),
    ("ListThreadsResponse", lambda users, _: users.threads().list(userId="me", maxResults=1)),
    ("Thread", lambda users, id_: users.threads().get(userId="me", id=id_, format="metadata")),
    ("ListHistoryResponse", lambda users, _: users.history().list(userId="me", startHistoryId="1000", maxResults=4)),
    ("ListLabelsResponse", lambda users, _: users.labels().list(userId="me")),
    ("Label", lambda users, _: users.labels().get(userId="me", id="Label_1")),
    ("Profile", lambda users, _: users.getProfile(userId=OWNER)),
    ("ListSendAsResponse", lambda users, _: users.settings().sendAs().list(userId="me")),
]


@pytest.mark.parametrize(("schema", "ask"), ROUTES)
def test_answers_have_the_keys_and_types_of_the_discovery_document(full: Sandbox, schema: str, ask: Ask) -> None:
    with google(full, "gmail.readonly") as (service, _):
        message = service.users().messages().list(userId="me").execute()["messages"][-1]["id"]
        answer = ask(service.users(), message).execute()
    assert answer
    assert list(faults_of(GMAIL, answer, {"$ref": schema})) == []


def test_the_schema_check_sees_wrong_types_unknown_keys_and_numbers_that_are_none() -> None:
    wrong = {"messages": [{"id": 1, "colour": "red", "historyId": "x", "sizeEstimate": True}]}
    assert len(list(faults_of(GMAIL, wrong, {"$ref": "ListMessagesResponse"}))) == 4


def test_every_happening_is_told_as_the_discovery_document_has_it(full: Sandbox) -> None:
    with google(full, "gmail.readonly") as (service, _):
        history = service.users().history().list(userId="me", startHistoryId="1000").execute()
    kinds = {key for record in history["history"] for key in record} - {"id", "messages"}
    assert kinds == {"messagesAdded", "messagesDeleted", "labelsAdded", "labelsRemoved"}
    assert list(faults_of(GMAIL, history, {"$ref": "ListHistoryResponse"})) == []


def test_googles_batches_come_back_to_their_callbacks_with_their_own_status(full: Sandbox) -> None:
    told: dict[str, tuple[Any, Any]] = {}
    with google(full, "gmail.readonly") as (service, http):
        messages = service.users().messages()
        known = messages.list(userId="me").execute()["messages"][0]["id"]
        batch = BatchHttpRequest(
            batch_uri=f"{full.url}/batch/gmail/v1",
            callback=lambda id_, answer, error: told.update({id_: (answer, error)}),
        )
        batch.add(messages.get(userId="me", id=known, format="metadata"), request_id="a long name, with + and blanks")
        batch.add(messages.get(userId="me", id="00000000000000aa"), request_id="gone")
        batch.execute(http=http)
    answer, error = told["a long name, with + and blanks"]
    assert error is None
    assert list(faults_of(GMAIL, answer, {"$ref": "Message"})) == []
    assert told["gone"][1].status_code == 404


# Google's batch opens a connection of its own to refresh, and leaves it open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_googles_client_refreshes_an_expired_token_by_itself_alone_and_in_a_batch(full: Sandbox) -> None:
    told: list[Any] = []
    with google(full, "gmail.readonly") as (service, http):
        full.logins.expire()
        assert service.users().getProfile(userId="me").execute()["emailAddress"] == OWNER
        full.logins.expire()
        batch = BatchHttpRequest(batch_uri=f"{full.url}/batch/gmail/v1", callback=lambda *parts: told.append(parts))
        batch.add(service.users().getProfile(userId="me"))
        batch.execute(http=http)
    assert [error for _, _, error in told] == [None]
    assert full.meter.refreshes == 2


def test_a_get_too_long_for_a_request_line_is_served_as_post(full: Sandbox) -> None:
    with google(full, "gmail.readonly") as (service, _):
        listed = service.users().messages().list(userId="me", labelIds=["INBOX"] * 300).execute()
    assert len(listed["messages"]) == 2
    assert full.meter.log[-1].method == "POST"
    assert "labelIds=INBOX" in full.meter.log[-1].query


@pytest.mark.parametrize(
    ("shape", "schema"),
    [
        (shapes.MESSAGES, "ListMessagesResponse"),
        (shapes.THREADS, "ListThreadsResponse"),
        (shapes.THREAD, "Thread"),
        (shapes.HISTORY, "ListHistoryResponse"),
        (shapes.LABELS, "ListLabelsResponse"),
        (shapes.PROFILE, "Profile"),
        (shapes.SEND_AS, "ListSendAsResponse"),
    ],
)
def test_masks_are_checked_against_names_that_the_discovery_document_has(shape: Shape, schema: str) -> None:
    assert list(unknown_to(shape, shape_of(GMAIL, schema), schema)) == []


def test_scopes_are_those_of_the_discovery_document() -> None:
    users = discovery(GMAIL)["resources"]["users"]
    described = {
        "messages.list": users["resources"]["messages"]["methods"]["list"],
        "messages.get": users["resources"]["messages"]["methods"]["get"],
        "threads.list": users["resources"]["threads"]["methods"]["list"],
        "threads.get": users["resources"]["threads"]["methods"]["get"],
        "history.list": users["resources"]["history"]["methods"]["list"],
        "labels.list": users["resources"]["labels"]["methods"]["list"],
        "labels.get": users["resources"]["labels"]["methods"]["get"],
        "getProfile": users["methods"]["getProfile"],
        "sendAs.list": users["resources"]["settings"]["resources"]["sendAs"]["methods"]["list"],
    }
    for method in METHODS.values():
        assert method.scopes <= scopes_of(described[method.name])
