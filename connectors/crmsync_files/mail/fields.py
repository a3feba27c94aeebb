"""Header fields out of the bytes of a message's head: those that are asked for, unfolded. Pure."""

import re
from collections import defaultdict

from crmsync.reading.addresses import LONGEST_FIELD
from crmsync.reading.headers import Fields

WANTED = frozenset(
    b"""from to cc bcc date received message-id in-reply-to references list-id list-unsubscribe precedence
    auto-submitted return-path content-type x-failed-recipients x-gm-thrid x-gmail-labels""".split()
)
"""What is read of a mail, the subject apart. Nothing else is decoded or looked at."""

_LONGEST = 4 * LONGEST_FIELD
"""Bytes of one field; what is read of it is cut to `LONGEST_FIELD` characters."""
_FOLD = re.compile(rb"\r*\n(?=[ \t])")
_NAME = re.compile(rb"([!-9;-~]{1,40})[ \t]*:")


def fields(head: bytes, *, subject: bool) -> Fields:
    """Values by lower-case name. Lines that are no field are passed over."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in _FOLD.sub(b"", head).split(b"\n"):
        named = _NAME.match(line)
        name = named[1].lower() if named else b""
        if named and (name in WANTED or (subject and name == b"subject")):
            found[name.decode("ascii")].append(_text(line[named.end() : named.end() + _LONGEST].strip()))
    return found


def _text(raw: bytes) -> str:
    """Bytes that are no UTF-8 are read as Latin-1, in which every byte is some character."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
