"""Pure: what counts as contact, and what follows from it for each person."""
