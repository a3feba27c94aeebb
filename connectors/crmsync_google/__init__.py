"""Gmail as a source of crmsync, on google-api-python-client."""
