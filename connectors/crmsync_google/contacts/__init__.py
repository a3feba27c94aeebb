"""Google Contacts as a source: names, addresses and groups, nothing else of a person."""

from crmsync_google.contacts.source import GoogleContacts

__all__ = ["GoogleContacts"]
