"""Errors: one class for each thing that the caller can do."""

from datetime import datetime


class ConnectorError(Exception):
    """What reaches the core. The message says what happened, to which thing, and in its last sentence what to do.

    Never a secret.
    """


class Unauthorized(ConnectorError):
    """Log in again, or grant what the message names."""


class Forbidden(Unauthorized):
    """The service takes the login or the key, which lacks a right: keep it, and grant what the message names."""


class Exhausted(ConnectorError):
    """The service's allowance is used up. Come back at `until` (aware), if known."""

    def __init__(self, message: str, until: datetime | None = None) -> None:
        super().__init__(message)
        self.until = until


class CursorExpired(ConnectorError):
    """The service has forgotten the cursor's place. Pull from the beginning."""


class Unavailable(ConnectorError):
    """Retries are used up, or the host can't be reached. This account stops; the rest goes on."""


class Unready(ConnectorError):
    """The destination lacks a property, or has it with another type. Run setup, or do what the message says."""
