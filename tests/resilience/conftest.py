"""One regency as several services see it, each with its own connections and its own cache."""

from collections.abc import Iterator, Sequence

import pytest

from service.regency import Regency
from tests.support.database import Urls
from tests.support.opened import new_regency, opened

SERVICES = 4


@pytest.fixture
def services(urls: Urls) -> Iterator[Sequence[Regency]]:
    """Give one new regency, opened by several services."""
    with opened(new_regency(urls), SERVICES) as regencies:
        yield regencies
