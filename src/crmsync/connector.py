"""The plugin interface. It imports nothing of crmsync, and a plugin needs little else.

Glossary, one word per thing:

connector    a plugin: a source, a destination or an enricher
service      the thing outside: Gmail, HubSpot
pull, push   bring facts in from a source; bring changes out to a destination
plan, apply  work out changes as values; carry them out
record       one fact from a source: a contact, an interaction, a deletion, a skip
contact      a person as one source knows them
person       contacts that are one human
interaction  one mail, meeting, call or message
participant  an address on an interaction, with its role
cursor       where a pull goes on; opaque to the core, small
page         records and the cursor after them; stored in one transaction
profile      a contact as the destination holds it
snapshot     all that a service holds of something: what is not in it is gone
property     a named value of a profile
skipped      we could not read it; rejected: the service refused it

A plugin gives facts and performs writes. Comparing, safety, journal and progress are the core's;
waiting and repeating are `crmsync.retry`'s. A plugin's class is constructed as
`Plugin(config, account=Account | None, caller=crmsync.retry.Caller)`; `config` is an instance of its own
`Config`, a frozen dataclass read from its table of the configuration.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal, NewType, Protocol, runtime_checkable

EmailAddress = NewType("EmailAddress", str)
"""A lower-case address without display name; made by `email_address` at the edge, once."""

Cursor = NewType("Cursor", str)
"""Where a pull goes on: the service's place, stage and page token. Never a list of ids."""


def email_address(text: str) -> EmailAddress | None:
    """The address in canonical form, or None where `text` is none (no single inner @, blanks, control characters)."""
    address = text.strip().strip("<>").lower()
    address = address.strip("'")  # some programs write 'ann@example.com'
    local, _, domain = address.rpartition("@")
    clean = local and domain and "@" not in local and len(address) <= 254
    return EmailAddress(address) if clean and address.isprintable() and " " not in address else None


# --- records: what a source gives -----------------------------------------------------------------


class Channel(StrEnum):
    """How people talked. The values are those of the property `last_channel`."""

    MAIL = "mail"
    MEETING = "meeting"
    CALL = "call"
    MESSAGE = "message"


class Role(StrEnum):
    """What a participant is on an interaction."""

    FROM = "from"
    TO = "to"
    CC = "cc"
    BCC = "bcc"
    ORGANIZER = "organizer"
    ATTENDEE = "attendee"


class Signal(StrEnum):
    """A fact of an interaction that speaks against contact: a machine, a crowd, no meeting. The core decides on it."""

    LIST = "list"
    """List-Id."""
    UNSUBSCRIBE = "unsubscribe"
    """List-Unsubscribe."""
    PRECEDENCE = "precedence"
    """Precedence: bulk, list or junk."""
    AUTO_SUBMITTED = "auto-submitted"
    """Auto-Submitted with another value than "no" (RFC 3834)."""
    NULL_SENDER = "null-sender"
    """Return-Path: <>."""
    REPORT = "report"
    """Content-Type multipart/report, or X-Failed-Recipients: a bounce or a receipt."""
    CATEGORY = "category"
    """The service files it under a bulk category (promotions, social, updates, forums)."""
    ALL_DAY = "all-day"
    """An entry for whole days: a birthday or a fair, rarely a talk."""
    INCOMPLETE = "incomplete"
    """Not everybody who is on it is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    address: EmailAddress
    role: Role
    name: str = ""
    declined: bool = False
    """Said no to the meeting. An answer that is still open counts as yes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person as this source knows them."""

    id: str
    addresses: tuple[EmailAddress, ...]
    name: str = ""
    groups: frozenset[str] = frozenset()
    own: bool = False
    """The owner of the account: these addresses are self."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One mail, meeting, call or message. `id` is unique within the source and stable."""

    id: str
    channel: Channel
    at: datetime
    """Aware, UTC: when the mail was received or the meeting began."""
    participants: tuple[Participant, ...]
    duration: timedelta = timedelta()
    thread: str | None = None
    key: str | None = None
    """The same on every account that holds this interaction: Message-ID, iCalUID and start."""
    sent: bool = False
    """It lies among the account's sent mail. Says nothing of who wrote it: an assistant may send from a mailbox."""
    signals: frozenset[Signal] = frozenset()
    list_id: str | None = None
    labels: frozenset[str] = frozenset()
    """The user's own labels, by name."""
    subject: str | None = None
    """Only where `View.subjects`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """The record with this id is withdrawn. Not for mail that was deleted: the talk happened; for spam it did not."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """The record with this id could not be read. It is counted and shown, and stops nothing."""

    id: str
    reason: str


Record = Contact | Interaction | Deleted | Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What is known once this page is stored."""

    channels: frozenset[Channel]
    complete: bool = False
    """Everything since `since` is known; what the plan left unread as bulk counts as seen."""
    since: datetime | None = None
    """None: everything the account ever held."""
    sent: bool = False
    """Everything that self sent since `since` is known, if not all that was received."""
    unread: int = 0
    """How many items the plan left unread as bulk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All there is now: records whose id begins with `prefix` and is not in `ids` are gone, and are withdrawn.

    An interaction that ended before `since` stays, told or not. What is listed but not told, say because it is known
    already, stands in `ids` too.
    """

    ids: frozenset[str]
    prefix: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Records and the cursor after them. `remaining`: how many items this pull still has to fetch, if known."""

    records: Sequence[Record]
    cursor: Cursor
    coverage: Coverage
    remaining: int | None = None
    snapshot: Snapshot | None = None
    """Taken after the page's records are stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """How an interaction is filed at its service: what may change of it without any news of its own."""

    labels: frozenset[str] = frozenset()
    category: bool = False
    """A bulk category: `Signal.CATEGORY`."""
    sent: bool = False


class View(Protocol):
    """What a source may ask of the store."""

    @property
    def now(self) -> datetime:
        """What the run takes for the present moment; aware, UTC."""

    @property
    def since(self) -> datetime | None:
        """The horizon: older items need not be pulled. None: everything."""

    @property
    def subjects(self) -> bool:
        """Whether subjects and titles may be asked for. Bodies never."""

    def known(self, ids: Collection[str]) -> Collection[str]:
        """Those of `ids` that this source need not tell again: stored, or dropped on purpose. Skipped ones may be."""

    def filed(self, ids: Collection[str]) -> Mapping[str, Filing]:
        """How those of `ids` that are stored interactions were filed when last told."""

    def never(self, addresses: Collection[EmailAddress]) -> Collection[EmailAddress]:
        """Those of `addresses` that are never to be logged. What is theirs alone is not read, and no record names it.

        Of a mail or a meeting among others the core hides them itself.
        """

    def wanted(self) -> Collection[EmailAddress]:
        """Addresses whose dates matter most: the CRM's people and those self wrote to. It may send requests."""


class Source(Protocol):
    def pull(self, cursor: Cursor | None, view: View) -> Iterator[Page]:
        """Everything since `cursor`, or everything where it is None, as pages.

        A pull may be abandoned after any page; the next one, given that page's cursor, goes on from there. A record
        may be told twice, never forgotten. The last page's coverage says what is complete.
        Raises `CursorExpired` before the first page where the service has forgotten the cursor's place: the core then
        pulls with None. Raises `Unauthorized`, `Exhausted`, `Unavailable`. Writes to no service.
        """


# --- profiles: what a destination holds -------------------------------------------------------------


class Output(StrEnum):
    """A property that we compute and push. Its value is text in one canonical form (`Values`)."""

    LAST_CONTACT = "last_contact"
    LAST_RECEIVED = "last_received"
    LAST_SENT = "last_sent"
    LAST_MEETING = "last_meeting"
    LAST_CALL = "last_call"
    NEXT_MEETING = "next_meeting"
    LAST_CHANNEL = "last_channel"
    STATE = "state"
    TURN = "turn"
    CIRCLE = "circle"
    STRENGTH = "strength"
    WARMTH = "warmth"
    REACH_OUT_BY = "reach_out_by"
    WHY = "why"
    TAGS = "tags"


Values = Mapping[Output, str]
"""Canonical text: times `2026-11-22T09:30:00Z`, dates `2026-11-22`, numbers without separators, "" for empty.

Tags stand in alphabetical order with a semicolon between: `client;investor`.
"""


class Circle(StrEnum):
    """How close a person is, from the handful that matter most outward. The values are those of the property."""

    INNER = "inner"
    CLOSE = "close"
    ACTIVE = "active"
    WIDER = "wider"
    OUTER = "outer"


class Fate(StrEnum):
    """What became of one of our tasks."""

    OPEN = "open"
    COMPLETED = "completed"
    DELETED = "deleted"
    DEFERRED = "deferred"
    """Put off: it asks for nothing any more, and is not done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One of our tasks as the destination holds it."""

    id: str
    key: str
    """Empty where the task is deleted for good and nothing but its id is known."""
    fate: Fate
    due: date | None = None
    """Where it stands now: a person may have moved it."""
    ended: datetime | None = None
    """When it was completed, deleted or deferred, as well as the service can say; None while open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What people set at the destination for us to read, never to write."""

    cadence_days: int | None = None
    muted: bool = False
    circle: Circle | None = None
    """Pinned: it wins over the one that is worked out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A contact as the destination holds it."""

    id: str
    addresses: tuple[EmailAddress, ...]
    merged_ids: tuple[str, ...] = ()
    """Former ids of this profile: others were merged into it."""
    values: Values = field(default_factory=dict)
    """Only what is set: an absent output is empty."""
    settings: Settings = field(default_factory=Settings)
    notes_last_contacted: datetime | None = None
    """When the destination itself last saw a conversation logged."""
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilePage:
    """What people did there: everybody who has a setting, profiles that are new, and our tasks' fates.

    All pages together name every holder of a setting. Who held one and stands on none of them has cleared it.
    """

    profiles: Sequence[Profile]
    tasks: Sequence[Task]
    cursor: Cursor


# --- changes: what the core asks of a destination ---------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskContent:
    """`subject` and `body` are plain text; the destination escapes what it must."""

    subject: str
    body: str
    due: date
    channel: Channel
    owner: EmailAddress | None = None
    """Whose task it is, by address; the destination finds the id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetProperties:
    """`""` empties a property. Properties that are not named are left alone."""

    key: str
    profile: str
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTask:
    key: str
    profile: str
    content: TaskContent


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateTask:
    """Rewrite subject, body and kind. The due date is left alone: a person may have moved it."""

    key: str
    profile: str
    task: str
    content: TaskContent


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteTask:
    key: str
    profile: str
    task: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferTask:
    """Put it off: it leaves the list of what is to be done, and is not counted as done."""

    key: str
    profile: str
    task: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenTask:
    key: str
    profile: str
    task: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveTask:
    key: str
    profile: str
    task: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearProfile:
    """Empty all of ours on the profile, and what people set for us to read: only `crmsync forget` asks for it.

    It is done even where the destination lacks some of it (`Schema.lacking`).
    """

    key: str
    profile: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateContact:
    """A profile for somebody who has none, with our values in the same request.

    Where the address is somebody's already the values go there, and the outcome says that it `existed`.
    """

    key: str
    address: EmailAddress
    first_name: str
    last_name: str
    values: Values
    profile: str = ""
    """There is none yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveContact:
    """Archive a profile that a `CreateContact` of ours made."""

    key: str
    profile: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A mail or meeting as its record may tell of it: never what was said, and nobody whom the record is not about."""

    channel: Channel
    at: datetime
    """Aware, UTC: when the mail was received or the meeting began."""
    ended: datetime
    sent: bool = False
    """Self wrote the mail."""
    own: EmailAddress | None = None
    """The address that self has on it."""
    others: tuple[EmailAddress, ...] = ()
    """The addresses by which those whom the record is about stand on it."""
    owner: EmailAddress | None = None
    """Whose record it is, by address; the destination finds the id."""
    subject: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogInteraction:
    """A record of a conversation, for all of `profiles`. The same conversation has the same key for ever."""

    key: str
    profile: str
    beside: tuple[str, ...] = ()
    """Further profiles that it is about."""
    content: Conversation

    @property
    def profiles(self) -> tuple[str, ...]:
        return (self.profile, *self.beside)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveLogged:
    """Take back a record that `LogInteraction` made; `key` is that change's."""

    key: str
    profile: str
    channel: Channel
    record: str = ""
    """Its id there; empty where the answer was lost and nothing is known but the key."""


TaskChange = CreateTask | UpdateTask | CompleteTask | DeferTask | ReopenTask | ArchiveTask
Change = SetProperties | TaskChange | LogInteraction | ArchiveLogged | CreateContact | ClearProfile | ArchiveContact
"""`key` is ours and stable: the same change has the same key on every run, until it is applied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """`id`: the id of the profile or task that holds the change now (a merged profile has a new one)."""

    key: str
    id: str
    existed: bool = False
    """Of a `CreateContact`: the profile was there before, and is not of our making."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """The service refused this one change; the others went on. `reason` holds no private text.

    The reason `GONE` means that the profile or task is not there any more.
    """

    key: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyThere:
    """Somebody else has made what a `LogInteraction` would make: nothing was written, nothing there is ours."""

    key: str


Outcome = Applied | Rejected | AlreadyThere
GONE = "gone"


class Ledger(Protocol):
    """What a destination may ask of the store."""

    def open_tasks(self) -> Collection[str]:
        """Ids of our tasks there that are not known to have ended."""


class Destination(Protocol):
    def changes(self, cursor: Cursor | None, ledger: Ledger) -> Iterator[ProfilePage]:
        """What people did there since `cursor`: settings, new profiles, the fate of our tasks. Never writes."""

    def read(self, emails: Collection[EmailAddress]) -> Iterator[Profile]:
        """The profiles that hold any of `emails`, each once. Who is not there is not answered. Never writes."""

    def apply(self, changes: Sequence[Change]) -> Iterator[Outcome]:
        """One outcome for each change, in order. Nothing is sent before the first one is asked for.

        Requests for neighbours of one kind may be under way together; where one fails, what came of the later is not
        told.

        Applying an applied change changes nothing: before a create is repeated whose answer was lost, it is looked up.
        Raises `Unready` before the first write where the destination lacks what `Schema.lacking` names.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaStep:
    """One thing that `setup` would create: what it is, its name there, and a sentence for the user.

    Options are those that a property lacks which is there already.
    """

    kind: Literal["group", "property", "options"]
    object: str
    name: str
    description: str


@runtime_checkable
class Schema(Protocol):
    """A destination that needs properties of its own offers this; `setup` calls it, sync never creates."""

    def lacking(self) -> Sequence[SchemaStep]:
        """What is missing, in the order of creation. Raises `Unready` where something exists with another type."""

    def create(self, step: SchemaStep) -> None:
        """Create it. Creating what exists in the right form changes nothing."""


@runtime_checkable
class TagKeeping(Protocol):
    """A destination that must know of each tag before it can hold it offers this."""

    def keep_tags(self, names: Collection[str]) -> None:
        """The tags that may be pushed, told once, before anything else is asked. No other ever comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskText:
    """What stands on one of our tasks now, as plain text."""

    subject: str
    body: str


@runtime_checkable
class TaskTexts(Protocol):
    """A destination that can tell what stands on our tasks offers this: `undo` rewrites none that a person rewrote."""

    def texts(self, tasks: Collection[str]) -> Mapping[str, TaskText]:
        """By id; who is gone is left out. Never writes."""


@runtime_checkable
class MayCreate(Protocol):
    """The `Config` of a destination offers this where people whom it does not hold may be given a profile."""

    @property
    def create_contacts(self) -> Literal["never", "two-way"]:
        """two-way: those one really talks with."""


@runtime_checkable
class ContactKeeping(Protocol):
    """A destination in which profiles can be created offers this."""

    def removed(self, emails: Collection[EmailAddress]) -> Collection[EmailAddress]:
        """Those whose profile was archived there: they are never created again. Never writes."""

    def touched(self, made: Mapping[str, CreateContact]) -> Collection[str]:
        """Those ids of profiles that hold something else beside our own than they were made with. Never writes."""


@runtime_checkable
class LogSettings(Protocol):
    """The `Config` of a destination that can keep a record of conversations has these."""

    @property
    def log(self) -> Collection[Literal["meeting", "mail"]]:
        """The channels whose interactions become records there."""

    @property
    def log_at_most(self) -> int:
        """How many a run may make, so that a backlog of years does not use up a day's allowance."""


@runtime_checkable
class Roster(Protocol):
    """A destination that can tell whom it holds offers this, so that a source can begin with them (`View.wanted`)."""

    def addresses(self) -> Iterator[Collection[EmailAddress]]:
        """All addresses of everybody there, page by page; a page is asked for only when it is wanted. Never writes."""


# --- enrichers ----------------------------------------------------------------------------------------


@runtime_checkable
class Linking(Protocol):
    """A source that knows where its user reads an interaction in the browser."""

    def link(self, interaction: Interaction) -> str | None:
        """The page's address; None where there is none. Sends no request."""


@runtime_checkable
class RecordLinking(Protocol):
    """A destination that knows where its user reads a profile in the browser."""

    def record_link(self) -> str | None:
        """The page's address, `{id}` standing for the profile's; None where the service does not say. One request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """What an enricher sees of a person."""

    addresses: tuple[EmailAddress, ...]
    name: str = ""
    labels: frozenset[str] = frozenset()
    """The user's own labels on mail with them."""
    groups: frozenset[str] = frozenset()
    """The groups that their contacts are in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    name: str
    because: str
    """Why the person carries it, in a sentence for the user."""


class Enricher(Protocol):
    def enrich(self, person: PersonView) -> Iterable[Tag]:
        """Tags for this person; each says why.

        A look-up in what the plugin has at hand: the same answer for the same person, no request, nothing written.
        Every command that shows a person asks for it anew. Raises `ConnectorError` where it can't tell: then nothing
        that depends on tags is pushed in this run.
        """


# --- surroundings -------------------------------------------------------------------------------------


class Secret:
    """A secret that is read when it is used and is never shown.

    `origin` says where it comes from ("env HUBSPOT_KEY"); it is all that a `repr` or an error shows.
    """

    __slots__ = ("_read", "origin")

    def __init__(self, origin: str, read: Callable[[], str]) -> None:
        self.origin = origin
        self._read = read

    def reveal(self) -> str:
        return self._read()

    def __repr__(self) -> str:
        return f"Secret({self.origin})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A login that several sources share. `login` reveals authorized-user or service-account JSON.

    `client`: the user's own OAuth client, by which `crmsync login` makes a login where none is brought; `login` is
    then what it made.
    """

    address: EmailAddress
    login: Secret | None = None
    client: Secret | None = None
    keep: Literal["file", "keyring"] = "file"
    """Where a login that was made is kept: in a file beside the configuration, or in the system's keyring."""
    access: Literal["metadata", "readonly"] = "metadata"
    units_per_minute: int = 6000
    prices: Mapping[str, int] = field(default_factory=dict)
    """Units by method (`messages.get`), where they differ from the connector's defaults."""


# --- what single commands need: optional protocols of any connector ------------------------------------


class Weight(StrEnum):
    """How a finding weighs."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    """It works, and the user should know."""
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What `check` found about one thing, in a sentence; and what to do about it, where it is not good."""

    weight: Weight
    what: str
    remedy: str = ""
    own: tuple[EmailAddress, ...] = ()
    """Addresses that the service says are the account owner's: those that the configuration does not name are told."""


@runtime_checkable
class Checked(Protocol):
    """A connector that can look whether it would work offers this; `check` calls it."""

    def findings(self) -> Iterator[Finding]:
        """Login, rights, budgets, settings. Reads a little, never writes. Raises as a pull does."""


@runtime_checkable
class Consenting(Protocol):
    """A source whose account can log in by the user's consent offers this; `crmsync login` calls it."""

    def scopes(self) -> Collection[str]:
        """What this source asks to be allowed, in the service's own words."""

    def log_in(self, scopes: Collection[str], consent: "Consent") -> "Granted":
        """Ask the user for all of `scopes` at once, by `Account.client`.

        Raises `Unauthorized` where the user refuses, or does not answer in time.
        """

    def owner(self) -> EmailAddress | None:
        """Whose login `Account.login` is, by what the service says; None where it does not say. Raises as a pull."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """How the user is asked. `show` puts the address of the consent page before them."""

    show: Callable[[str], None]
    browser: bool = True
    """Open it in the user's browser, too."""
    port: int = 0
    """On loopback, where the answer comes back; 0 takes any free one."""
    seconds: float = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What the user allowed. `login` is the JSON that `Account.login` will reveal."""

    login: str = field(repr=False)
    scopes: frozenset[str]
    """In the service's own words; the user may have left out some that were asked for."""


# --- errors: one class for each thing the caller can do ------------------------------------------------


class ConnectorError(Exception):
    """What reaches the core. The message says what happened, to which thing, and in its last sentence what to do.

    Never a secret.
    """


class Unauthorized(ConnectorError):
    """Log in again, or grant what the message names."""


class Exhausted(ConnectorError):
    """The service's allowance is used up. Come back at `until` (aware), if known."""

    def __init__(self, message: str, until: datetime | None = None) -> None:
        super().__init__(message)
        self.until = until


class CursorExpired(ConnectorError):
    """The service has forgotten the cursor's place. Pull from the beginning."""


class Unavailable(ConnectorError):
    """Retries are used up, or the host can't be reached. This account stops; the rest goes on."""


class Unready(ConnectorError):
    """The destination lacks a property, or has it with another type. Run setup, or do what the message says."""
