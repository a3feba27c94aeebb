"""What a file is, by how it begins. Names say little: they are in the user's language. Pure."""

from crmsync_files.items import Kind
from crmsync_files.mail.stamps import BEGIN

LOOKED_AT = 8 * 1024
"""Bytes of a file's beginning."""


def kind_of(beginning: bytes) -> Kind | None:
    """None: nothing that we read."""
    start = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"From ") and BEGIN.match(start[:300]):
        return Kind.MBOX
    return None
