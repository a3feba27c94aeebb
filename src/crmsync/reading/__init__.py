"""What connectors share in reading what strangers wrote: text, addresses, header fields. Pure."""
