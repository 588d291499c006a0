"""The same log, opened as another process would."""

from collections.abc import Iterator

import pytest

from service.regency import Regency
from service.vault import keyring
from tests.support.database import Urls


@pytest.fixture
def same_regency(regency: Regency, urls: Urls) -> Iterator[Regency]:
    """Give the test's regency a second time: own connections, own cache, own group commit."""
    with Regency.open(
        "33.09",
        app_url=urls.app,
        owner_url=urls.owner,
        vault_url=urls.vault,
        ring=keyring.make(),
        schema=regency.schema,
    ) as again:
        yield again
