"""Logs that are shared: between tests, and between processes."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from service.eventstore.log import EventLog
from service.regency import Regency
from service.vault import keyring
from tests.support.database import Urls
from tests.support.writing import open_again


@pytest.fixture
def same_regency(regency: Regency, urls: Urls) -> Iterator[Regency]:
    """Give the test's regency a second time."""
    with open_again(regency, urls) as again:
        yield again


@pytest.fixture(scope="package")
def shared_log(urls: Urls) -> Iterator[EventLog]:
    """Give one log to many tests that don't mind what the others wrote."""
    with Regency.open(
        "33.09",
        app_url=urls.app,
        owner_url=urls.owner,
        vault_url=urls.vault,
        ring=keyring.make(),
        schema=f"t{uuid4().hex[:12]}",
    ) as regency:
        yield regency.log
