"""The plugin interface. It imports nothing of crmsync, and a plugin needs little else.

Glossary, one word per thing:

connector    a plugin: a source, a destination or an enricher
service      the thing outside: Gmail, HubSpot
pull, push   bring facts in from a source; bring changes out to a destination
plan, apply  work out changes as values; carry them out
record       one fact from a source: a contact, an interaction, a deletion, a skip
contact      a person as one source knows them
person       contacts that are one human
interaction  one mail, meeting, call or message
participant  an address on an interaction, with its role
cursor       where a pull goes on; opaque to the core, small
page         records and the cursor after them; stored in one transaction
profile      a contact as the destination holds it
snapshot     all that a service holds of something: what is not in it is gone
property     a named value of a profile
skipped      we could not read it; rejected: the service refused it

A plugin gives facts and performs writes. Comparing, safety, journal and progress are the core's;
waiting and repeating are `crmsync.retry`'s. A plugin's class is constructed as
`Plugin(config, account=Account | None, caller=crmsync.retry.Caller)`; `config` is an instance of its own
`Config`, a frozen dataclass read from its table of the configuration. It may say for which interface it was written:
see `INTERFACE_VERSION`.
"""

from crmsync.connector.account import Account, Secret
from crmsync.connector.changes import (
    ArchiveContact,
    ArchiveLogged,
    ArchiveTask,
    Change,
    ClearProfile,
    CompleteTask,
    Conversation,
    CreateContact,
    CreateTask,
    DeferTask,
    LogChange,
    LogInteraction,
    ReopenTask,
    SetProperties,
    ShareLogged,
    TaskChange,
    TaskContent,
    UnshareLogged,
    UpdateTask,
)
from crmsync.connector.checking import Checked, Finding, Weight
from crmsync.connector.consent import Consent, Consenting, Granted
from crmsync.connector.destination import (
    ContactKeeping,
    Destination,
    Ledger,
    LogSettings,
    MayCreate,
    RecordLinking,
    Roster,
    Schema,
    SchemaStep,
    TagKeeping,
    TaskText,
    TaskTexts,
)
from crmsync.connector.enricher import Enricher, PersonView, Tag
from crmsync.connector.errors import (
    ConnectorError,
    CursorExpired,
    Exhausted,
    Forbidden,
    Unauthorized,
    Unavailable,
    Unready,
)
from crmsync.connector.naming import Cursor, EmailAddress, email_address, profile_address, takes_mail
from crmsync.connector.outcomes import GONE, AlreadyThere, Applied, Outcome, Rejected
from crmsync.connector.profiles import Circle, Fate, Output, Profile, ProfilePage, Settings, Task, Values
from crmsync.connector.records import Channel, Contact, Deleted, Interaction, Participant, Record, Role, Signal, Skipped
from crmsync.connector.source import Coverage, Filing, Linking, Page, Snapshot, Source, View
from crmsync.connector.version import INTERFACE_VERSION

__all__ = [
    "GONE",
    "INTERFACE_VERSION",
    "Account",
    "AlreadyThere",
    "Applied",
    "ArchiveContact",
    "ArchiveLogged",
    "ArchiveTask",
    "Change",
    "Channel",
    "Checked",
    "Circle",
    "ClearProfile",
    "CompleteTask",
    "ConnectorError",
    "Consent",
    "Consenting",
    "Contact",
    "ContactKeeping",
    "Conversation",
    "Coverage",
    "CreateContact",
    "CreateTask",
    "Cursor",
    "CursorExpired",
    "DeferTask",
    "Deleted",
    "Destination",
    "EmailAddress",
    "Enricher",
    "Exhausted",
    "Fate",
    "Filing",
    "Finding",
    "Forbidden",
    "Granted",
    "Interaction",
    "Ledger",
    "Linking",
    "LogChange",
    "LogInteraction",
    "LogSettings",
    "MayCreate",
    "Outcome",
    "Output",
    "Page",
    "Participant",
    "PersonView",
    "Profile",
    "ProfilePage",
    "Record",
    "RecordLinking",
    "Rejected",
    "ReopenTask",
    "Role",
    "Roster",
    "Schema",
    "SchemaStep",
    "Secret",
    "SetProperties",
    "Settings",
    "ShareLogged",
    "Signal",
    "Skipped",
    "Snapshot",
    "Source",
    "Tag",
    "TagKeeping",
    "Task",
    "TaskChange",
    "TaskContent",
    "TaskText",
    "TaskTexts",
    "Unauthorized",
    "Unavailable",
    "Unready",
    "UnshareLogged",
    "UpdateTask",
    "Values",
    "View",
    "Weight",
    "email_address",
    "profile_address",
    "takes_mail",
]
