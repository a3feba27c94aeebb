"""A believable year of one person's mail, with the traps that real mail holds; the same for the same seed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from crmsync_sandbox.generate.cast import MOST_PEOPLE, cast
from crmsync_sandbox.generate.crm import crm_contacts
from crmsync_sandbox.generate.hostile import strangers
from crmsync_sandbox.generate.shares import Frame, chances, plain_entries, trapped_entries
from crmsync_sandbox.generate.truth import Entry, Truth, Year
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
    """The mailbox, and the half of its people that the CRM knows. See `year`."""
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

    A few people wrote in the five years before only. With `traps`, which take a year of some size, there is also
    all that breaks readers and misleads counts; then two mails have impossible stamps, one of them after `until`.
    Raises ValueError where `until` is naive, or the numbers are too small for what is asked, or too large.
    """
    _check(until, people, messages, traps)
    frame = _frame(seed, owner, people, until.astimezone(UTC).replace(microsecond=0), timedelta(days=days))
    entries = trapped_entries(frame, messages) if traps else plain_entries(frame, messages)
    return _told(frame, sorted(entries, key=lambda entry: entry.mail.at), traps)


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


def _told(frame: Frame, entries: Sequence[Entry], traps: bool) -> Year:
    players = frame.cast
    everyone = (
        players.assistant,
        *players.people,
        *players.members,
        *players.machines,
        *(strangers() if traps else ()),
    )
    story = Life(
        owner=players.owner.address,
        mails=tuple(entry.mail for entry in entries),
        contacts=crm_contacts(chances(frame.seed, "crm"), players),
        user_labels=("Family", "Investors"),
    )
    notes = tuple(entry.note for entry in entries)
    return Year(
        life=story, truth=Truth(owner=players.owner, assistant=players.assistant, correspondents=everyone, notes=notes)
    )
