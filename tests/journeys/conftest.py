"""Journeys go over HTTP, as the personas of its tests."""

from tests.http.conftest import as_, client

__all__ = ["as_", "client"]
