"""Opening names: for one purpose, for half an hour, and every look on record."""

from datetime import timedelta
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from service.http.authentication import local, require_session
from service.http.fields import Fault
from service.http.forms import Posted, first
from service.http.pages import rendering
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.kernel.purposes import PURPOSE_LABELS
from service.policies import access

OPEN_FOR = timedelta(minutes=30)


class PurposesController(Controller):
    """Names are masked until somebody says what for; then they are open until they say so."""

    include_in_schema = False

    @get("/nama", sync_to_thread=True, opt={"right": "account.read", "queries": {"kembali"}})
    def ask(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Ask what names are to be opened for."""
        return _form(visit, back=local(visit.asked("kembali")))

    @post("/nama/buka", sync_to_thread=True, opt={"right": "account.read"}, status_code=200)
    def open(self, visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Response[Any]:
        """Open names for a purpose."""
        back = local(first(posted, "back"))
        chosen = first(posted, "purpose")
        if chosen not in access.purposes_of(visit.actor):
            fault = Fault("purpose", "Tujuan: wajib dipilih")
            return _form(visit, back=back, faults=(fault,), status=400)
        until = visit.regency.ledger.clock() + OPEN_FOR
        visit.regency.sessions.choose_purpose(require_session(visit.request).id, chosen, until)
        answer: Response[Any] = Redirect(back, status_code=303)
        rendering.notice(answer, rendering.translate(visit.request, "Nama dibuka."))
        return answer

    @post("/nama/tutup", sync_to_thread=True, opt={"right": "account.read"}, status_code=303)
    def close(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Mask names again."""
        visit.regency.sessions.choose_purpose(require_session(visit.request).id, "", None)
        answer: Response[Any] = Redirect("/", status_code=303)
        rendering.notice(answer, rendering.translate(visit.request, "Nama ditutup lagi."))
        return answer


def _form(
    visit: Visit, *, back: str, faults: tuple[Fault, ...] = (), status: int = 200
) -> Response[str]:
    return render(
        visit.request,
        "names.html",
        status=status,
        purposes=[(one, PURPOSE_LABELS[one]) for one in access.purposes_of(visit.actor)],
        minutes=OPEN_FOR // timedelta(minutes=1),
        back=back,
        faults=faults,
    )
