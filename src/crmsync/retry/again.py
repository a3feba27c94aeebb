"""What a connector says of an exception, so that the one policy understands it."""

from collections.abc import Callable
from dataclasses import dataclass

from crmsync.connector import ConnectorError


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """A connector's word on an exception: this request is worth repeating."""

    reason: str
    after: float | None = None
    """Seconds that the service asked us to wait (Retry-After)."""
    slow_down: bool = False
    """The service finds the whole account too fast: nobody sends for `after`, and then half as fast, growing slowly."""
    maybe_done: bool = False
    """The answer was lost: the request may have had its effect."""


Classify = Callable[[Exception], Again | ConnectorError | None]
"""`Again`: repeat. A `ConnectorError`: raise that. None: nothing is known of it, it is raised as it is."""
