"""HubSpot's CRM on loopback: contacts, tasks, associations, properties and owners, with its refusals and limits."""
