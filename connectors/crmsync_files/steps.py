"""What reading a file gives, step by step."""

from dataclasses import dataclass

from crmsync.connector import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing of a file was read, which begins at `at`. `record`: what is told of it, if anything."""

    at: int
    record: Record | None
    rest: int = 0
    """From where to go on for what comes after it, once the file has grown."""
