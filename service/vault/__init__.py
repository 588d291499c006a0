"""Data keys, encryption and blind indexes."""
