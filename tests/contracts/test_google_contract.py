"""Google's sources pass the contract, at the sandbox."""

from google_worlds import CalendarWorld, ContactsWorld, GmailWorld

from crmsync.testing import SourceContract


class TestGmail(SourceContract):
    World = GmailWorld


class TestGoogleCalendar(SourceContract):
    World = CalendarWorld


class TestGoogleContacts(SourceContract):
    World = ContactsWorld
