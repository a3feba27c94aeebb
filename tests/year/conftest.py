"""The laws' made-up directory, for years that need no service."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "laws"))
