"""Google's People API: an address book with its groups, and the contacts that Google made by itself."""
