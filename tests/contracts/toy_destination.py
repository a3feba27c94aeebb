"""An honest destination in this process, small enough to break one thing of it at a time."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from crmsync.connector import (
    GONE,
    Applied,
    ArchiveTask,
    Change,
    ClearProfile,
    CompleteTask,
    ConnectorError,
    CreateContact,
    CreateTask,
    Cursor,
    DeferTask,
    EmailAddress,
    Fate,
    Ledger,
    Outcome,
    Output,
    Profile,
    ProfilePage,
    Rejected,
    ReopenTask,
    SetProperties,
    Settings,
    Task,
    TaskContent,
    Unauthorized,
    UpdateTask,
)
from crmsync.retry import Again, Caller
from crmsync.testing import DestinationWorld, Failure

T = TypeVar("T")
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


class Met(Exception):
    """A request met a failure."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


@dataclass(slots=True)
class Card:
    """A profile as the office holds it."""

    address: str
    phone: str = "their own"
    values: dict[Output, str] = field(default_factory=dict)
    cadence: int | None = None


@dataclass(slots=True)
class Note:
    """A task as the office holds it."""

    key: str
    card: str
    content: TaskContent
    fate: Fate = Fate.OPEN


class Office:
    """The service: cards and notes, which every request reaches through `asked` or `written`."""

    def __init__(self) -> None:
        self.cards: dict[str, Card] = {}
        self.removed: set[str] = set()
        self.notes: dict[str, Note] = {}
        self.count = 0
        self.requests = 0
        self.failure: Failure | None = None
        self.left: int | None = 0

    def new_id(self) -> str:
        self.count += 1
        return str(self.count)

    def asked(self, answer: Callable[[], T], *, writes: bool = False) -> T:
        """A request, which may meet a failure."""
        self.requests += 1
        failure = self.failure if self.left != 0 else None
        lost = failure is Failure.LOST
        if failure is None or (lost and not writes):
            return answer()
        self.left = None if self.left is None else self.left - 1
        if lost:
            answer()
        raise Met(failure)


def classify(error: Exception) -> Again | ConnectorError | None:
    match error:
        case Met(failure=Failure.NO_LOGIN):
            return Unauthorized("the office refuses the login. Log in again.")
        case Met(failure=failure):
            return Again(reason=f"the office answered {failure}", maybe_done=failure is Failure.LOST)
        case _:
            return None


class Honest:
    """Each method is a place where one may go wrong."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.caller = Caller(wait_scale=0.0001)

    def call(self, send: Callable[[], T], *, writes: bool = False, look: Callable[[], T | None] | None = None) -> T:
        budget = self.caller.budget("office", 10_000, 1.0)
        return self.caller.call(
            lambda: self.office.asked(send, writes=writes),
            connector="office",
            classify=classify,
            budget=budget,
            look=look,
        )

    # --- looking --------------------------------------------------------------------------------------------

    def changes(self, cursor: Cursor | None, ledger: Ledger) -> Iterator[ProfilePage]:
        profiles = self.call(lambda: [self.profile(id) for id, card in self.office.cards.items() if card.cadence])
        tasks = self.call(lambda: [self.fate(id) for id in ledger.open_tasks()])
        yield ProfilePage(profiles=profiles, tasks=tasks, cursor=Cursor("now"))

    def read(self, emails: Collection[EmailAddress]) -> Iterator[Profile]:
        if not emails:
            return
        found = self.call(lambda: [id for id, card in self.office.cards.items() if card.address in emails])
        for id in found:
            yield self.profile(id)

    def removed(self, emails: Collection[EmailAddress]) -> Collection[EmailAddress]:
        return self.call(lambda: [email for email in emails if email in self.office.removed])

    def touched(self, made: Mapping[str, CreateContact]) -> Collection[str]:
        return [id for id in made if id not in self.office.cards]

    def profile(self, id: str) -> Profile:
        card = self.office.cards[id]
        tasks = tuple(self.fate(each) for each, note in self.office.notes.items() if note.card == id)
        return Profile(
            id=id,
            addresses=(EmailAddress(card.address),),
            values=dict(card.values),
            settings=Settings(cadence_days=card.cadence),
            tasks=tasks,
        )

    def fate(self, id: str) -> Task:
        note = self.office.notes.get(id)
        if note is None:
            return Task(id=id, key="", fate=Fate.DELETED, ended=NOW)
        ended = None if note.fate is Fate.OPEN else NOW
        return Task(id=id, key=note.key, fate=note.fate, due=note.content.due, ended=ended)

    # --- writing --------------------------------------------------------------------------------------------

    def apply(self, changes: Sequence[Change]) -> Iterator[Outcome]:
        for change in changes:
            yield self.one(change)

    def one(self, change: Change) -> Outcome:
        match change:
            case CreateContact():
                return self.new_card(change)
            case SetProperties() | ClearProfile():
                return self.on_card(change)
            case CreateTask():
                return self.new_note(change)
            case ArchiveTask(key=key, task=task):
                self.call(lambda: self.office.notes.pop(task, None), writes=True)
                return Applied(key=key, id=task)
            case UpdateTask() | CompleteTask() | DeferTask() | ReopenTask():
                return self.on_note(change)
            case _:
                raise TypeError("the office is never asked for that")

    def on_card(self, change: SetProperties | ClearProfile) -> Outcome:
        card = self.office.cards.get(change.profile)
        if card is None:
            return Rejected(key=change.key, reason=GONE)
        match change:
            case SetProperties(values=values):
                new = self.merged(card.values, values)
            case ClearProfile():
                new, card.cadence = {}, None
        self.call(lambda: setattr(card, "values", new), writes=True)
        return Applied(key=change.key, id=change.profile)

    def merged(self, old: Mapping[Output, str], new: Mapping[Output, str]) -> dict[Output, str]:
        return {output: text for output, text in {**old, **new}.items() if text}

    def new_card(self, change: CreateContact) -> Outcome:
        there = next((id for id, card in self.office.cards.items() if card.address == change.address), None)
        if there:
            self.office.cards[there].values.update(change.values)
            return Applied(key=change.key, id=there, existed=True)
        id = self.office.new_id()
        self.call(lambda: self.office.cards.update({id: Card(change.address, values=dict(change.values))}), writes=True)
        return Applied(key=change.key, id=id)

    def new_note(self, change: CreateTask) -> Outcome:
        if change.profile not in self.office.cards:
            return Rejected(key=change.key, reason=GONE)
        there = self.note_of(change.key)
        id = there or self.call(lambda: self.put_note(change), writes=True, look=lambda: self.note_of(change.key))
        return Applied(key=change.key, id=id)

    def put_note(self, change: CreateTask) -> str:
        id = self.office.new_id()
        self.office.notes[id] = Note(change.key, change.profile, change.content)
        return id

    def note_of(self, key: str) -> str | None:
        return next((id for id, note in self.office.notes.items() if note.key == key), None)

    def on_note(self, change: UpdateTask | CompleteTask | DeferTask | ReopenTask) -> Outcome:
        note = self.office.notes.get(change.task)
        if note is None:
            return Rejected(key=change.key, reason=GONE)
        new = self.changed(note, change)
        self.call(lambda: self.office.notes.update({change.task: new}), writes=True)
        return Applied(key=change.key, id=change.task)

    def changed(self, note: Note, change: UpdateTask | CompleteTask | DeferTask | ReopenTask) -> Note:
        match change:
            case UpdateTask(content=content):
                return replace(note, content=replace(content, due=note.content.due))
            case CompleteTask():
                return replace(note, fate=Fate.COMPLETED)
            case DeferTask():
                return replace(note, fate=Fate.DEFERRED)
            case ReopenTask():
                return replace(note, fate=Fate.OPEN)


class OfficeWorld(DestinationWorld):
    """The office, with an honest destination in front, or another one."""

    kind: type[Honest] = Honest

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.office = Office()

    def open(self) -> Honest:
        return self.kind(self.office)

    def load(self, addresses: Sequence[str]) -> Sequence[str]:
        ids = [self.office.new_id() for _ in addresses]
        self.office.cards |= {id: Card(address) for id, address in zip(ids, addresses, strict=True)}
        return ids

    def remove(self, profile: str) -> None:
        self.office.removed.add(self.office.cards.pop(profile).address)

    def held(self) -> object:
        return repr((self.office.cards, self.office.notes))

    def foreign(self) -> object:
        return {id: (card.address, card.phone) for id, card in self.office.cards.items()}

    def tasks(self) -> Sequence[str]:
        return [note.key for note in self.office.notes.values()]

    def requests(self) -> int:
        return self.office.requests

    def complete(self, task: str) -> None:
        self.office.notes[task].fate = Fate.COMPLETED

    def delete(self, task: str) -> None:
        del self.office.notes[task]

    def move(self, task: str, due: date) -> None:
        note = self.office.notes[task]
        note.content = replace(note.content, due=due)

    def set_cadence(self, profile: str, days: int | None) -> None:
        self.office.cards[profile].cadence = days

    def fail(self, failure: Failure, times: int | None = 1) -> None:
        self.office.failure, self.office.left = failure, times

    def heal(self) -> None:
        self.office.failure = None
