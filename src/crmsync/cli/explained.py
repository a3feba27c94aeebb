"""What `init` explains: where a login and a key are made, and what each permission is for."""

from collections.abc import Iterable, Iterator

SCOPES = {
    "gmail.metadata": "the headers of your mail: who wrote to whom, and when. With it no body can be read",
    "gmail.readonly": "your mail, so that Gmail can search it; only headers are ever asked for",
    "calendar.calendarlist.readonly": "which calendars you have",
    "calendar.events.readonly": "your meetings: who was there, when, and who declined. No description, no place",
    "contacts.readonly": "your address book: which addresses are one person, their name, your groups",
    "contacts.other.readonly": "the contacts that Google makes out of mail",
}
"""What Google's scopes, by their last word, are for."""

HUBSPOT_SCOPES = {
    "crm.objects.contacts.read": "whom HubSpot knows, and what became of the tasks",
    "crm.objects.contacts.write": "writing properties named crmsync_* and the tasks that crmsync makes",
    "crm.schemas.contacts.write": "making these properties, once",
    "crm.objects.owners.read": "which of HubSpot's users you are, so that tasks are yours",
}

CLIENT_STEPS = """\
Google lets a program read only for a client of your own. It is made once, in some five minutes:
  1. https://console.cloud.google.com/projectcreate: make a project; any name will do.
  2. https://console.cloud.google.com/apis/library: enable the Gmail API, the Google Calendar API and the People API.
  3. https://console.cloud.google.com/auth/overview: Get started. Any app name, your own address, audience External
     (or Internal, if the account is one of a Google Workspace that is yours; leave out step 4 then).
  4. Audience > Publish app, so that it says "In production". While it says "Testing", Google ends every login after
     seven days. You need no verification for yourself: the consent page warns, and Advanced leads on.
  5. Clients > Create client > Desktop app, then Download JSON."""

KEY_STEPS = """\
HubSpot lets a program in by a Service Key (private apps can't be made any more):
  1. HubSpot > Development > Keys > Service keys > Create service key.
  2. Give it these scopes, and no others:
{scopes}
  3. Create it, and copy the key."""


def permissions(scopes: Iterable[str]) -> Iterator[str]:
    """A line for each scope that is asked for."""
    for scope in sorted(scopes):
        word = scope.rpartition("/")[2]
        yield f"  {word:30} {SCOPES.get(word, 'see the documentation of the connector that asks for it')}"


def key_steps() -> str:
    scopes = "\n".join(f"     {name:27} {what}" for name, what in HUBSPOT_SCOPES.items())
    return KEY_STEPS.format(scopes=scopes)
