"""What a night's history asks for. Pure: changes in, fetches out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crmsync_google.batch import Json
from crmsync_google.gmail.labels import BULK, HIDDEN, MOST_LABELLED, SENT, SPAM, is_bulk, is_hidden, users_own
from crmsync_google.gmail.plan import Fetch, GetThread, cheapest
from crmsync_google.gmail.prices import Prices


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A message that the history names, with its labels as last told."""

    id: str
    thread: str
    labels: frozenset[str]
    arrived: bool = False
    """It is new, or it came out of the drafts, spam, trash or a bulk category."""
    relabelled: bool = False
    """What we told of it before is no longer so: a label of the user's own, its category, or that it was sent."""

    @property
    def opens_thread(self) -> bool:
        """A thread has the id of its first message."""
        return self.id == self.thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """`whole`: the threads among `fetches` of which more may be wanted than the messages named."""

    fetches: tuple[Fetch, ...]
    whole: frozenset[str]
    labelled: frozenset[str]
    """Bulk that is wanted for a label of the user's own."""
    unread: int
    spam: tuple[str, ...] = ()
    """Known messages that the user called spam since: they are withdrawn. What was deleted stays: the talk happened."""


def changes(pages: Iterable[Json]) -> dict[str, Changed]:
    """Each message that matters, in the order of the history; of its labels the last word counts."""
    found: dict[str, Changed] = {}
    for page in pages:
        for record in page.get("history", ()):
            for change in _told(record):
                before = found.get(change.id)
                found[change.id] = change if before is None else _both(before, change)
    return {id: change for id, change in found.items() if change.arrived or change.relabelled}


def _told(record: Json) -> Iterable[Changed]:
    for entry in record.get("messagesAdded", ()):
        yield _changed(entry, arrived=True)
    for entry in record.get("labelsAdded", ()):
        labels = frozenset(entry.get("labelIds", ()))
        yield _changed(entry, arrived=SENT in labels, relabelled=_told_of(labels))
    for entry in record.get("labelsRemoved", ()):
        labels = frozenset(entry.get("labelIds", ()))
        yield _changed(entry, arrived=not labels.isdisjoint(BULK | HIDDEN), relabelled=_told_of(labels))


def _told_of(labels: frozenset[str]) -> bool:
    """Whether a record tells of these labels, so that their change makes it wrong."""
    return bool(users_own(labels)) or SENT in labels or SPAM in labels or not BULK.isdisjoint(labels)


def _changed(entry: Json, *, arrived: bool = False, relabelled: bool = False) -> Changed:
    message = entry["message"]
    return Changed(
        id=message["id"],
        thread=message.get("threadId", message["id"]),
        labels=frozenset(message.get("labelIds", ())),
        arrived=arrived,
        relabelled=relabelled,
    )


def _both(before: Changed, after: Changed) -> Changed:
    return Changed(
        id=after.id,
        thread=after.thread,
        labels=after.labels,
        arrived=before.arrived or after.arrived,
        relabelled=before.relabelled or after.relabelled,
    )


def night(changed: Mapping[str, Changed], known: frozenset[str], prices: Prices) -> Night:
    """What to fetch of the changed messages, of which the store holds `known`."""
    labelled = _labelled_bulk([change for change in changed.values() if change.id not in known])
    settled = known | labelled
    threads: dict[str, list[Changed]] = defaultdict(list)
    for change in changed.values():
        if not is_hidden(change.labels):
            threads[change.thread].append(change)
    fetches: list[Fetch] = []
    whole: set[str] = set()
    unread = 0
    for thread, named in threads.items():
        new = [change for change in named if change.arrived and change.id not in settled]
        wanted = [change.id for change in named if change.id in labelled]
        again = [change.id for change in named if change.relabelled and change.id in known]
        if any(_asks_for_thread(change) for change in new):
            fetches.append(GetThread(id=thread, messages=(*(change.id for change in new), *wanted, *again)))
            whole.add(thread)
            continue
        readable = [change.id for change in new if not is_bulk(change.labels)]
        unread += len(new) - len(readable)
        fetches += cheapest(thread, [*readable, *wanted, *again], prices)
    spam = tuple(change.id for change in changed.values() if SPAM in change.labels and change.id in known)
    return Night(fetches=tuple(fetches), whole=frozenset(whole), labelled=labelled, unread=unread, spam=spam)


def _labelled_bulk(unknown: Sequence[Changed]) -> frozenset[str]:
    """The bulk under labels of the user's own: of each label the last that the history names."""
    chosen: set[str] = set()
    taken: Counter[str] = Counter()
    for change in reversed(unknown):
        if is_bulk(change.labels) and not is_hidden(change.labels):
            labels = [label for label in users_own(change.labels) if taken[label] < MOST_LABELLED]
            taken.update(labels)
            chosen.update([change.id] if labels else [])
    return frozenset(chosen)


def _asks_for_thread(change: Changed) -> bool:
    """Whether this new message can only be judged, or makes others worth reading, with the rest of its thread.

    Sent mail in an older thread makes it two-way: what was left unread there as bulk is wanted now, and only the
    thread itself tells what that is. Bulk in an older thread may be an answer to sent mail. What opens its thread
    has nothing before it.
    """
    return not change.opens_thread and (SENT in change.labels or is_bulk(change.labels))
