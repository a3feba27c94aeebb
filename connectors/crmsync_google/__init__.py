"""Gmail, Google Calendar and Google Contacts as sources of crmsync, on google-api-python-client."""
