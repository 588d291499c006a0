"""What can be done about a data subject's request."""

from uuid import UUID

from msgspec.structs import replace

from service.aggregates.subject_request import SubjectRequest
from service.aggregates.subject_request_events import REQUEST_KIND_LABELS
from service.application import NotKnown, Receipt
from service.commands import subject_requests as commands
from service.commands.requests import Explain
from service.http.pages import opening
from service.http.pages.actions import Action, Scene
from service.http.pages.visits import Visit
from service.policies import access
from service.projections import lists
from service.projections.sentences import short_id

REQUEST = "/privasi/{subject_request:uuid}"


def household_scene(visit: Visit) -> Scene:
    """Find the household that somebody asks about.

    Raises:
        NotKnown, OutOfScope: it is not the actor's to know.
    """
    household: UUID = visit.parameters["household"]
    known = opening.require_household(visit, household)
    return Scene(
        title=f"Keluarga {short_id(household)}",
        back=f"/keluarga/{household}",
        village=known.village,
        fixed={"household": str(household)},
        choices={"person": opening.members(visit, household)},
        state=known,
    )


def request_scene(visit: Visit) -> Scene:
    """Find the request in the address.

    Raises:
        NotKnown, OutOfScope: it is not the actor's to know.
    """
    request: UUID = visit.parameters["subject_request"]
    _, known = visit.regency.ledger.look(SubjectRequest, request)
    if known.subject_request is None:
        raise NotKnown
    access.require_village(visit.actor, known.village)
    return Scene(
        title=f"Permintaan {known.number}",
        back=f"/privasi/{request}",
        ids={"subject_request": request},
        about=(SubjectRequest, request),
        village=known.village,
        facts=[
            ("Permintaan", REQUEST_KIND_LABELS[known.kind]),
            ("Keluarga", short_id(known.household)),
            ("Desa", visit.village(known.village)),
        ],
        state=known,
    )


def fulfil_scene(visit: Visit) -> Scene:
    """Find the request, with the rows of lists that may be about its household.

    Raises:
        NotKnown, OutOfScope: it is not the actor's to know.
    """
    scene = request_scene(visit)
    known: SubjectRequest = scene.state
    if known.kind != "erasure" or known.household is None:
        return scene
    visit.regency.engine.catch_up("lists")
    with visit.reading() as conn:
        found = lists.rows_of(conn, visit.regency.schema, known.household)
    warning = visit.say("Data yang dimusnahkan tidak dapat dikembalikan oleh siapa pun.")
    return replace(
        scene,
        ids={**scene.ids, "rows": [(list_id, row_no) for list_id, row_no, _ in found]},
        warnings=[warning],
    )


def _is_undecided(known: SubjectRequest) -> bool:
    return known.outcome is None


def _is_granted(known: SubjectRequest) -> bool:
    return known.outcome == "granted" and not known.is_fulfilled and known.hold is None


def _to_request(receipt: Receipt, _: Scene) -> str:
    return f"/privasi/{receipt.id}"


RECEIVE = Action(
    right="subject_requests.receive",
    path="/keluarga/{household:uuid}/permintaan",
    title="Terima permintaan subjek data",
    done="Permintaan diterima. Jawabannya ditunggu paling lama tiga kali 24 jam.",
    lead="Kosongkan orangnya bila permintaan tentang seluruh keluarga.",
    ask=commands.Receive,
    command=commands.receive,
    scene=household_scene,
    leads=_to_request,
)
REQUEST_ACTIONS: tuple[Action, ...] = (
    Action(
        right="subject_requests.identify",
        path=REQUEST + "/identitas",
        title="Pastikan identitas",
        done="Identitas pemohon dipastikan.",
        ask=commands.Identify,
        command=commands.identify,
        scene=request_scene,
        fits=lambda known: _is_undecided(known) and not known.is_identified,
    ),
    Action(
        right="subject_requests.decide",
        path=REQUEST + "/keputusan",
        title="Putuskan permintaan",
        done="Keputusan dicatat.",
        lead="Yang menerima permintaan tidak boleh memutuskannya.",
        ask=commands.Decide,
        command=commands.decide,
        scene=request_scene,
        fits=_is_undecided,
        wants_proof=True,
    ),
    Action(
        right="subject_requests.fulfil",
        path=REQUEST + "/pelaksanaan",
        title="Laksanakan permintaan",
        done="Permintaan dilaksanakan.",
        lead="Pemusnahan dilaksanakan oleh orang lain daripada pemutusnya.",
        ask=commands.Fulfil,
        command=commands.fulfil,
        scene=fulfil_scene,
        fits=_is_granted,
        is_grave=True,
        wants_proof=True,
    ),
    Action(
        right="subject_requests.hold",
        path=REQUEST + "/penangguhan",
        title="Tangguhkan permintaan",
        done="Permintaan ditangguhkan.",
        ask=commands.PutOnHold,
        command=commands.put_on_hold,
        scene=request_scene,
        fits=lambda known: known.hold is None and not known.is_fulfilled,
    ),
    Action(
        right="subject_requests.resume",
        path=REQUEST + "/kelanjutan",
        title="Lanjutkan permintaan",
        done="Permintaan dilanjutkan.",
        ask=Explain,
        command=commands.resume,
        scene=request_scene,
        fits=lambda known: known.hold is not None,
    ),
    Action(
        right="subject_requests.lift_restriction",
        path=REQUEST + "/pencabutan",
        title="Cabut pembatasan",
        done="Pembatasan dicabut; mitra kembali dapat melihat keluarga ini.",
        ask=Explain,
        command=commands.lift_restriction,
        scene=request_scene,
        fits=lambda known: known.kind == "restriction" and known.is_fulfilled,
    ),
    Action(
        right="subject_requests.notify",
        path=REQUEST + "/pemberitahuan",
        title="Catat pemberitahuan",
        done="Pemberitahuan dicatat.",
        ask=commands.Notify,
        command=commands.notify,
        scene=request_scene,
        hidden=frozenset({"looks"}),
        fits=lambda known: known.is_fulfilled,
    ),
)
