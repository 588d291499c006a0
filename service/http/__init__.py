"""The outside: JSON under /api/v1, pages under /."""
