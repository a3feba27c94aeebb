"""The laws of a source, by what they are about."""
