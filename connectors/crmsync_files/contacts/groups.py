"""Which groups of an address book are the user's own. Pure."""

from collections.abc import Iterable

from crmsync.reading.text import shown

_SYSTEM = frozenset("mycontacts,all,blocked,chatbuddies,friends,family,coworkers,all contacts,my contacts".split(","))
"""Google's own, which say nothing of a person that the user said."""


def tags(groups: Iterable[str]) -> frozenset[str]:
    """Google marks its own ones with an asterisk in tables."""
    names = (shown(each).removeprefix("*").strip() for each in groups)
    return frozenset(name for name in names if name and name.casefold() not in _SYSTEM)


def folder_group(folder: str, file: str) -> frozenset[str]:
    """Takeout makes a folder of each group, and in it a file of the same name."""
    return tags([folder]) if folder and folder == file else frozenset()
