"""Numbers in the place of texts that are only ever compared: threads and keys.

A mark is a signed 64-bit integer, the same in every process and on every machine, and 0 where there is no text. Of a
million texts any two share a mark with a chance of 3 in 10^8. Where two did, two conversations would be taken for one,
or two interactions be compared that are no copies of each other; no more rests on it.
"""

from hashlib import blake2b

NONE = 0
"""The mark of nothing."""


def thread_mark(source: str, thread: str | None) -> int:
    """Of a thread, which is its source's own: two sources may use the same name."""
    return _mark(f"{source}\0{thread}") if thread else NONE


def key_mark(key: str | None) -> int:
    """Of a key, which is the same in every source."""
    return _mark(key) if key else NONE


def _mark(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), signed=True) or 1
