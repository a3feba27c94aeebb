"""Tables as a destination: two files, contacts and tasks, as CSV or JSON Lines. For exports, and to try crmsync on."""
