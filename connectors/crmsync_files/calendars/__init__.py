"""Meetings out of .ics files."""
