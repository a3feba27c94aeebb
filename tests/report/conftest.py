"""Made-up people of the laws, the worlds of tests/sync, and a browser."""

import sys
from pathlib import Path

sys.path += [str(Path(__file__).parents[1] / folder) for folder in ("laws", "sync", "google")]

from chromium import browser, opened
from worlds import lived, ready, world

__all__ = ["browser", "lived", "opened", "ready", "world"]
