"""Texts that anybody may have written, as they are kept: decoded, printable and short."""

from email.errors import MessageError
from email.header import decode_header

LONGEST_NAME = 200
LONGEST_ID = 500
LONGEST_SUBJECT = 500
MOST_ADDRESSES = 500
"""How many people one mail or meeting names."""
_LONGEST_RAW_NAME = 1000


def shown(text: str, longest: int = LONGEST_NAME) -> str:
    """RFC 2047 words decoded, control characters and line ends gone, cut to `longest` characters."""
    return clean(_decoded(text[:_LONGEST_RAW_NAME]))[:longest].strip()


def clean(text: str) -> str:
    """Printable characters only (half surrogates, which no store takes, are not), blanks run together."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())


def _decoded(text: str) -> str:
    if "=?" not in text:
        return text
    try:
        return "".join(_text(part, charset) for part, charset in decode_header(text))
    except (MessageError, ValueError, LookupError):
        return text


def _text(part: str | bytes, charset: str | None) -> str:
    """A decoded word; between words the library hands out bytes in an encoding of its own."""
    if isinstance(part, str):
        return part
    if charset is None:
        return part.decode("raw-unicode-escape", "replace")
    if "escape" in charset:
        raise LookupError("not a charset of mail")
    return part.decode(charset, "replace")
