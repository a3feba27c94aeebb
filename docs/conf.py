"""The docs as a site: `make docs` builds it into .site, and it loads nothing from elsewhere.

The pages are plain Markdown that reads well in the repository, too; what only the site needs is put in here.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from sphinx.application import Sphinx

ROOT = Path(__file__).parents[1]
NAVIGATION: Mapping[str, Sequence[str]] = {
    "Using it": ("getting-started", "hubspot-recipes", "operations", "files", "faq"),
    "Looking things up": ("commands", "command-reference", "configuration", "relationships", "tasks", "privacy"),
    "Building on it": ("life-of-a-sync", "connectors", "decisions/README", "changelog"),
}
"""A page that stands nowhere in it ends the build."""

project = "crmsync"
extensions = ["myst_parser"]
root_doc = "index"
exclude_patterns = ["pictures", "reference"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = "crmsync"
html_copy_source = False
html_show_copyright = False


def setup(app: Sphinx) -> None:
    app.connect("source-read", _completed)


def _completed(_: Sphinx, page: str, source: list[str]) -> None:
    """With the navigation, and with the changes, which stand in the repository's root."""
    text = source[0].replace("](../CHANGELOG.md)", "](changelog.md)")
    match page:
        case "index":
            text += "".join(_tree(pages, f":caption: {caption}") for caption, pages in NAVIGATION.items())
        case "decisions/README":
            text += _tree(["*"], ":glob:")
        case "changelog":
            text = (ROOT / "CHANGELOG.md").read_text().replace("](docs/", "](")
    source[0] = text


def _tree(pages: Sequence[str], option: str) -> str:
    return "\n".join(["", "```{toctree}", ":hidden:", option, "", *pages, "```", ""])
