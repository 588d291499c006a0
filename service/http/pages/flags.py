"""Promises that should be looked at again: the list of work, and what is done about each."""

from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from msgspec import Struct
from msgspec.structs import replace

from service.aggregates.commitment import Commitment
from service.aggregates.flag import FLAG_LABELS
from service.application import Receipt
from service.commands import flags as commands
from service.commands.requests import Explain
from service.http import flagged
from service.http.pages import reading
from service.http.pages.actions import Action, Offer, Scene, offers
from service.http.pages.commitment_scenes import address, scene
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.policies import access
from service.projections.flags import Flag

PATH = "/komitmen/perlu-ditinjau"
BASE = "/komitmen/{commitment:uuid}"


class Row(Struct, frozen=True):
    """A flag, and what its reader can do about it."""

    flag: Flag
    offers: list[Offer]


class FlagsController(Controller):
    """Nobody raises a flag: it follows from what happened to the household."""

    include_in_schema = False

    @page(
        PATH,
        right="clearances.read",
        asks=("wilayah", "keadaan", *reading.CLOCKS, *reading.PAGED),
    )
    def many(self, visit: NamedDependency[Visit]) -> Response[str]:
        """List open promises whose household is not as it was, the unexplained unless asked."""
        clock, paging = reading.clock(visit), reading.paging(visit)
        is_every = visit.asked("keadaan") == "semua"
        asked = flagged.asked_of(
            visit.regency,
            visit.actor,
            area=visit.asked("wilayah") or None,
            is_explained=None if is_every else False,
        )
        after = paging.after
        found = flagged.found(
            visit.regency,
            visit.actor,
            asked,
            moment=clock.moment,
            limit=paging.limit + 1,
            after=(int(after[0]), str(after[1]), str(after[2])) if after else None,
        )
        rows, more = reading.paged(
            visit, paging, found, lambda one: (one.position, str(one.commitment), one.cause)
        )
        return render(
            visit.request,
            "flags.html",
            clock=clock,
            rows=[Row(one, _offers(visit, one)) for one in rows],
            more=more,
            is_every=is_every,
            called=visit.partner,
            programme=visit.programme,
            village=visit.village,
        )


def of_commitment(visit: Visit, commitment: UUID) -> list[Flag]:
    """Return why a promise is flagged, for its own page; nothing for whoever may not ask."""
    if not access.may(visit.actor, "clearances.read"):
        return []
    asked = flagged.asked_of(visit.regency, visit.actor, commitment=commitment)
    return flagged.found(visit.regency, visit.actor, asked, limit=9)


def _offers(visit: Visit, flag: Flag) -> list[Offer]:
    _, known = visit.regency.ledger.look(Commitment, flag.commitment)
    assert known.terms is not None
    about = Scene(
        title="",
        back=address(flag.commitment),
        village=known.terms.village,
        household=known.terms.household,
        parties=frozenset(known.terms.parties()),
        state=known,
    )
    return offers(visit, about, ACTIONS, commitment=flag.commitment)


def _is_open(known: Commitment) -> bool:
    return known.is_made and known.ended is None and known.terms is not None


def flag_scene(visit: Visit) -> Scene:
    """Find the promise in the address, with why it is flagged.

    Raises:
        NotKnown, OutOfScope: it is not the actor's to know.
    """
    found = scene(visit)
    told = [_told(visit, one) for one in of_commitment(visit, visit.parameters["commitment"])]
    return replace(found, warnings=told, about=None, values={"form": "cash"})


def _told(visit: Visit, flag: Flag) -> str:
    said = visit.say(FLAG_LABELS[flag.cause])
    return f"{said[:1].upper()}{said[1:]}."


def _led(receipt: Receipt, _: Scene) -> str:
    return address(receipt.id)


ACTIONS: tuple[Action, ...] = (
    Action(
        right="flags.explain",
        path=BASE + "/pertahankan",
        title="Pertahankan dengan alasan",
        done="Alasan dicatat. Penyaluran tetap memerlukan izin orang kedua.",
        ask=Explain,
        command=commands.explain,
        scene=flag_scene,
        lead="Komitmen ini keluar dari daftar tinjau sampai ada kejadian baru.",
        fits=_is_open,
    ),
    Action(
        right="commitments.cancel",
        path=BASE + "/arahkan",
        title="Arahkan ke keluarga lain",
        done="Komitmen lama dibatalkan dan yang baru dicatat.",
        ask=commands.Redirect,
        command=commands.redirect,
        scene=flag_scene,
        lead="Sisanya dibatalkan dan dijanjikan kepada keluarga yang Anda sebut, sekaligus.",
        hidden=frozenset({"package"}),
        opening=("household", "programme", "amount_rupiah", "form", "reason"),
        leads=_led,
        fits=_is_open,
        is_grave=True,
    ),
)
