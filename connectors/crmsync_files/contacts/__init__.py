"""Contacts out of vCards and tables."""
