"""HubSpot as a source: the calls, meetings and messages that people log there."""

from crmsync_hubspot.talks.source import HubSpotTalks

__all__ = ["HubSpotTalks"]
