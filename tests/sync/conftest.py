"""The worlds of this folder's tests."""

from worlds import beginnings, lived, nursery, ready, world

__all__ = ["beginnings", "lived", "nursery", "ready", "world"]
