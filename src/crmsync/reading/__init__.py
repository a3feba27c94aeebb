"""What connectors share in reading what strangers wrote: text, addresses, header fields, times; pure. And folders."""
