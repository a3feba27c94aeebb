"""Small working connectors, from which `crmsync new-connector` makes a new one."""
