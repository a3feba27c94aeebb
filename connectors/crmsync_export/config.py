"""The settings of a table destination."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class TableConfig:
    """The table of such a destination in the configuration."""

    folder: Path
    """Where `contacts` and `tasks` lie, or come to lie."""
    format: Literal["csv", "jsonl"] = "csv"
    """csv for spreadsheets, jsonl (one JSON object a line) for programs."""
    create_contacts: Literal["never", "two-way"] = "never"
    """two-way: whom one really talks with, and who is not there, gets a line."""
