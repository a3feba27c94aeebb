"""Files as a source: mail archives and what other programs export, read where they lie, never written."""
