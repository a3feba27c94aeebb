"""Files of the same name in two exports that lie side by side: a newer export of one account, or another account's."""

from collections.abc import Sequence

from crmsync.connector import Contact, View
from crmsync_files.cursor import Place
from crmsync_files.items import PEOPLE, Item, Unreadable
from crmsync_files.mail.reading import Reader
from crmsync_files.reading import steps


def refuse_stranger(item: Item, present: Sequence[Item], before: Place, view: View, reader: Reader) -> None:
    """Raises `Unreadable` where `item` would withdraw the people of another account.

    A file that was not read yet, where one of the same name was, is a newer export of it only if at least half of its
    people are known. It is looked through before a word of it is told, and stays unread until one of the two is gone.
    """
    twin = next((each for each in present if _are_twins(item, each) and each.key in before.marks), None)
    if item.kind not in PEOPLE or item.key in before.marks or twin is None:
        return
    ids = {step.record.id for step in steps(item, 0, view, reader) if isinstance(step.record, Contact)}
    if 2 * len(set(view.known(ids))) < len(ids):
        raise Unreadable(
            f"{item.name} has the name of {twin.name}, but mostly other people. Give each account a source of its own; "
            "if it is a newer export of the same account, take the older one away"
        )


def _are_twins(one: Item, other: Item) -> bool:
    return one.key != other.key and one.prefix == other.prefix
