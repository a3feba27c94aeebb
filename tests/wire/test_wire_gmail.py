"""What the Gmail source and Gmail say to each other, word for word."""

from dataclasses import replace

import pytest
from ann_at_gmail import (
    ANN,
    BOB,
    FIRST_PULLED,
    ZOE,
    AnnAtGmail,
    Known,
    first_pull,
    from_,
    id_of,
    mail,
    nightly,
    post,
    records,
    some_of_everything,
    to,
)

from crmsync.connector import Contact, CursorExpired, EmailAddress, Interaction, Role, Signal, Unauthorized
from crmsync_sandbox.faults import ExpireToken, HalfBatch
from crmsync_sandbox.gmail.mailbox import Mailbox

OWNER = Contact(id=ANN, addresses=(ANN,), own=True)
TALK = [
    mail(1, from_(BOB, "Bob Stone"), to(ANN), key="talk-1@example.org"),
    mail(2, from_(ANN, "Ann"), to(BOB, "Bob Stone"), thread=1, key="talk-2@example.com", sent=True),
    mail(3, from_(BOB, "Bob Stone"), to(ANN), thread=1, key="talk-3@example.org"),
]
ORDER = [
    mail(6, from_(ANN), to("help@example.net"), thread=5, sent=True),
    mail(5, from_("help@example.net"), to(ANN), signals=frozenset({Signal.CATEGORY})),
]
LIST = mail(
    8,
    from_("cat@example.net"),
    to(ANN),
    signals=frozenset({Signal.LIST, Signal.PRECEDENCE}),
    list_id="cats.example.net",
)
PLANS = mail(
    7,
    from_(ZOE, "Zoë"),
    to(ANN),
    to(BOB, role=Role.CC),
    to("eve@example.org", role=Role.CC),
    labels=frozenset({"Investors"}),
)


def test_a_first_pull(gmail: AnnAtGmail) -> None:
    gmail.prepare(some_of_everything)
    with gmail.on_air() as source:
        pages = list(source.pull(None, Known()))
    assert records(pages) == [OWNER, *ORDER, *TALK, LIST, PLANS]
    assert [page.remaining for page in pages] == [7, 2, 2, 0, 0]
    assert [page.coverage.complete for page in pages] == [False, False, False, False, True]
    assert {page.coverage.unread for page in pages} == {1}
    assert pages[-1].cursor == nightly()


def test_a_first_pull_with_subjects_and_aliases(gmail: AnnAtGmail) -> None:
    alias = EmailAddress("ann@example.org")
    gmail.prepare(lambda mailbox: mailbox.aliases.append(alias))
    gmail.prepare(lambda mailbox: [post(mailbox, 1, "lunch", Subject="Lunch?")])
    with replace(gmail, access="readonly").on_air() as source:
        pages = list(source.pull(None, Known(subjects=True)))
    assert records(pages) == [replace(OWNER, addresses=(ANN, alias)), mail(1, from_(BOB), to(ANN), subject="Lunch?")]


def test_a_first_pull_that_goes_on(gmail: AnnAtGmail) -> None:
    gmail.prepare(some_of_everything)
    gmail.prepare(lambda mailbox: [post(mailbox, 11, "talk")])
    stopped = Known(frozenset(map(id_of, (1, 2, 3, 5, 6))))
    with gmail.on_air() as source:
        pages = list(source.pull(first_pull(), stopped))
    assert records(pages) == [OWNER, mail(11, from_(BOB), to(ANN), thread=1), LIST, PLANS]
    assert pages[-1].cursor == nightly(), "what happened since the first pull began is for the night"


def test_a_quiet_night(gmail: AnnAtGmail) -> None:
    gmail.prepare(some_of_everything)
    with gmail.on_air() as source:
        [page] = source.pull(nightly(), Known(FIRST_PULLED))
    assert page.records == []
    assert page.coverage.complete
    assert page.cursor == nightly()


def a_day(mailbox: Mailbox) -> None:
    """Bob goes on, Ann answers an offer, labels and stars, and drafts; a mail is gone before it could be read."""
    post(mailbox, 11, "talk")
    post(mailbox, 12, "offer", "SENT", sender=ANN, To="shop@example.net")
    mailbox.label(id_of(8), add=["Cats"])
    mailbox.label(id_of(1), add=["STARRED"])
    mailbox.delete(post(mailbox, 13, "gone"))
    post(mailbox, 14, "draft", "DRAFT", sender=ANN)
    post(mailbox, 15, "party", "CATEGORY_SOCIAL", sender="party@example.net")


def test_a_night_with_news(gmail: AnnAtGmail) -> None:
    gmail.prepare(some_of_everything)
    gmail.prepare(a_day)
    with gmail.on_air() as source:
        pages = list(source.pull(nightly(), Known(FIRST_PULLED)))
    shop = "shop@example.net"
    assert records(pages) == [
        mail(11, from_(BOB), to(ANN), thread=1),
        mail(4, from_(shop), to(ANN), signals=frozenset({Signal.UNSUBSCRIBE, Signal.CATEGORY})),
        mail(12, from_(ANN), to(shop), thread=4, sent=True),
        replace(LIST, labels=frozenset({"Cats"})),
    ]
    assert [page.cursor for page in pages] == [nightly(), nightly(18)]
    assert pages[-1].coverage.unread == 1


def test_a_forgotten_history(gmail: AnnAtGmail) -> None:
    gmail.prepare(some_of_everything)
    gmail.prepare(Mailbox.forget_history)
    with gmail.on_air() as source, pytest.raises(CursorExpired, match="forgotten"):
        next(source.pull(nightly(), Known(FIRST_PULLED)))


def test_a_refused_token_is_renewed(gmail: AnnAtGmail) -> None:
    gmail.prepare(some_of_everything)
    gmail.trouble(ExpireToken(), "/history")
    with gmail.on_air() as source:
        [page] = source.pull(nightly(), Known(FIRST_PULLED))
    assert page.cursor == nightly()


def test_a_login_without_a_token_fetches_one(gmail: AnnAtGmail) -> None:
    gmail.prepare(some_of_everything)
    with replace(gmail, login={"token": None}).on_air() as source:
        [page] = source.pull(nightly(), Known(FIRST_PULLED))
    assert page.cursor == nightly()


def test_a_withdrawn_login(gmail: AnnAtGmail) -> None:
    withdrawn = replace(gmail, login={"token": None, "refresh_token": "withdrawn"})
    with withdrawn.on_air() as source, pytest.raises(Unauthorized, match="is gone"):
        next(source.pull(nightly(), Known()))


def test_a_batch_that_is_half_too_fast(gmail: AnnAtGmail) -> None:
    gmail.prepare(some_of_everything)
    gmail.trouble(HalfBatch(), "/batch/")
    with gmail.on_air() as source:
        told = records(list(source.pull(None, Known())))
    assert {record.id for record in told if isinstance(record, Interaction)} == FIRST_PULLED
