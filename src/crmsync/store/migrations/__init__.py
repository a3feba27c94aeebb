"""Numbered, forward only, each atomic with its mark."""
