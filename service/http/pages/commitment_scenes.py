"""What an action about a promise or its handovers is about, as it is now."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from msgspec.structs import replace

from service.aggregates.commitment import Commitment
from service.aggregates.commitment_events import Terms
from service.aggregates.household import Household
from service.aggregates.photo import PhotoKind
from service.aggregates.programme import Programme
from service.aggregates.village import Village
from service.application import NotKnown
from service.http import languages
from service.http.api import photos as photo_answers
from service.http.api.overlaps import InTheWay, in_the_way
from service.http.pages.actions import Offer, Scene
from service.http.pages.visits import Visit, uuid_in
from service.kernel.needs import NEED_LABELS, NEEDS
from service.kernel.verdicts import STANDING_LABELS, STATUS_LABELS, EvidenceKind
from service.policies import access, rights
from service.policies.overlap import SEVERITY_LABELS
from service.projections import commitment_entries, photos
from service.projections.sentences import short_id

ASK_LEAVE = "/izin-menambah/baru"
"""Where leave is asked to promise beside another."""
MOST_PHOTOS = 3
_SHOWS: Mapping[EvidenceKind, PhotoKind] = {
    "photo_before": "before",
    "photo_half": "half",
    "photo_after": "after",
}
"""Which photo of a household shows what a handover must be shown with."""


def address(commitment: object) -> str:
    """Return the page of a promise."""
    return f"/komitmen/{commitment}"


def scene(visit: Visit) -> Scene:
    """Find the promise in the address, if its village is the actor's to know.

    Raises:
        NotKnown, OutOfScope: it is not; both are answered the same.
    """
    commitment: UUID = visit.parameters["commitment"]
    _, known = visit.regency.ledger.look(Commitment, commitment)
    if known.terms is None:
        raise NotKnown
    _require_told(visit, known.terms)
    numbers = known.numbers
    return Scene(
        title=visit.say("Komitmen %(number)s", number=short_id(commitment)),
        back=address(commitment),
        ids={"commitment": commitment},
        about=(Commitment, commitment),
        village=known.terms.village,
        household=known.terms.household,
        parties=frozenset(known.terms.parties()),
        facts=[
            *_terms(visit, known.terms),
            ("Komitmen", languages.rupiah("id", numbers.committed)),
            ("Alokasi", languages.rupiah("id", numbers.allocated)),
            ("Penyaluran", languages.rupiah("id", numbers.disbursed)),
            ("Serah terima", languages.rupiah("id", numbers.delivered)),
            ("Verifikasi", languages.rupiah("id", numbers.verified)),
        ],
        choices={
            "broker": visit.partners(),
            "implementer": visit.partners(),
            "to_partner": visit.partners(),
            "programme": visit.programmes(need=known.terms.need),
            "delivered_by": [(one, visit.partner(one)) for one in sorted(known.terms.parties())],
            **_entries(visit, commitment),
            "fund": visit.funds(known.terms.partner, fiscal_year=known.terms.fiscal_year),
        },
        state=known,
    )


def delivery_scene(visit: Visit) -> Scene:
    """Find the handover in the address.

    Raises:
        NotKnown, OutOfScope: it is not the actor's to know.
    """
    found = scene(visit)
    delivery: UUID = visit.parameters["delivery"]
    if delivery not in found.state.deliveries:
        raise NotKnown
    handed = found.state.deliveries[delivery]
    return Scene(
        title=found.title,
        back=found.back,
        ids={**found.ids, "delivery": delivery},
        about=found.about,
        village=found.village,
        facts=[
            *_terms(visit, found.state.terms),
            ("Nilai serah terima", languages.rupiah("id", handed.value_rupiah)),
            ("Diserahkan oleh", visit.partner(handed.delivered_by)),
            ("Sudah diverifikasi", languages.rupiah("id", handed.verified_rupiah)),
        ],
        state=handed,
    )


def new_scene(visit: Visit) -> Scene:
    """Find the household or the village that a promise is to be made to, and what is in the way.

    Raises:
        NotKnown, OutOfScope: it is not the actor's to know.
    """
    own = visit.actor.organisation if visit.actor.role not in rights.FOR_ANYONE else ""
    fiscal_year = visit.regency.ledger.today.year
    choices = {one: visit.partners() for one in ("partner", "broker", "implementer")}
    if code := visit.asked("desa"):
        access.require_village(visit.actor, code)
        return Scene(
            title=visit.village(code),
            back=f"/desa/{code}",
            about=(Village, code),
            village=code,
            facts=[("Untuk", visit.say("%(village)s seutuhnya", village=visit.village(code)))],
            choices=choices | {"programme": visit.programmes(fiscal_year=fiscal_year)},
            values={"partner": own},
            fixed={"village": code},
        )
    household = uuid_in(visit.asked("keluarga"))
    _, known = visit.regency.ledger.look(Household, household)
    if known.id is None:
        raise NotKnown
    access.require_household(visit.actor, known.village, is_restricted=known.is_restricted)
    need = next((one for one in NEEDS if one == visit.asked("kebutuhan")), None)
    told = need and in_the_way(
        visit.regency, visit.actor, household, need=need, programme=None, package=None
    )
    return Scene(
        title=visit.say("Keluarga %(number)s", number=short_id(household)),
        back=f"/keluarga/{household}",
        about=(Household, household),
        village=known.village,
        household=household,
        facts=[
            ("Untuk", f"Keluarga {short_id(household)}, {visit.village(known.village)}"),
            ("Status keluarga", STATUS_LABELS[known.status]),
            *([("Kebutuhan", NEED_LABELS[need])] if need else []),
        ],
        warnings=list(_warnings(visit, told)) if told else [],
        ways=_ways(visit, told) if told else [],
        choices=choices | {"programme": visit.programmes(need=need, fiscal_year=fiscal_year)},
        values={"partner": own},
        fixed={"household": str(household)},
    )


def _ways(visit: Visit, found: InTheWay) -> list[Offer]:
    """Return how to ask for leave where somebody has promised, for whoever may."""
    may = visit.may("clearances.request", village=found.village, household=found.household)
    if found.is_free or not may:
        return []
    asked = f"{ASK_LEAVE}?keluarga={found.household}&kebutuhan={found.need}"
    return [Offer(asked, "Minta izin menambah", is_grave=False)]


def _warnings(visit: Visit, found: InTheWay) -> Iterator[str]:
    """Yield what a partner is told before promising."""
    for one in found.overlaps:
        amount = languages.rupiah("id", one.amount_rupiah)
        yield visit.say(
            "%(severity)s: %(partner)s sudah menjanjikan %(amount)s melalui %(programme)s.",
            severity=visit.say(SEVERITY_LABELS[one.severity]),
            partner=visit.partner(one.partner),
            amount=amount,
            programme=visit.programme(one.programme),
        )
    for warned in found.warnings:
        if warned.status:
            status = visit.say(STATUS_LABELS[warned.status]).lower()
            yield visit.say("Status keluarga ini: %(status)s.", status=status)
        elif warned.standing:
            standing = visit.say(STANDING_LABELS[warned.standing]).lower()
            yield visit.say("Kebutuhan ini: %(standing)s.", standing=standing)
        elif warned.need:
            need_name = visit.say(NEED_LABELS[warned.need]).lower()
            yield visit.say("Kebutuhan %(need)s belum tercatat pada keluarga ini.", need=need_name)


def _require_told(visit: Visit, terms: Terms) -> None:
    """Refuse a promise to a household that is not the actor's to know, save to its parties.

    Raises:
        OutOfScope: as told.
    """
    access.require_village(visit.actor, terms.village)
    if terms.household is not None and visit.actor.organisation not in terms.parties():
        access.require_household(visit.actor, terms.village)


def _terms(visit: Visit, terms: Terms) -> list[tuple[str, str]]:
    return [
        ("Penyandang dana", visit.partner(terms.partner)),
        ("Program", visit.programme(terms.programme)),
        ("Kebutuhan", NEED_LABELS[terms.need]),
        (
            "Untuk",
            f"{_called(visit, terms)}, {visit.village(terms.village)}"
            if terms.household
            else f"Desa {visit.village(terms.village)}",
        ),
        ("Tahun anggaran", str(terms.fiscal_year)),
    ]


def _called(visit: Visit, terms: Terms) -> str:
    is_known = access.households_of(visit.actor).covers(terms.village)
    return f"Keluarga {short_id(terms.household)}" if is_known else "Satu keluarga"


def _entries(visit: Visit, commitment: UUID) -> dict[str, Sequence[tuple[str, str]]]:
    """Return the payments of a promise, and all its entries, to choose from."""
    found = commitment_entries.entries(visit.regency.log.history(Commitment.stream(commitment)))

    def told(entry: commitment_entries.Entry, kind: str) -> tuple[str, str]:
        amount = languages.rupiah("id", entry.amount_rupiah)
        return str(entry.id), f"{kind} {amount}, {languages.day('id', entry.occurred_on)}"

    paid = [told(one, "Penyaluran") for one in found.disbursements]
    return {
        "disbursement": paid,
        "entry": [
            *(told(one, "Alokasi") for one in found.allocations),
            *paid,
            *(told(one, "Serah terima") for one in found.deliveries),
        ],
    }


def _photos(visit: Visit, household: UUID | None) -> Sequence[photos.PhotoLine]:
    """Return the photos of a household that the reader may see, the newest first."""
    if household is None or not access.may(visit.actor, "photos.read"):
        return ()
    visit.regency.engine.catch_up("photos")
    found = photo_answers.taken(visit.regency, visit.actor, household)
    return [one for one in found if one.retracted_on is None]


def _required_evidence(visit: Visit, programme: str) -> Sequence[EvidenceKind]:
    """Return what a programme wants a handover shown with."""
    _, known = visit.regency.ledger.look(Programme, programme)
    return known.offer.evidence_required if known.offer else ()


def deliver_scene(visit: Visit) -> Scene:
    """Find the promise in the address, with what its programme wants a handover shown with."""
    found = scene(visit)
    kinds = _required_evidence(visit, found.state.terms.programme)
    today = visit.regency.ledger.today.isoformat()
    terms = found.state.terms
    taken = {one.kind: one for one in reversed(_photos(visit, terms.household))}
    values: dict[str, str] = {}
    for row, kind in enumerate(kinds):
        photo = taken.get(_SHOWS[kind]) if kind in _SHOWS else None
        values[f"evidence[{row}].kind"] = kind
        values[f"evidence[{row}].on"] = photo.occurred_on.isoformat() if photo else today
        if photo:
            values[f"evidence[{row}].reference"] = photo.hash
    return replace(found, values=values)


def answer_scene(visit: Visit) -> Scene:
    """Find the handover in the address, with the photos that were taken since.

    Raises:
        NotKnown, OutOfScope: it is not the actor's to know.
    """
    found = delivery_scene(visit)
    commitment: UUID = visit.parameters["commitment"]
    _, known = visit.regency.ledger.look(Commitment, commitment)
    assert known.terms is not None
    history = visit.regency.log.history(Commitment.stream(commitment))
    day = next(
        one.occurred_on
        for one in commitment_entries.entries(history).deliveries
        if one.id == visit.parameters["delivery"]
    )
    since = [one for one in _photos(visit, known.terms.household) if one.occurred_on >= day]
    values: dict[str, str] = {}
    for row, photo in enumerate(since[:MOST_PHOTOS]):
        values[f"evidence[{row}].kind"] = "photo"
        values[f"evidence[{row}].on"] = photo.occurred_on.isoformat()
        values[f"evidence[{row}].reference"] = photo.hash
    return replace(found, values=values)
