"""The labels of a mailbox: Gmail's own by id, the user's by name."""

from collections.abc import Iterable

HIDDEN = frozenset({"SPAM", "TRASH"})
"""Messages with one of these are left out of lists, unless they are asked for."""

SYSTEM = (
    "CHAT",
    "SENT",
    "INBOX",
    "IMPORTANT",
    "TRASH",
    "DRAFT",
    "SPAM",
    "CATEGORY_FORUMS",
    "CATEGORY_UPDATES",
    "CATEGORY_PERSONAL",
    "CATEGORY_PROMOTIONS",
    "CATEGORY_SOCIAL",
    "STARRED",
    "UNREAD",
)


class Labels:
    """Which labels there are. The user's own get ids Label_1, Label_2 … as they are first used."""

    def __init__(self) -> None:
        self._id_of: dict[str, str] = {name: name for name in SYSTEM}

    def id_of(self, name: str) -> str:
        """The id of Gmail's own label, or of the user's label of that name, which is made where it is new."""
        return self._id_of.setdefault(name, f"Label_{len(self._id_of) - len(SYSTEM) + 1}")

    def ids_of(self, names: Iterable[str]) -> frozenset[str]:
        return frozenset(self.id_of(name) for name in sorted(names))

    def resource(self, label_id: str) -> dict[str, object] | None:
        """The label as labels.list shows it; None where there is none of that id."""
        for name, known in self._id_of.items():
            if known == label_id:
                return _system(name) if name in SYSTEM else _user(label_id, name)
        return None

    def resources(self) -> list[dict[str, object]]:
        return [_system(name) if name in SYSTEM else _user(id_, name) for name, id_ in self._id_of.items()]


def _system(name: str) -> dict[str, object]:
    return {"id": name, "name": name, "type": "system"}


def _user(label_id: str, name: str) -> dict[str, object]:
    label = {"id": label_id, "name": name, "type": "user"}
    return {**label, "messageListVisibility": "show", "labelListVisibility": "labelShow"}
