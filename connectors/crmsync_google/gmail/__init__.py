"""Gmail as a source: mail headers, never bodies."""

from crmsync_google.gmail.source import Gmail

__all__ = ["Gmail"]
