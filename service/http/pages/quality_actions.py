"""What can be done about the quality of the field's work: draw, look again, explain a sign."""

from functools import partial
from uuid import UUID

from service.aggregates.anomaly import Anomaly
from service.aggregates.recheck import Recheck
from service.application import NotKnown, Receipt
from service.commands import anomalies, rechecks
from service.exchange import quality
from service.http.api import anomalies as sign_answers
from service.http.fields import Choices
from service.http.pages.actions import Action, Scene
from service.http.pages.visits import Visit, uuid_in
from service.kernel.row_codes import row_code
from service.kernel.verdicts import STATUS_LABELS, HouseholdStatus
from service.policies import access
from service.policies.anomalies import ANOMALY_LABELS
from service.projections import lists
from service.projections import rechecks as drawn
from service.projections.sentences import short_id

_FOUND: tuple[HouseholdStatus, ...] = (
    "eligible",
    "better_off",
    "graduated",
    "self_withdrew",
    "not_found",
    "deceased",
    "moved_out",
    "moved_abroad",
    "duplicate",
    "closed",
)


def draw_scene(visit: Visit) -> Scene:
    """Find the areas that can be drawn from."""
    visit.regency.engine.catch_up("lists")
    with visit.reading() as conn:
        received = lists.find(conn, visit.regency.schema, limit=100)
    first = visit.regency.ledger.today.replace(month=1, day=1)
    return Scene(
        title="Mutu verifikasi",
        back="/mutu",
        ids={"population": partial(quality.population, visit.regency, visit.actor)},
        choices={
            "area": areas(visit),
            "list": [(str(one.list), f"{one.name}, {one.period}") for one in received],
        },
        values={
            "area": visit.asked("wilayah"),
            "since": first.isoformat(),
            "until": visit.regency.ledger.today.isoformat(),
        },
    )


def record_scene(visit: Visit) -> Scene:
    """Find the household that was drawn, in the address.

    Raises:
        NotKnown, OutOfScope: it was not, or is not the actor's to know.
    """
    recheck: UUID = visit.parameters["recheck"]
    household = uuid_in(visit.asked("keluarga"))
    _, known = visit.regency.ledger.look(Recheck, recheck)
    if household not in known.sampled:
        raise NotKnown
    village = known.sampled[household].village
    access.require_household(visit.actor, village)
    visit.regency.engine.catch_up("rechecks", "verifications")
    with visit.reading() as conn:
        rows = drawn.rows(conn, visit.regency.schema, recheck)
    number = next((one.number for one in rows if one.household == household), None)
    code = row_code(number) if number else short_id(household)
    return Scene(
        title=f"{code}, {visit.village(village)}",
        back=f"/mutu/periksa-ulang/{recheck}",
        ids={"recheck": recheck},
        about=(Recheck, recheck),
        village=village,
        facts=(("Desa", visit.village(village)), ("Kode baris", code)),
        choices={"found": [(one, STATUS_LABELS[one]) for one in _FOUND]},
        values={"method": "visit", "evidence[0].kind": "visit"},
        fixed={"household": str(household)},
        state=household not in known.done,
    )


def explain_scene(visit: Visit) -> Scene:
    """Find the sign in the address, as it is raised now.

    Raises:
        NotKnown: nothing raises it, or it is not the actor's to know.
    """
    anomaly: UUID = visit.parameters["anomaly"]
    found = sign_answers.raised(visit.regency, visit.actor, anomaly)
    return Scene(
        title=ANOMALY_LABELS[found.raised.kind],
        back=f"/mutu/tanda/{anomaly}",
        ids={"sign": quality.sign_of(found.raised)},
        about=(Anomaly, anomaly),
        village=found.raised.village,
        facts=(
            ("Desa", visit.village(found.raised.village)),
            ("Keluarga", str(found.raised.households)),
        ),
        state=found.is_open,
    )


def areas(visit: Visit) -> Choices:
    """Return the kecamatan and the villages where the actor may work."""
    kecamatan = [
        (one.code, f"Kecamatan {one.name}")
        for one in visit.place.kecamatan
        if visit.actor.scope.covers(one.code)
    ]
    return [*kecamatan, *visit.villages()]


def _drawn(receipt: Receipt, _: Scene) -> str:
    return f"/mutu/periksa-ulang/{receipt.id}"


DRAW = Action(
    right="rechecks.draw",
    path="/mutu/periksa-ulang/undi",
    title="Undi pemeriksaan ulang",
    done="Undian dicatat. Siapa pun dapat menghitungnya kembali.",
    ask=rechecks.Draw,
    command=rechecks.draw,
    scene=draw_scene,
    lead="Lima persen dari keluarga yang dilihat pada masa ini, menurut aturan undian-1.",
    hidden=frozenset({"occurred_on"}),
    opening=("area", "since", "until", "list"),
    leads=_drawn,
    queries=frozenset({"wilayah"}),
)

RECORD = Action(
    right="rechecks.record",
    path="/mutu/periksa-ulang/{recheck:uuid}/catat",
    title="Catat pemeriksaan ulang",
    done="Pemeriksaan ulang dicatat.",
    ask=rechecks.Record,
    command=rechecks.record,
    scene=record_scene,
    lead="Putusan pertama tidak ditampilkan sampai Anda mencatat yang Anda lihat sendiri.",
    opening=("found", "method"),
    fits=bool,
    queries=frozenset({"keluarga"}),
)

EXPLAIN = Action(
    right="anomalies.explain",
    path="/mutu/tanda/{anomaly:uuid}/jelaskan",
    title="Jelaskan tanda ini",
    done="Penjelasan dicatat.",
    ask=anomalies.Explain,
    command=anomalies.explain,
    scene=explain_scene,
    lead="Tanda bukan putusan. Tanyakan kepada yang bersangkutan, lalu tulis apa yang terjadi.",
    fits=bool,
)

ACTIONS: tuple[Action, ...] = (DRAW, RECORD, EXPLAIN)
