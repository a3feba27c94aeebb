"""A page's data as a program reads them, without a browser."""

import base64
import gzip
import json
import re
from typing import Any


def charts(html: str) -> dict[str, Any]:
    return {**json.loads(element(html, "charts")), "people": unpacked(html, "everybody")}


def details(html: str) -> list[tuple[list[int], list[str]]]:
    return [(ages, lines) for ages, lines in unpacked(html, "details")]


def unpacked(html: str, name: str) -> Any:
    return json.loads(gzip.decompress(base64.b64decode(element(html, name))))


def element(html: str, name: str) -> str:
    [found] = re.findall(rf'<script type="[\w/]+" id="{name}">(.*?)</script>', html, re.DOTALL)
    return str(found)
