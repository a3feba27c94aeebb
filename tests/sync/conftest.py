"""The worlds of this folder's tests."""

from worlds import lived, ready, world

__all__ = ["lived", "ready", "world"]
