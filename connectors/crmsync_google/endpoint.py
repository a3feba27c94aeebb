"""Which addresses a token may be sent to."""

import ipaddress
from urllib.parse import urlsplit


def is_loopback(url: str) -> bool:
    """Whether the host of `url` is this machine, by name or number."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_safe(url: str) -> bool:
    """https anywhere; http on loopback only: a token in the clear stays on this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(url)))


def require_safe(api_base: str) -> None:
    """Raises ValueError, in the words of the configuration, where no token may be sent there."""
    if not is_safe(api_base):
        raise ValueError("api_base must be https, or http on loopback")
