"""Google Calendar on loopback: calendars with series, guests and sync tokens, and Calendar's refusals and limit."""
