"""What an archive says of where a mail lay, told in Gmail's labels."""

import csv
import re
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header

_FOLDERS = {
    "inbox": "INBOX",
    "notes inbox": "INBOX",
    "sent": "SENT",
    "sent items": "SENT",
    "sent mail": "SENT",
    "sent messages": "SENT",
    "deleted items": "TRASH",
    "deleted messages": "TRASH",
    "trash": "TRASH",
    "bin": "TRASH",
    "drafts": "DRAFT",
    "draft": "DRAFT",
    "junk": "SPAM",
    "junk mail": "SPAM",
    "spam": "SPAM",
}
_TAKEOUT = _FOLDERS | {
    "starred": "STARRED",
    "important": "IMPORTANT",
    "unread": "UNREAD",
    "chat": "CHAT",
    "category personal": "CATEGORY_PERSONAL",
    "category social": "CATEGORY_SOCIAL",
    "category promotions": "CATEGORY_PROMOTIONS",
    "category updates": "CATEGORY_UPDATES",
    "category forums": "CATEGORY_FORUMS",
}
SYSTEM = frozenset(_TAKEOUT.values())
"""Gmail's own labels; all others are the user's."""

_NO_LABEL = frozenset({"archived", "opened"})
"""What Takeout writes for the absence of a label."""
_FILE = re.compile(r"\d+\.?")
_READ = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder path taken apart: whose mailbox, and the folders down to the mail."""

    owner: str
    parts: tuple[str, ...]

    @property
    def labels(self) -> frozenset[str]:
        """Gmail's label where some part is a folder every mail program has, else the path as a label of the user's."""
        system = {_FOLDERS[_word(part)] for part in self.parts if _word(part) in _FOLDERS}
        return frozenset(system or ({"/".join(self.parts)} if self.parts else ()))


def folder(path: str) -> Folder:
    """`ann-e/_sent_mail/12.` is ann-e's folder _sent_mail; a last part that is a number is the mail's own file."""
    owner, *parts = path[:_READ].strip().split("/")
    if parts and _FILE.fullmatch(parts[-1]):
        parts.pop()
    return Folder(owner=owner, parts=tuple(part for part in parts if part))


def takeout_labels(header: str) -> frozenset[str]:
    """The labels of an X-Gmail-Labels header: comma-separated, quoted where they hold a comma, maybe encoded."""
    names = [name.strip() for name in _cells(_decoded(header[:_READ]))]
    return frozenset(_TAKEOUT.get(_word(name), name) for name in names if name and _word(name) not in _NO_LABEL)


def _cells(row: str) -> list[str]:
    """One row of CSV; where it is none, whatever stands between the commas."""
    try:
        return [cell for cells in csv.reader([row]) for cell in cells]
    except csv.Error:
        return row.split(",")


def _word(text: str) -> str:
    """A folder's name without case, underscores and quotes: `'Sent Mail` and _sent_mail are one."""
    return " ".join(text.casefold().replace("_", " ").replace("'", " ").split())


def _decoded(header: str) -> str:
    try:
        return str(make_header(decode_header(header)))
    except (HeaderParseError, LookupError, ValueError):
        return header
