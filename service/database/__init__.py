"""Connection pools, tenants and the embedded server."""
