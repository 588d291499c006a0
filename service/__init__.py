"""Sanding: the shared, event-sourced memory of everyone who works a regency out of poverty."""
