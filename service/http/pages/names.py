"""Names are opened on pages for a purpose and half an hour, and closed again by hand or by time."""

from datetime import timedelta
from typing import Any

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from service.http.authentication import session_of
from service.http.forms import first, read_form
from service.http.pages.reading import page
from service.http.pages.rendering import notice, render, translate
from service.http.pages.visits import Visit
from service.http.problems import BadRequest, FieldError
from service.http.threads import in_thread
from service.kernel.purposes import PURPOSE_LABELS, PURPOSES
from service.policies import access

OPEN_FOR = timedelta(minutes=30)


class NamesController(Controller):
    """What the names on all pages of a session are opened for."""

    include_in_schema = False

    @page("/nama", right="households.read", asks=("kembali",))
    def form(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Ask what for."""
        purposes = access.purposes_of(visit.actor)
        return render(
            visit.request,
            "names.html",
            purposes=[(code, PURPOSE_LABELS[code]) for code in purposes],
            back=ours(visit.asked("kembali")),
        )

    @post("/nama/buka", opt={"right": "households.read"}, status_code=303)
    async def open(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Open names for a purpose; each look from now on is on record with it."""
        posted = await read_form(visit.request)
        session = session_of(visit.request)
        chosen = next((one for one in PURPOSES if one == first(posted, "purpose")), None)
        if session is None or chosen is None:
            raise BadRequest([FieldError("purpose", "pilih tujuannya")])
        access.require_purpose(visit.actor, chosen)
        until = visit.regency.ledger.clock() + OPEN_FOR
        await in_thread(visit.regency.sessions.choose_purpose, session.id, chosen, until)
        answer = Redirect(ours(first(posted, "to")), status_code=303)
        notice(answer, translate(visit.request, "Nama dibuka selama 30 menit."))
        return answer

    @post("/nama/tutup", opt={"right": "households.read"}, status_code=303)
    async def close(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Mask names again."""
        posted = await read_form(visit.request)
        session = session_of(visit.request)
        if session is not None:
            await in_thread(visit.regency.sessions.choose_purpose, session.id, "", None)
        answer = Redirect(ours(first(posted, "to")), status_code=303)
        notice(answer, translate(visit.request, "Nama ditutup."))
        return answer


def ours(path: str) -> str:
    """Return a path of ours to go back to; anything else would send people to another site."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and "\n" not in path
    return path if is_ours else "/"
