"""The store: tables, migrations and queries. Facts stay; what can be computed is computed."""
