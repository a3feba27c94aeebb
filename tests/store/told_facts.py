"""Records as a source may tell them."""

from datetime import UTC, datetime, timedelta

from crmsync.connector import Channel, Contact, EmailAddress, Interaction, Participant, Role, Signal, email_address
from crmsync.store.progress import Progress

AT = datetime(2026, 11, 18, 9, 0, 0, 123_000, tzinfo=UTC)


def address(text: str) -> EmailAddress:
    found = email_address(text)
    assert found is not None
    return found


ANN, BEN, CAT = (address(f"{name}@mail.test") for name in ("ann", "ben", "cat"))

FROM_BEN = Participant(address=BEN, role=Role.FROM, name="Ben Okoro")
TO_ANN = Participant(address=ANN, role=Role.TO)
TO_CAT = Participant(address=CAT, role=Role.CC, name="Cat")

MAIL = Interaction(
    id="m1",
    channel=Channel.MAIL,
    at=AT,
    participants=(FROM_BEN, TO_ANN, TO_CAT),
    duration=timedelta(),
    thread="t1",
    key="<1@mail.test>",
    sent=True,
    signals=frozenset({Signal.LIST, Signal.CATEGORY}),
    list_id="garden.lists.test",
    labels=frozenset({"Friends", "Work"}),
    subject="Tea",
)
MEETING = Interaction(
    id="e1",
    channel=Channel.MEETING,
    at=AT,
    duration=timedelta(minutes=45),
    participants=(Participant(address=BEN, role=Role.ORGANIZER), Participant(address=ANN, role=Role.ATTENDEE)),
)
CONTACT = Contact(id="c1", addresses=(BEN, CAT), name="Ben Okoro", groups=frozenset({"VC", "starred"}), own=True)


class Interrupted(Exception):
    """The power goes."""


def interrupt() -> None:
    raise Interrupted


def progress(cursor: str | None, **more: object) -> Progress:
    return Progress(cursor=cursor, **more)  # type: ignore[arg-type]  # the caller names the fields
