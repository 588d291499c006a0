"""The file that a list arrived as, from a link on the list's page."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from service.http.api import list_files
from service.http.pages.reading import page
from service.http.pages.visits import Visit


class ListFilesController(Controller):
    """One file of one list."""

    include_in_schema = False

    @page("/daftar/{list_id:uuid}/berkas", right="lists.read_file")
    def file(self, visit: NamedDependency[Visit], list_id: FromPath[UUID]) -> Response[Any]:
        """Give the file that a list arrived as; without a purpose, ask for one first."""
        if visit.sight.purpose is None:
            return Redirect(f"/nama?kembali=/daftar/{list_id}", status_code=303)
        return list_files.given(visit.regency, visit.sight, list_id)
