"""Invented mailboxes: a believable year of one person's mail, with the traps that real mail holds."""
