"""Looking for secrets in recordings, without the code that scrubs them."""

import re
from collections.abc import Iterator
from pathlib import Path

from vcr.serializers import yamlserializer

SIGNS = {
    "an access token of Google's": r"ya29\.",
    "a bearer token": r"(?i)(?<!jwt-)\bbearer\s+(?!scrubbed)\S",
    "a key of HubSpot's": r"\bpat-\w",
    "a refresh token or code of Google's": r"\b[14]//?[\w-]{20}",
    "a client secret of Google's": r"GOCSPX",
    "a signed token": r"\beyJ[\w-]{10}",
    "a private key": r"PRIVATE KEY",
    "a field that holds a secret": (
        r"(?i)(?:access_token|refresh_token|id_token|client_id|client_secret|code_verifier|assertion|password|hapikey)"
        r"""[^\w&]{0,4}[=:][^\w&]{0,4}(?!scrubbed)\w"""
    ),
    "a private text of the sandbox's": r"CANARY",
}
"""Regular expressions by what they find."""


def secrets_in(path: Path) -> list[str]:
    """What was found in the file, as it stands and as it is read: YAML escapes, and holds in base64 what is no text."""
    raw = path.read_text()
    texts = [raw, *_texts(yamlserializer.deserialize(raw))]
    return sorted({name for text in texts for name, sign in SIGNS.items() if re.search(sign, text)})


def _texts(node: object) -> Iterator[str]:
    match node:
        case str():
            yield node
        case bytes():
            yield node.decode("utf-8", "replace")
        case dict():
            yield from (text for pair in node.items() for one in pair for text in _texts(one))
        case list():
            yield from (text for one in node for text in _texts(one))
