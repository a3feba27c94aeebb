"""A served sandbox, and a bare client for it."""

from collections.abc import Iterator

import pytest
from gmail_client import OWNER, Wire, log_in

from crmsync_sandbox.server import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Limits' windows are a hundredth of the real ones: Gmail's minute is 0.6 s."""
    with Sandbox(window_scale=0.01) as served:
        yield served


@pytest.fixture
def wire(sandbox: Sandbox) -> Iterator[Wire]:
    """Speaks to the sandbox with a token for gmail.readonly."""
    with log_in(sandbox, OWNER, "gmail.readonly") as wire:
        yield wire
