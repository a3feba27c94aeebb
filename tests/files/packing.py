"""A sandbox's life as the archive that Google Takeout makes of it."""

from collections.abc import Iterator
from dataclasses import replace

from files_world import CANARY

from crmsync_sandbox.life import Life, Mail

TAKEOUT = {
    "INBOX": "Inbox",
    "SENT": "Sent",
    "SPAM": "Spam",
    "TRASH": "Trash",
    "DRAFT": "Drafts",
    "CHAT": "Chat",
    "UNREAD": "Unread",
    "STARRED": "Starred",
    "IMPORTANT": "Important",
    "CATEGORY_PERSONAL": "Category Personal",
    "CATEGORY_SOCIAL": "Category Social",
    "CATEGORY_PROMOTIONS": "Category Promotions",
    "CATEGORY_UPDATES": "Category Updates",
    "CATEGORY_FORUMS": "Category Forums",
}
"""Gmail's own labels as an English Takeout writes them."""


def answered(life: Life) -> Life:
    """Without what the plan of a pull from Gmail leaves unread: bulk of conversations in which nothing was sent."""
    two_way = {mail.thread for mail in life.mails if "SENT" in mail.labels}
    own = set(life.user_labels)
    mails = (m for m in life.mails if m.thread in two_way or m.labels & own or not _is_bulk(m))
    return replace(life, mails=tuple(mails))


def _is_bulk(mail: Mail) -> bool:
    return any(each.startswith("CATEGORY_") and each != "CATEGORY_PERSONAL" for each in mail.labels)


def archive(life: Life) -> Iterator[bytes]:
    """The mbox, message by message."""
    threads = {thread: 1_600_000_000_000_000_000 + n for n, thread in enumerate({m.thread: None for m in life.mails})}
    for number, mail in enumerate(life.mails):
        yield _message(mail, threads[mail.thread], number)


def _message(mail: Mail, thread: int, number: int) -> bytes:
    labels = ",".join(TAKEOUT.get(label, label) for label in sorted(mail.labels)) or "Archived"
    lines = [
        f"From {1_500_000_000_000_000_000 + number}@xxx {mail.at:%a %b %d %H:%M:%S} +0000 {mail.at:%Y}",
        f"X-GM-THRID: {thread}",
        f"X-Gmail-Labels: {labels}",
        *(f"{name}: {value}" for name, value in mail.headers),
    ]
    head = "\r\n".join(line.replace("\r", " ").replace("\n", " ") for line in lines)
    return f"{head}\r\n\r\n{CANARY}\r\n>From him to her\r\n\r\n".encode("utf-8", "surrogateescape")
