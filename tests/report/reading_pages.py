"""A page's data as a program reads them, without a browser."""

import base64
import gzip
import json
import re
from typing import Any


def charts(html: str) -> dict[str, Any]:
    return {**json.loads(element(html, "charts")), "people": unpacked(html, "everybody")}


def details(html: str) -> list[tuple[list[int], list[str]]]:
    return [(ages, lines) for ages, _, lines in unpacked(html, "details")]


def channels(html: str) -> list[list[list[str]]]:
    """Of each person, by what they were in touch on each of the latest active days."""
    words = charts(html)["words"]["channel"]
    return [
        [[word for bit, word in enumerate(words) if day & 1 << bit] for day in some]
        for _, some, _ in unpacked(html, "details")
    ]


def unpacked(html: str, name: str) -> Any:
    return json.loads(gzip.decompress(base64.b64decode(element(html, name))))


def element(html: str, name: str) -> str:
    [found] = re.findall(rf'<script type="[\w/]+" id="{name}">(.*?)</script>', html, re.DOTALL)
    return str(found)
