"""What can be done about a village: take it in, count, assess together, classify."""

from uuid import UUID

from msgspec.structs import replace

from service.aggregates.village import Village
from service.application import NotKnown, Receipt
from service.commands import villages
from service.http.pages.actions import Action, Scene
from service.http.pages.visits import Visit
from service.kernel.roles import Role
from service.policies import access
from service.projections import villages as projected

BASE = "/desa/{code:str}"

SIDES: dict[Role, str] = {
    "mentor": "mentor",
    "village_operator": "village",
    "village_head": "village",
}
"""For whom somebody signs an assessment; the secretariat says for whom."""


def scene(visit: Visit) -> Scene:
    """Find the village in the address, if it is the actor's and takes part.

    Raises:
        NotKnown, OutOfScope: it is not; both are answered the same.
    """
    code: str = visit.parameters["code"]
    access.require_village(visit.actor, code)
    _, known = visit.regency.ledger.look(Village, code)
    if not known.village:
        raise NotKnown
    return Scene(
        title=visit.village(code),
        back=f"/desa/{code}",
        ids={"village": code},
        about=(Village, code),
        village=code,
        state=known,
    )


def assessment_scene(visit: Visit) -> Scene:
    """Find the assessment in the address.

    Raises:
        NotKnown, OutOfScope: it is not the actor's to know.
    """
    found = scene(visit)
    assessment: UUID = visit.parameters["assessment"]
    if assessment not in found.state.assessments:
        raise NotKnown
    return replace(found, ids={**found.ids, "assessment": assessment}, fixed=_own_side(visit))


def writing_scene(visit: Visit) -> Scene:
    """Find the village in the address, to write down an assessment for the own side."""
    return replace(scene(visit), fixed=_own_side(visit))


def _own_side(visit: Visit) -> dict[str, str]:
    side = SIDES.get(visit.actor.role)
    return {"side": side} if side else {}


def new_scene(visit: Visit) -> Scene:
    """Find the villages that do not take part yet."""
    regency = visit.regency
    regency.engine.catch_up("villages")
    with visit.reading() as conn:
        enrolled = {one.village for one in projected.find(conn, regency.schema)}
    return Scene(
        title="Desa",
        back="/desa",
        choices={"village": [one for one in visit.villages() if one[0] not in enrolled]},
        values={"village": visit.asked("desa")},
    )


def _enrolled(receipt: Receipt, _: Scene) -> str:
    return f"/desa/{receipt.id}"


ENROL = Action(
    right="villages.enrol",
    path="/desa/baru",
    title="Ikutkan desa",
    done="Desa diikutkan dalam program.",
    ask=villages.Enrol,
    command=villages.enrol,
    scene=new_scene,
    leads=_enrolled,
    queries=frozenset({"desa"}),
)

ACTIONS: tuple[Action, ...] = (
    Action(
        right="villages.record_population",
        path=BASE + "/penduduk",
        title="Catat penduduk",
        done="Jumlah penduduk dicatat.",
        ask=villages.RecordPopulation,
        command=villages.record_population,
        scene=scene,
        lead="Angka ini menjadi pembagi setiap persentase desa.",
    ),
    Action(
        right="villages.record_assessment",
        path=BASE + "/asesmen",
        title="Catat asesmen desa",
        done="Asesmen dicatat; menunggu tanda tangan pihak lain.",
        ask=villages.RecordAssessment,
        command=villages.record_assessment,
        scene=writing_scene,
        lead="Potensi, kebutuhan, dan masalah desa, ditandatangani pendamping dan desa.",
    ),
    Action(
        right="villages.classify",
        path=BASE + "/kelas",
        title="Tetapkan kelas desa",
        done="Kelas desa ditetapkan.",
        ask=villages.Classify,
        command=villages.classify,
        scene=scene,
    ),
)

COSIGN = Action(
    right="villages.cosign_assessment",
    path=BASE + "/asesmen/{assessment:uuid}/tanda-tangan",
    title="Tandatangani asesmen",
    done="Asesmen ditandatangani kedua pihak dan berlaku.",
    ask=villages.Cosign,
    command=villages.cosign_assessment,
    scene=assessment_scene,
)
