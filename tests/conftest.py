"""What every test may ask for."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from service.database.embedded import Embedded
from service.regency import Regency
from service.vault import keyring
from tests.support.database import Urls, throwaway_server


@pytest.fixture(scope="session")
def cluster() -> Iterator[Embedded]:
    """One PostgreSQL for the whole run, started by the first test that asks for it."""
    with throwaway_server() as server:
        yield server


@pytest.fixture(scope="session")
def urls(cluster: Embedded) -> Urls:
    """Give the addresses `(owner, app, vault)` of the run's databases."""
    return Urls(cluster.owner_url, cluster.app_url, cluster.vault_url)


@pytest.fixture
def regency(urls: Urls) -> Iterator[Regency]:
    """Give a regency of its own to each test: an empty log, and read models that follow it."""
    with Regency.open(
        "33.09",
        app_url=urls.app,
        owner_url=urls.owner,
        vault_url=urls.vault,
        ring=keyring.make(),
        schema=f"t{uuid4().hex[:12]}",
        connections=24,
    ) as regency:
        yield regency
