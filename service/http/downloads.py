"""Tables that leave as files: the same rows as on the page, as CSV or as a workbook."""

from typing import Annotated, Any, Literal, TypeAlias, get_args

from litestar import Response
from litestar.params import QueryParameter

from service.exchange.sheets import Sheet, csv_bytes, xlsx_bytes

Format: TypeAlias = Literal["csv", "xlsx"]

FormatAsked: TypeAlias = Annotated[
    Format, QueryParameter(description="As which kind of file: `csv` or `xlsx`.")
]

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def format_of(asked: str) -> Format | None:
    """Return the kind of file that a page's address asks for, None for the page itself."""
    return next((one for one in get_args(Format) if one == asked), None)


def download(sheet: Sheet, kind: Format) -> Response[Any]:
    """Return a table as a file to keep."""
    if kind == "xlsx":
        return attachment(xlsx_bytes(sheet), f"{sheet.name}.xlsx", XLSX)
    return attachment(csv_bytes(sheet), f"{sheet.name}.csv", CSV)


def attachment(content: bytes, file_name: str, media_type: str) -> Response[Any]:
    """Return a file to keep; the name is ours, never somebody's input."""
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return Response(content, media_type=media_type, headers=headers)
