"""The worlds of tests/sync, for the commands that need one."""

import sys
from pathlib import Path

sys.path += [str(Path(__file__).parents[1] / folder) for folder in ("sync", "google")]

from worlds import lived, ready, world

__all__ = ["lived", "ready", "world"]
