"""The page: the data, our own script and style, and nothing from anywhere else.

Its Content-Security-Policy lets nothing run but the one script, by its hash: whatever stands in the data stays text.
"""

import base64
import hashlib
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from crmsync.relationships.day_words import in_words
from crmsync.report import words
from crmsync.report.cells import CELLS
from crmsync.report.data import ReportData
from crmsync.report.packing import charts_json, compact, details_json, harmless, packed, people_json

FOLDER = files("crmsync.report") / "page"
SCRIPTS = ("base", "person", "scatter", "table", "drawing", "charts", "start")
"""In this order they make one script."""


def page(data: ReportData) -> str:
    """HTML. The same data give the same page."""
    pages = Environment(
        loader=PackageLoader("crmsync.report", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters.update({each.__name__: each for each in CELLS})
    script, style = _script(), (FOLDER / "style.css").read_text()
    return pages.get_template("report.html").render(
        data=data,
        words=words,
        as_of=in_words(data.moment.today),
        policy=_policy(script, style),
        script=Markup(script),  # noqa: S704 - our own file
        style=Markup(style),  # noqa: S704 - our own file
        charts=Markup(harmless(compact(charts_json(data)))),  # noqa: S704 - escaped for where it stands
        people=packed(people_json(data)),
        details=packed(details_json(data)),
    )


def _script() -> str:
    parts = "\n".join((FOLDER / f"{name}.js").read_text() for name in SCRIPTS)
    return f'"use strict";\n(async () => {{\n{parts}}})();\n'


def _policy(script: str, style: str) -> str:
    """`require-trusted-types-for` makes the browser refuse markup made from text, too."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_source(script)}",
            f"style-src {_source(style)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
