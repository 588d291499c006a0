"""The file that a list arrived as: what is kept of it, and itself, for a purpose and on record."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream
from msgspec import Struct

from service.application import NotKnown
from service.exchange import list_files
from service.http import reads
from service.http.problems import PROBLEMS, NotHere
from service.http.reads import question
from service.http.sight import Sight
from service.kernel.purposes import Purpose
from service.kernel.roles import Actor
from service.list_files.list_files import Head, State
from service.policies.access import OutOfScope
from service.projections import lists
from service.projections.lists import Batch
from service.projections.moment import PRESENT
from service.regency import Regency

FOR: tuple[Purpose, ...] = ("verification", "audit", "subject_request", "correction")
"""What the file of a list may be opened for."""

_ENDINGS = frozenset({".csv", ".txt", ".xls", ".xlsx", ".xlsb", ".ods", ".zip"})


class ListFileNotForThis(NotHere):
    """Berkas asli daftar tidak dibuka untuk tujuan ini."""

    way_out: ClassVar[str] = (
        "Pilih tujuan verifikasi, pemeriksaan, permintaan subjek data pribadi, atau perbaikan data."
    )


class ListFileErased(NotHere):
    """Berkas asli daftar ini sudah dimusnahkan."""

    way_out: ClassVar[str] = (
        "Data seseorang di dalamnya dihapus atas permintaan, dan berkasnya ikut dimusnahkan. Sidik "
        "berkas (SHA-256) dan semua baris lain tetap tercatat."
    )
    status: ClassVar[int] = 404


class ListFileLeftOut(NotHere):
    """Berkas asli daftar ini tidak disimpan, karena memuat nama ibu kandung."""

    way_out: ClassVar[str] = (
        "Kolom itu tidak dapat dikosongkan dari jenis berkas ini. Mintalah berkasnya kepada "
        "penerbit; sidik berkas (SHA-256) membuktikan bahwa berkasnya sama."
    )
    status: ClassVar[int] = 404


class ListFileNeverKept(NotHere):
    """Berkas asli daftar ini tidak disimpan."""

    way_out: ClassVar[str] = (
        "Daftarnya diterima sebelum berkas disimpan, atau belum selesai dibaca. Bila belum "
        "selesai, unggah lagi berkas yang sama."
    )
    status: ClassVar[int] = 404


_GONE: dict[State, type[NotHere]] = {
    "erased": ListFileErased,
    "left_out": ListFileLeftOut,
    "never_kept": ListFileNeverKept,
}


class ListFile(Struct, frozen=True, kw_only=True):
    """What is kept of the file of a list.

    Args:
        state: `kept`; `left_out` for want of a copy without mothers' maiden names; `erased` with
            somebody on it; `never_kept`.
        is_as_received: whether the copy is the file byte for byte; its hash is then the same.
        columns_left_out: titles of columns whose cells the copy lacks, or why there is none.
        file_hash: SHA-256 of the file as received; kept_hash and bytes: of the copy.
    """

    list: UUID
    state: State
    is_as_received: bool
    columns_left_out: Sequence[str]
    file_hash: str
    kept_hash: str
    bytes: int


class ListFilesController(Controller):
    """Everybody on a list stands in its file by name: given to few, and each time on record."""

    path = "/lists/{list_id:uuid}/file"
    tags = ("lists",)

    @get(
        "/",
        sync_to_thread=True,
        media_type="application/octet-stream",
        responses=PROBLEMS,
        opt=reads.rights("lists.read_file"),
    )
    def one(
        self,
        regency: NamedDependency[Regency],
        sight: NamedDependency[Sight],
        list_id: FromPath[UUID],
    ) -> Response[Any]:
        """The file as it was received, but for mothers' maiden names; needs a `purpose`.

        404 says why, once it went with somebody who was erased, or was never kept.
        """
        return given(regency, sight, list_id)

    @question("/about", right="lists.read")
    def about(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        list_id: FromPath[UUID],
    ) -> ListFile:
        """What is kept of the file, and how the copy differs from what was received."""
        batch = known(regency, actor, list_id)
        head = regency.list_files.head(list_id)
        return ListFile(
            list=list_id,
            state=head.state,
            is_as_received=head.state == "kept" and not head.left_out,
            columns_left_out=head.left_out,
            file_hash=batch.file_hash,
            kept_hash=head.hash if head.state == "kept" else "",
            bytes=head.bytes if head.state == "kept" else 0,
        )


def known(regency: Regency, actor: Actor, list_id: UUID) -> Batch:
    """Return a list.

    Raises:
        NotKnown: there is none.
    """
    regency.engine.catch_up("lists")
    with regency.reading(actor) as conn:
        found = lists.one(conn, regency.schema, list_id, PRESENT)
    if found is None:
        raise NotKnown
    return found


def given(regency: Regency, sight: Sight, list_id: UUID) -> Response[Any]:
    """Return the file of a list, with looks at everybody on it on record before its first byte.

    Raises:
        BadRequest: there is no purpose.
        ListFileNotForThis: a whole list is not opened for it.
        OutOfScope: names are not open in all of the regency.
        NotHere: there is no file, and why.
        LookUnrecorded: nothing is given.
    """
    if sight.required() not in FOR:
        raise ListFileNotForThis(purposes=FOR)
    if sight.names_for(regency.code) != "open":
        raise OutOfScope(area=regency.code)
    batch = known(regency, sight.actor, list_id)
    head = regency.list_files.head(list_id)
    if head.state != "kept":
        raise _GONE[head.state](file_hash=batch.file_hash)
    numbers = [
        sight.record(subjects, kind="export") for subjects in list_files.named_by(regency, list_id)
    ] or [sight.record((), kind="export")]
    return _as_file(regency, batch, head, numbers[0])


def _as_file(regency: Regency, batch: Batch, head: Head, number: int | None) -> Response[Any]:
    ending = PurePath(batch.file_name).suffix.lower()
    name = f"daftar-{str(batch.list)[-6:]}{ending if ending in _ENDINGS else '.bin'}"
    return Stream(
        regency.list_files.read(batch.list, head),
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Length": str(head.bytes),
            "Cache-Control": "no-store",
            "X-Export-Number": str(number),
        },
    )
