"""Gmail, Google Calendar, Google Contacts and HubSpot on loopback, for the demo, tests and other people's projects."""
