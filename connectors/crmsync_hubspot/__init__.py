"""HubSpot as a destination of crmsync, on hubspot-api-client."""
