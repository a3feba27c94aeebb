"""Blotting secrets out of what is shown."""

import re
from collections.abc import Mapping

_SECRETS = re.compile(
    r"""(?xi)
    (?P<before>
        \bbearer\s+ (?=\S*\d|\S{20})
        | \b(?:access_token|refresh_token|id_token|client_secret|code_verifier|api_?key|password)
          \\?["']?\s*[=:]\s*\\?["']?
        | [?&](?:code|key|token|hapikey)=
        | \b(?:code|key|token|secret)\\?["']?\s*[=:]\s*\\?["']? (?=[^\s"'&,;}]*\d) (?=[^\s"'&,;}]{8})
    )
    [^\s"'&,;}\\]+
    | (?P<scheme>https?://[^\s/:@]*:)[^\s/@]+(?=@)
    | -----BEGIN\ [A-Z\ ]*PRIVATE\ KEY----- (?s:.*?) (?:-----END|\Z)
    | ya29\.[\w.-]+ | 1//[\w-]{10,} | 4/0[\w-]{10,} | GOCSPX-[\w-]+ | pat-[a-z0-9]+-[\w-]+
    """
)
"""What looks like a secret: by its own form, after a name that only secrets have, in the query of a URL, or after a
name that others have too, where it is long and has a digit: "unknown key: colour" and "code 404" stay readable."""


def redact(text: str, secrets: Mapping[str, str] | None = None) -> str:
    """`text` with tokens, keys and the values of `secrets` blotted out, for logs and errors."""
    for value in (secrets or {}).values():
        text = text.replace(value, "[redacted]") if value else text
    return _SECRETS.sub(lambda match: f"{match['before'] or match['scheme'] or ''}[redacted]", text)
