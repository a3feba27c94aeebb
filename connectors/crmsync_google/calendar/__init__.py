"""Google Calendar as a source: who met whom and when, never what about."""

from crmsync_google.calendar.source import GoogleCalendar

__all__ = ["GoogleCalendar"]
