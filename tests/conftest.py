"""What every test may ask for."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from service.database.embedded import Embedded
from service.regency import Regency
from tests.support.database import Urls, throwaway_server
from tests.support.kept import KeptRegency

# How long a machine takes says nothing about a rule.
settings.register_profile("unhurried", parent=settings.default, deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Embedded]:
    """One PostgreSQL for the whole run, started by the first test that asks for it."""
    with throwaway_server() as server:
        yield server


@pytest.fixture(scope="session")
def urls(cluster: Embedded) -> Urls:
    """Give the addresses `(owner, app, vault)` of the run's databases."""
    return Urls(cluster.owner_url, cluster.app_url, cluster.vault_url)


@pytest.fixture(scope="session")
def kept(urls: Urls) -> Iterator[KeptRegency]:
    """Give the regency that this process's tests share, one after the other."""
    kept = KeptRegency(urls)
    yield kept
    kept.close()


@pytest.fixture
def regency(kept: KeptRegency) -> Iterator[Regency]:
    """Give a regency of its own to each test: an empty log, and read models that follow it."""
    with kept.opened() as regency:
        yield regency
