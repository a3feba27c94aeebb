"""Which interface this is."""

INTERFACE_VERSION = "1.0"
"""Major and minor. A new minor adds what no plugin must know of; a new major changes what one relies on.

A plugin's class may say for which one it was written: `interface = "1.0"`. One of another major, or of a later minor,
is refused with a message; one that says nothing is taken for 1.0.
"""
