"""What is true of a generated year, kept beside it so that tests can judge what others make of it."""

from dataclasses import dataclass
from enum import StrEnum

from crmsync_sandbox.generate.gathering import Gathering
from crmsync_sandbox.life import Life, Mail


class Kind(StrEnum):
    """What a correspondent is to the owner."""

    OWNER = "owner"
    ASSISTANT = "assistant"
    """A person of her own who sends from the owner's mailbox."""
    FRIEND = "friend"
    """About weekly, both ways."""
    FAMILY = "family"
    """Both ways, under the user's label "Family"."""
    COLLEAGUE = "colleague"
    """Monthly, both ways, of the owner's own domain."""
    CLIENT = "client"
    """Quarterly, both ways."""
    QUIET = "quiet"
    """Was lively until a few months into the year."""
    SILENT = "silent"
    """Five years both ways, then nothing."""
    NEW = "new"
    """First met in the last weeks."""
    MET_ONCE = "met once"
    """One mail and its answer."""
    ONE_WAY = "one-way"
    """Writes and never gets an answer."""
    COURTED = "courted"
    """The owner writes and never gets an answer; at most an automatic one."""
    STRANGER = "stranger"
    """A writer whose headers are hostile."""
    MEMBER = "member"
    """Known from a mailing list only."""
    MET = "met"
    """Meets the owner, and no mail goes either way."""
    STAFF = "staff"
    """Works where the owner does, and is seen at its all-hands only."""
    FORGOTTEN = "forgotten"
    """Stands in the address book, and nowhere else."""
    ROBOT = "robot"
    NEWSLETTER = "newsletter"
    LIST = "list"
    """The address of a mailing list itself."""

    @property
    def human(self) -> bool:
        return self not in {Kind.ROBOT, Kind.NEWSLETTER, Kind.LIST}

    @property
    def two_way(self) -> bool:
        """Whether both sides wrote to each other by hand."""
        return self in _TWO_WAY


_TWO_WAY = frozenset(
    {Kind.FRIEND, Kind.FAMILY, Kind.COLLEAGUE, Kind.CLIENT, Kind.QUIET, Kind.SILENT, Kind.NEW, Kind.MET_ONCE}
)


class Sort(StrEnum):
    """What a mail is, whatever its headers say."""

    HUMAN = "human"
    """Written by a person to people, once."""
    DUPLICATE = "duplicate"
    """The same human mail again, under another Message-ID."""
    NEWSLETTER = "newsletter"
    NOTIFICATION = "notification"
    LIST = "list"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto-reply"
    DRAFT = "draft"
    CHAT = "chat"
    SPAM = "spam"
    TRASH = "trash"

    @property
    def bulk(self) -> bool:
        return self in {Sort.NEWSLETTER, Sort.NOTIFICATION, Sort.LIST}


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondent:
    """One human or one machine with all its addresses, the usual one first."""

    name: str
    addresses: tuple[str, ...]
    kind: Kind
    label: str | None = None
    """The user's label on mail with them."""

    @property
    def address(self) -> str:
        return self.addresses[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What is true of one mail. Correspondents are named by their usual address, whichever stood in the header."""

    sort: Sort
    writer: str
    readers: tuple[str, ...] = ()
    """Everyone it went to, Bcc included, without the writer; the owner only where it reached the owner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A mail and what is true of it."""

    mail: Mail
    note: Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """`notes[i]` is true of the life's `mails[i]`, and a gathering of the meeting that it names."""

    owner: Correspondent
    assistant: Correspondent
    correspondents: tuple[Correspondent, ...]
    """Everyone but the owner: people, machines, lists."""
    notes: tuple[Note, ...]
    gatherings: tuple[Gathering, ...] = ()
    """Of every entry of every calendar, of a series of each instance, in order of time."""

    def of(self, *kinds: Kind) -> tuple[Correspondent, ...]:
        return tuple(each for each in self.correspondents if each.kind in kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A life and the truth about it."""

    life: Life
    truth: Truth
