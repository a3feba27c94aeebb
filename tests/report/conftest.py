"""Made-up people of the laws, the worlds of tests/sync."""

import sys
from pathlib import Path

sys.path += [str(Path(__file__).parents[1] / folder) for folder in ("laws", "sync", "google")]

from worlds import beginnings, lived, nursery, ready, world

__all__ = ["beginnings", "lived", "nursery", "ready", "world"]
