"""The generated years' true dates, for archives of them."""

import sys
from pathlib import Path

sys.path += [str(Path(__file__).parents[1] / each) for each in ("laws", "year")]
