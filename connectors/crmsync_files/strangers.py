"""Files of the same name in two exports that lie side by side: a newer export of one account, or another account's."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from crmsync.connector import Contact, Interaction, View
from crmsync_files.cursor import Place
from crmsync_files.gone import prefix_of
from crmsync_files.items import WITHDRAWN, Item, Kind, Unreadable
from crmsync_files.mail.reading import Reader
from crmsync_files.reading import steps


def settled(item: Item, present: Sequence[Item], before: Place, view: View, reader: Reader) -> Item:
    """`item` with the prefix under which its records are told, so that it withdraws nothing of another account.

    A file that was not read yet, where one of the same name was, is a newer export of it only if at least half of what
    it holds is known. It is looked through before a word of it is told. A stranger's calendar is told beside the other
    one. Raises `Unreadable` where `item` is a stranger's people: they stay unread until one of the two is gone.
    """
    if item.key in before.marks or item.kind not in WITHDRAWN:
        return replace(item, prefix=prefix_of(item, before))
    twins = {prefix_of(each, before): each for each in present if _are_twins(item, each) and each.key in before.marks}
    if not twins:
        return item
    names = _names(item, view, reader)
    same = next((prefix for prefix in twins if _is_half_known(prefix, names, view)), None)
    if same is not None:
        return replace(item, prefix=same)
    if item.kind is Kind.CALENDAR:
        return replace(item, prefix=f"{item.kind}-{item.key}/")
    raise Unreadable(_refusal(item, next(iter(twins.values()))))


def later(item: Item, present: Sequence[Item], place: Place) -> Iterator[Item]:
    """Those behind `item` that were read before and speak for the same records: the last word is theirs."""
    keys = [each.key for each in present]
    for each in present[keys.index(item.key) + 1 :]:
        mark = place.marks.get(each.key)
        if mark and each.key != item.key and mark.prefix == item.prefix:
            yield each


def _names(item: Item, view: View, reader: Reader) -> set[str]:
    """The ids of its people or meetings, without what they begin with."""
    told = (step.record for step in steps(item, 0, view, reader))
    return {one.id.removeprefix(item.prefix) for one in told if isinstance(one, Contact | Interaction)}


def _is_half_known(prefix: str, names: Collection[str], view: View) -> bool:
    """Not so where there are none: an empty calendar may be anybody's."""
    return bool(names) and 2 * len(set(view.known([prefix + name for name in names]))) >= len(names)


def _are_twins(one: Item, other: Item) -> bool:
    return one.key != other.key and one.prefix == other.prefix


def _refusal(item: Item, twin: Item) -> str:
    return (
        f"{item.name} has the name of {twin.name}, but mostly other people. Give each account a source of its own; "
        "if it is a newer export of the same account, take the older one away"
    )
