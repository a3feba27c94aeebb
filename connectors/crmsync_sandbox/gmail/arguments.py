"""The query parameters of a request to Gmail."""

from dataclasses import dataclass

from ..google import arguments

LONGEST_PAGE = 500
USUAL_PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments(arguments.Arguments):
    """What a request asks for."""

    id: str
    """Of a message, thread or label, from the path; empty where the path has none."""
    metadata_only: bool = False
    """The token holds gmail.metadata, with or without other scopes."""

    def page_size(self) -> int:
        """maxResults, at most 500 as Gmail has it."""
        return self.size("maxResults", USUAL_PAGE, LONGEST_PAGE)

    def headers(self) -> frozenset[str]:
        """metadataHeaders in lower case; empty: all."""
        return frozenset(name.lower() for name in self.texts("metadataHeaders"))
