"""The laws of a destination, by what they are about."""
