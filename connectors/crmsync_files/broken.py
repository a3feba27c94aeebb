"""How a file, a folder or a member of an archive fails, and what the user is told of it."""

import lzma
import zipfile
import zlib

from crmsync_files.items import Unreadable

BROKEN = (OSError, EOFError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, Unreadable)
"""What is raised as one is opened and read: `NotImplementedError` is the zip library's word for an unknown packing."""


def why(error: BaseException) -> str:
    """What happened and what to do. The library's own words may hold what stood in the file."""
    if isinstance(error, NotImplementedError):
        return "it is packed in a way that is unknown here. Unpack it, and name the folder instead"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}. See to its rights, or get it anew"
    return "it is damaged, or cut off. Get it anew"
