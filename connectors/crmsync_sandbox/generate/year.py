"""A believable year of one person's mail and meetings, with the traps that real ones hold; the same for a seed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from crmsync_sandbox.generate.acquaintances import Acquaintances, acquaintances
from crmsync_sandbox.generate.arranging import Arranged
from crmsync_sandbox.generate.cards import cards
from crmsync_sandbox.generate.cast import MOST_PEOPLE, Cast, cast
from crmsync_sandbox.generate.crm import crm_contacts
from crmsync_sandbox.generate.hostile import strangers
from crmsync_sandbox.generate.meetings import meetings
from crmsync_sandbox.generate.odd_meetings import odd_meetings
from crmsync_sandbox.generate.shares import Frame, chances, plain_entries, trapped_entries
from crmsync_sandbox.generate.truth import Correspondent, Entry, Truth, Year
from crmsync_sandbox.life import Life

LEAST_CAST = 10
"""With fewer, some kind of person is missing."""
LEAST_MESSAGES, LEAST_PEOPLE = 1500, 120
"""What a year with all its traps takes."""


def life(
    *,
    seed: int = 1,
    owner: str = "ann@example.com",
    until: datetime,
    days: int = 365,
    people: int = 220,
    messages: int = 3200,
    traps: bool = True,
) -> Life:
    """Mailbox, calendar and address book, and the half of the people with mail that the CRM knows. See `year`."""
    return year(seed=seed, owner=owner, until=until, days=days, people=people, messages=messages, traps=traps).life


def year(
    *,
    seed: int = 1,
    owner: str = "ann@example.com",
    until: datetime,
    days: int = 365,
    people: int = 220,
    messages: int = 3200,
    traps: bool = True,
) -> Year:
    """A life of `messages` mails in the `days` before `until`, and the truth about it. Same arguments, same year.

    A few people wrote in the five years before only. Meetings go on for some months after `until`, and none is going
    on within an hour of it. With `traps`, which take a year of some size, there is also all that breaks readers and
    misleads counts; then two mails have impossible stamps, one of them after `until`.
    Raises ValueError where `until` is naive, or the numbers are too small for what is asked, or too large.
    """
    _check(until, people, messages, traps)
    frame = _frame(seed, owner, people, until.astimezone(UTC).replace(microsecond=0), timedelta(days=days))
    entries = trapped_entries(frame, messages) if traps else plain_entries(frame, messages)
    known = acquaintances(frame.chances("acquaintances"), frame.cast) if traps else None
    return _told(frame, sorted(entries, key=lambda entry: entry.mail.at), known)


def _check(until: datetime, people: int, messages: int, traps: bool) -> None:
    if until.tzinfo is None:
        raise ValueError("until must be an aware time")
    if not LEAST_CAST <= people <= MOST_PEOPLE:
        raise ValueError(f"a year takes {LEAST_CAST} to {MOST_PEOPLE} people, not {people}")
    if messages < 8 * people:
        raise ValueError(f"{people} people take at least {8 * people} messages, not {messages}")
    if traps and (messages < LEAST_MESSAGES or people < LEAST_PEOPLE):
        raise ValueError(f"a year with traps takes at least {LEAST_MESSAGES} messages and {LEAST_PEOPLE} people")


def _frame(seed: int, owner: str, people: int, until: datetime, period: timedelta) -> Frame:
    return Frame(
        seed=seed, cast=cast(chances(seed, "cast"), owner=owner, people=people), begin=until - period, until=until
    )


def _told(frame: Frame, entries: Sequence[Entry], known: Acquaintances | None) -> Year:
    entered = sorted(_calendar(frame, known), key=lambda entry: entry.meeting.start)
    gatherings = [gathering for entry in entered for gathering in entry.gatherings]
    story = Life(
        owner=frame.cast.owner.address,
        mails=tuple(entry.mail for entry in entries),
        contacts=crm_contacts(frame.chances("crm"), frame.cast),
        user_labels=("Family", "Investors"),
        meetings=tuple(entry.meeting for entry in entered),
        cards=cards(frame.chances("cards"), frame.cast, known),
    )
    truth = Truth(
        owner=frame.cast.owner,
        assistant=frame.cast.assistant,
        correspondents=_everyone(frame.cast, known),
        notes=tuple(entry.note for entry in entries),
        gatherings=tuple(sorted(gatherings, key=lambda gathering: gathering.start)),
    )
    return Year(life=story, truth=truth)


def _calendar(frame: Frame, known: Acquaintances | None) -> list[Arranged]:
    plain = meetings(frame.diary("meetings"), frame.cast, frame.begin)
    return [*plain, *odd_meetings(frame.diary("odd meetings"), frame.cast, known, frame.begin)] if known else plain


def _everyone(players: Cast, known: Acquaintances | None) -> tuple[Correspondent, ...]:
    everyone = (players.assistant, *players.people, *players.members, *players.machines)
    return (*everyone, *strangers(), *known.everyone) if known else everyone
