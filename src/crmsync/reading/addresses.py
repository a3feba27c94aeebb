"""Addresses out of header fields that anybody may have written. Never raises; gives the best it can.

Measured with the standard library: 10,000 "(" end in RecursionError, an unknown charset in LookupError, a field of 1 MB
takes seconds, and 16 KiB of "@" 70 ms. So a header is cut before it is parsed, and what is mostly punctuation is only
searched for addresses.
"""

import re
from collections.abc import Iterator, Sequence
from email.utils import getaddresses
from itertools import islice

from crmsync.connector import EmailAddress, email_address
from crmsync.reading.text import MOST_ADDRESSES, shown

LONGEST_FIELD = 16 * 1024

_SHORT = 512
_LOOKS_LIKE_ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]\\@]{1,64}@[\w.-]{1,190}")
_PUNCTUATION = re.compile(r"[()<>@;:\\\[\].]")
_BARE_ADDRESS_AS_NAME = re.compile(r"(^|,)([^\",<>()@:;\\]*@[^\",<>()@:;\\]*)(?=<)")


def parse(fields: Sequence[str]) -> list[tuple[str, EmailAddress]]:
    """(name, address) pairs of all fields of one header, in order."""
    pairs = (pair for field in _cut(fields) for pair in _pairs(field))
    found = ((name, email_address(address)) for name, address in pairs)
    return [(shown(name), address) for name, address in islice(found, MOST_ADDRESSES) if address]


def _cut(fields: Sequence[str]) -> Iterator[str]:
    """At most `LONGEST_FIELD` characters and `MOST_ADDRESSES` commas in all, ending between addresses."""
    left = LONGEST_FIELD
    for field in fields:
        if left <= 0:
            return
        whole = field if len(field) <= left else field[:left].rpartition(",")[0] or field[:left]
        yield ",".join(" ".join(whole.split()).split(",")[:MOST_ADDRESSES])
        left -= len(field)


def _pairs(field: str) -> list[tuple[str, str]]:
    if "@" not in field:
        return []
    try:
        pairs = [] if _is_noise(field) else getaddresses([_quoted(field)])
    except (RecursionError, ValueError, LookupError, TypeError):
        pairs = []
    # Some versions of the parser give up on a long field without a word.
    gave_up = not pairs or (len(field) > _SHORT and not any(address for _, address in pairs))
    return _found(field) if gave_up else pairs


def _found(field: str) -> list[tuple[str, str]]:
    return [("", match[0]) for match in islice(_LOOKS_LIKE_ADDRESS.finditer(field), MOST_ADDRESSES)]


def _is_noise(field: str) -> bool:
    """Long, and over a quarter punctuation: a list of names has less, and it is what takes the parser long."""
    return len(field) > _SHORT and len(_PUNCTUATION.findall(field)) * 4 > len(field)


def _quoted(field: str) -> str:
    """`a@x.org <b@x.org>` names one person, though the standard wants quotes around the name."""
    return _BARE_ADDRESS_AS_NAME.sub(lambda match: f'{match[1]} "{match[2].strip()}" ', field)
