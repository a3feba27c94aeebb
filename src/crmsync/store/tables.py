"""The tables. A table's comment says what a row is; the migrations build exactly this, and a test compares them."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    false,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData()


class UtcTime(TypeDecorator[datetime]):
    """An aware time, kept as milliseconds since the epoch: exact, sortable, the same in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value}")
        return None if value is None else round(value.timestamp() * 1000)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromtimestamp(value / 1000, UTC)


def _text(name: str, *, primary_key: bool = False, nullable: bool = False, index: bool = False) -> Column[str]:
    return Column(name, String, primary_key=primary_key, nullable=nullable, index=index)


def _time(name: str) -> Column[datetime]:
    return Column(name, UtcTime)


def _json(name: str) -> Column[Any]:
    return Column(name, JSON, nullable=False)


def _packed(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _number(name: str, *, nullable: bool = True) -> Column[int]:
    return Column(name, Integer, nullable=nullable)


def _numbered() -> Column[int]:
    """A number that no later row gets, also where this one is gone."""
    return Column("number", Integer, primary_key=True)


def _mark(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False, index=True)


def _day(name: str) -> Column[date]:
    return Column(name, Date)


meta = Table(
    "meta", metadata, _text("name", primary_key=True), _text("value"), comment="What the store keeps for itself."
)

cursors = Table(
    "cursors",
    metadata,
    _text("connection", primary_key=True),
    _text("cursor", nullable=True),
    _flag("complete"),
    _time("since"),
    _number("unread", nullable=False),
    Column("sent", Boolean, nullable=False, server_default=false()),
    comment="How far a source or a destination has been pulled, and what is known then.",
)

contacts = Table(
    "contacts",
    metadata,
    _text("source", primary_key=True),
    _text("id", primary_key=True),
    _text("name"),
    _flag("own"),
    _json("addresses"),
    _json("groups"),
    comment="A person as one source knows them.",
)

kinds = Table(
    "kinds",
    metadata,
    _numbered(),
    _text("source"),
    _text("channel"),
    _flag("sent"),
    _number("duration", nullable=False),
    _json("signals"),
    _text("list_id", nullable=True),
    _json("labels"),
    Column("mark", String, nullable=False, unique=True),
    sqlite_autoincrement=True,
    comment="What interactions have in common that are alike; duration in seconds; mark: a digest of it all.",
)

participants = Table(
    "participants",
    metadata,
    Column("kind", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _text("address", index=True),
    _text("role"),
    _text("name"),
    _flag("declined"),
    sqlite_with_rowid=False,
    comment="An address on the interactions of a kind.",
)

interactions = Table(
    "interactions",
    metadata,
    _numbered(),
    Column("kind", Integer, nullable=False, index=True),
    Column("at", UtcTime, nullable=False, index=True),
    _mark("thread_mark"),
    _mark("key_mark"),
    _text("source"),
    _text("id"),
    _text("thread", nullable=True),
    _text("key", nullable=True),
    _text("subject", nullable=True),
    UniqueConstraint("source", "id"),
    sqlite_autoincrement=True,
    comment="One mail, meeting, call or message. Under its number it never changes; 0: without thread, or key.",
)

blocks = Table(
    "blocks",
    metadata,
    Column("first", Integer, primary_key=True, autoincrement=False),
    _packed("rows"),
    comment="The interactions of some thousands of numbers, from the first on, packed. It goes with any of them.",
)

left_out = Table(
    "left_out",
    metadata,
    _text("source", primary_key=True),
    _text("id", primary_key=True),
    _text("reason"),
    _flag("unreadable"),
    comment="A record that is known by its id only: unreadable, or with nobody but never-log people.",
)

people = Table(
    "people",
    metadata,
    _text("address", primary_key=True),
    _text("person", index=True),
    comment="Whose address it is.",
)

histories = Table(
    "histories",
    metadata,
    _text("person", primary_key=True),
    _packed("told"),
    comment="A person's story, as of when meta says.",
)

beats = Table(
    "beats",
    metadata,
    _text("people"),
    _packed("told"),
    comment="What numbers are made of, in one piece: the ids of all who have a story, in order, and a record of each.",
)

voices = Table(
    "voices",
    metadata,
    _text("address", primary_key=True),
    _text("name", nullable=True),
    _flag("list"),
    _packed("told"),
    comment="What all that an address is on says of it: its name, whether it is a list, and why.",
)

conversations = Table(
    "conversations",
    metadata,
    _text("source", primary_key=True),
    _text("thread", primary_key=True),
    _mark("mark"),
    _text("name", index=True),
    comment="A thread that goes on in another one, and what both are called.",
)

news = Table(
    "news",
    metadata,
    _text("what", primary_key=True),
    _text("of", primary_key=True),
    comment="What interactions that were changed or withdrawn since are about: an address, a key, a thread, a minute.",
)

links = Table(
    "links",
    metadata,
    _text("one", primary_key=True),
    _text("other", primary_key=True),
    _flag("apart"),
    Column("at", UtcTime, nullable=False),
    comment="The user's last word on two addresses: one person, or apart.",
)

profiles = Table(
    "profiles",
    metadata,
    _text("destination", primary_key=True),
    _text("id", primary_key=True),
    _json("addresses"),
    _json("seen"),
    _json("written"),
    _number("cadence_days"),
    _flag("muted"),
    _text("circle", nullable=True),
    _time("notes_last_contacted"),
    comment="A contact as the destination holds it: values as last seen, and as last written by us.",
)

circles = Table(
    "circles",
    metadata,
    _text("person", primary_key=True),
    Column("at", UtcTime, primary_key=True, autoincrement=False),
    _text("circle", nullable=True),
    comment="The circle that a run at this time first saw a person in; null: in none any more.",
)

lookups = Table(
    "lookups",
    metadata,
    _text("destination", primary_key=True),
    _text("address", primary_key=True),
    _text("profile", nullable=True),
    _time("at"),
    comment="An address that was looked up at the destination, and the profile found; null: there was none.",
)

tasks = Table(
    "tasks",
    metadata,
    _text("destination", primary_key=True),
    _text("key", primary_key=True),
    _text("person", index=True),
    _text("profile"),
    _text("id"),
    _text("fate"),
    _time("created"),
    _day("due"),
    _time("ended"),
    _text("subject"),
    _text("body"),
    _text("channel", nullable=True),
    _day("moved"),
    _text("hand", nullable=True),
    comment="One of our tasks and its fate; where a person moved it, and whose hand ended it or opened it again.",
)

decisions = Table(
    "decisions",
    metadata,
    _text("address", primary_key=True),
    _text("kind", primary_key=True),
    Column("at", UtcTime, nullable=False),
    _day("until"),
    comment="What the user decided here on whom the address belongs to: snooze, done or mute.",
)

logged = Table(
    "logged",
    metadata,
    _text("destination", primary_key=True),
    _text("key", primary_key=True),
    _text("channel"),
    _json("profiles"),
    _text("record", nullable=True),
    _text("fate"),
    Column("at", UtcTime, nullable=False, index=True),
    comment="A mail or meeting that the destination holds a record of, by us or by others, or was to hold one.",
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("command"),
    Column("started", UtcTime, nullable=False),
    _time("ended"),
    _text("status", nullable=True),
    _json("summary"),
    comment="A run; without a status it was killed or is under way.",
)

journal = Table(
    "journal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run", Integer, ForeignKey("runs.id"), nullable=False, index=True),
    _text("destination"),
    _text("kind"),
    _text("key"),
    _text("profile"),
    _text("task", nullable=True),
    _json("before"),
    _json("after"),
    _text("fingerprint"),
    _text("state", index=True),
    _text("reason", nullable=True),
    _number("undoes"),
    comment="A change: written before its request (state intended), settled after it; `undoes`: the entry put back.",
)

rejections = Table(
    "rejections",
    metadata,
    _text("destination", primary_key=True),
    _text("fingerprint", primary_key=True),
    _text("key"),
    _text("reason"),
    _time("at"),
    comment="A change that the service refused; the same content is not sent again for a while.",
)

removed = Table(
    "removed",
    metadata,
    _text("destination", primary_key=True),
    _text("address", primary_key=True),
    comment="An address whose contact was archived at the destination: none is made for it again.",
)

forgotten = Table(
    "forgotten",
    metadata,
    _text("hidden", primary_key=True),
    Column("at", UtcTime, nullable=False),
    comment="A keyed hash of each address that was forgotten.",
)
