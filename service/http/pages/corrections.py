"""What goes back to the owner of a list, on a page: counted, downloaded, sent, answered."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from service.aggregates.correction import Correction
from service.application import NotKnown, Work
from service.commands import corrections as commands
from service.exchange import quality
from service.exchange.correction_returns import WRONG_LABELS
from service.exchange.sheets import Sheet
from service.http.api.corrections import by_name, found_in, require_batch, require_sending
from service.http.api.coverage import percent
from service.http.areas import areas_of
from service.http.downloads import download, format_of
from service.http.pages import reading
from service.http.pages.actions import Action, Offer, Scene, offers
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.pages.worklists import files
from service.policies import access
from service.projections import corrections
from service.projections.coverage import Invalid
from service.projections.lists import Batch
from service.projections.moment import PRESENT, Moment

PAGE = "/daftar/{list_id:uuid}/pembetulan"
MOST = 100


class CorrectionsController(Controller):
    """The corrections of villages to a list."""

    include_in_schema = False

    @page(PAGE, right="corrections.read", asks=("desa", "unduh", *reading.CLOCKS))
    def many(self, visit: NamedDependency[Visit], list_id: FromPath[UUID]) -> Response[Any]:
        """Show what is wrong with a list village by village, or with one village's part of it."""
        regency, clock = visit.regency, reading.clock(visit)
        batch = require_batch(regency, visit.actor, list_id)
        villages = [
            one for one in visit.villages() if access.households_of(visit.actor).covers(one[0])
        ]
        code = visit.asked("desa") or (villages[0][0] if len(villages) == 1 else "")
        found = found_in(regency, visit.actor, list_id, code, clock.moment) if code else None
        rates = [] if code else _rates(visit, list_id, clock.moment)
        if kind := format_of(visit.asked("unduh")):
            return download(_sheet(visit, batch, rates), kind)
        regency.engine.catch_up("corrections")
        with visit.reading() as conn:
            sent = corrections.find(
                conn,
                regency.schema,
                batch=list_id,
                areas=reading.areas(visit),
                limit=MOST,
            )
        may_name = bool(code) and access.may_read_names(visit.actor, code)
        return render(
            visit.request,
            "corrections.html",
            batch=batch,
            villages=villages,
            code=code,
            called=visit.village,
            found=found,
            clock=clock,
            rates=rates,
            total=_total(rates),
            share=lambda one: _share(one.invalid, one.rows),
            files=files(visit),
            labels=WRONG_LABELS,
            sent=[(one, _offers(visit, one)) for one in sent],
            may_name=may_name,
            may_send=visit.may("corrections.send", village=code or None),
        )

    @page(PAGE + "/berkas", right="corrections.read", asks=("desa", "format"))
    def file(self, visit: NamedDependency[Visit], list_id: FromPath[UUID]) -> Response[bytes]:
        """Give the corrections as they are now, by name."""
        kind = "xlsx" if visit.asked("format") == "xlsx" else "csv"
        return by_name(visit.regency, visit.sight, list_id, visit.asked("desa"), kind)  # type: ignore[arg-type]

    @page("/pembetulan/{correction:uuid}/berkas", right="corrections.read", asks=("format",))
    def as_sent(self, visit: NamedDependency[Visit], correction: FromPath[UUID]) -> Response[bytes]:
        """Give the file as it was sent."""
        sent = require_sending(visit.regency, visit.actor, correction, Moment())
        kind = "xlsx" if visit.asked("format") == "xlsx" else "csv"
        return by_name(
            visit.regency,
            visit.sight,
            sent.list,
            sent.village,
            kind,  # type: ignore[arg-type]
            upto=sent.upto,
        )


def _rates(visit: Visit, list_id: UUID, moment: Moment) -> list[Invalid]:
    areas = areas_of(visit.actor, None)
    return quality.wrong_rows(visit.regency, visit.actor, areas, moment, list_id)


def _total(rates: Sequence[Invalid]) -> dict[str, Any]:
    """Return the sums, and the share of the sums: never an average of shares."""
    names = ("rows", "deceased", "moved", "invalid")
    sums = {name: sum(getattr(one, name) for one in rates) for name in names}
    return sums | {"share": _share(sums["invalid"], sums["rows"])}


def _share(part: int, whole: int) -> Decimal | None:
    found = percent(part, whole)
    return None if found is None else found / 100


def _sheet(visit: Visit, batch: Batch, rates: Sequence[Invalid]) -> Sheet:
    return Sheet(
        name=f"baris-tidak-valid-{batch.period}",
        titles=("Kode desa", "Desa", "Baris", "Meninggal", "Pindah", "Persen tidak valid"),
        marks=(f"{batch.name} periode {batch.period} dari {batch.issuer}",),
        rows=[
            (
                one.area,
                visit.village(one.area),
                one.rows,
                one.deceased,
                one.moved,
                percent(one.invalid, one.rows),
            )
            for one in rates
        ],
    )


def send_scene(visit: Visit) -> Scene:
    """Find the list in the address, and what its file says of the village that is asked about.

    Raises:
        NotKnown, OutOfScope: there is none, or it is not the actor's.
    """
    batch = require_batch(visit.regency, visit.actor, visit.parameters["list_id"])
    code = visit.asked("desa")
    if not visit.place.village(code):
        raise NotKnown
    found = found_in(visit.regency, visit.actor, batch.list, code, PRESENT)
    tally = found.tally
    return Scene(
        title=batch.name,
        back=f"/daftar/{batch.list}/pembetulan?desa={code}",
        ids={"made": found.made},
        village=code,
        fixed={"list": str(batch.list), "village": code},
        facts=[
            ("Desa", visit.village(code)),
            ("Baris di desa ini", str(tally.rows)),
            ("Baris yang dibetulkan", str(tally.corrections)),
            ("Meninggal dan pindah", f"{tally.deceased + tally.moved} ({found.invalid_rate})"),
            ("Ditetapkan musyawarah", str(tally.ratified)),
            ("Sidik isi", found.content_hash),
        ],
        values={"to": batch.issuer},
        state=found,
    )


def answer_scene(visit: Visit) -> Scene:
    """Find what was sent.

    Raises:
        NotKnown: there is none, or it is not the actor's to know.
    """
    correction: UUID = visit.parameters["correction"]
    sent = require_sending(visit.regency, visit.actor, correction, Moment())
    return Scene(
        title="Pembetulan daftar",
        back=f"/daftar/{sent.list}/pembetulan?desa={sent.village}",
        ids={"correction": correction},
        about=(Correction, correction),
        village=sent.village,
        facts=[
            ("Surat", sent.letter_number),
            ("Kepada", sent.addressee),
            ("Baris yang dibetulkan", str(sent.corrections)),
        ],
        state=sent,
    )


def _send(work: Work, ask: commands.Return, made: commands.Made) -> UUID:
    return commands.send(work, ask, made=made)


SEND = Action(
    right="corrections.send",
    path=PAGE + "/pengiriman",
    title="Catat pengiriman pembetulan",
    done="Pengiriman pembetulan dicatat.",
    lead="Isi berkas dibekukan menurut keadaan sekarang dan dapat dibuat lagi persis sama.",
    ask=commands.Return,
    command=_send,
    scene=send_scene,
    queries=frozenset({"desa"}),
)
ANSWER = Action(
    right="corrections.answer",
    path="/pembetulan/{correction:uuid}/jawaban",
    title="Catat jawaban pemilik daftar",
    done="Jawaban dicatat.",
    ask=commands.AnswerCorrection,
    command=commands.answer,
    scene=answer_scene,
)
ACTIONS: tuple[Action, ...] = (SEND, ANSWER)


def _offers(visit: Visit, sent: corrections.Sending) -> list[Offer]:
    scene = Scene(title="", back="", village=sent.village)
    return offers(visit, scene, [ANSWER], correction=sent.correction)
