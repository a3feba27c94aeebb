"""Pure: which addresses are one person, and which are nobody."""
