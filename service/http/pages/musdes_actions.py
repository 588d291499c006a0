"""What can be done about a village meeting, step by step."""

from collections.abc import Callable, Iterator
from uuid import UUID

from msgspec.structs import replace

from service.aggregates.musdes import Musdes
from service.aggregates.musdes_events import MusdesKind
from service.application import NotKnown, Receipt
from service.commands import musdes as commands
from service.http.languages import number
from service.http.pages.actions import Action, Scene
from service.http.pages.visits import Visit
from service.kernel.verdicts import STATUS_LABELS
from service.policies import access
from service.projections import lists, musdes
from service.projections.sentences import short_id

SESSION = "/musdes/{musdes:uuid}"
MOST_LISTS = 50

_LEGAL_BASIS = "UU 6/2014 Pasal 54\nUU 13/2011 Pasal 8 sampai 11"
_AGENDA = "Pembahasan dan penetapan hasil verifikasi daftar keluarga miskin"


def new_scene(visit: Visit) -> Scene:
    """Start an invitation with what is known of whoever writes it."""
    villages = visit.villages()
    code = visit.asked("desa") or (villages[0][0] if len(villages) == 1 else "")
    kind: MusdesKind = "muskel" if code[9:10] == "1" else "musdes"
    values = {
        "village": code,
        "kind": kind,
        "meets_at": "09:00",
        "meets_on": visit.regency.ledger.today,
        "agenda": _AGENDA,
        "legal_basis": _LEGAL_BASIS,
        "place": f"Balai {visit.village(code)}" if code else "",
    }
    if visit.actor.role in {"bpd_chair", "village_head"}:
        values |= {
            "chair.name": visit.actor.name,
            "chair.position": visit.actor.position,
            "chair.account": visit.actor.account,
        }
    visit.regency.engine.catch_up("lists")
    with visit.reading() as conn:
        found = lists.find(conn, visit.regency.schema, limit=MOST_LISTS)
    named = [(str(one.list), f"{one.name}, {one.period}") for one in found]
    return Scene(
        title="Musyawarah",
        back="/musdes",
        choices={"village": villages, "lists": named},
        values=values,
    )


def correcting_scene(visit: Visit) -> Scene:
    """Start the invitation to a meeting that puts minutes right.

    Raises:
        NotKnown, OutOfScope: there are none, or they are not the actor's to know.
    """
    first = scene(visit)
    known: Musdes = first.state
    started = new_scene(visit)
    number = known.ratified.number if known.ratified else ""
    return replace(
        started,
        title=first.title,
        back=first.back,
        village=first.village,
        fixed={"corrects": str(visit.parameters["musdes"]), "village": known.village},
        values={**started.values, "agenda": f"Pembetulan berita acara nomor {number}"},
        state=known,
    )


def scene(visit: Visit) -> Scene:
    """Find the meeting in the address.

    Raises:
        NotKnown, OutOfScope: there is none, or it is not the actor's to know.
    """
    session: UUID = visit.parameters["musdes"]
    _, known = visit.regency.ledger.look(Musdes, session)
    if known.convened is None:
        raise NotKnown
    access.require_village(visit.actor, known.village)
    return Scene(
        title=f"Musyawarah {visit.village(known.village)}",
        back=f"/musdes/{session}",
        ids={"musdes": session},
        about=(Musdes, session),
        village=known.village,
        state=known,
    )


def dissent_scene(visit: Visit) -> Scene:
    """Find the meeting, and the households somebody may not agree about.

    Raises:
        NotKnown, OutOfScope: it is not the actor's to know.
    """
    found = scene(visit)
    known: Musdes = found.state
    rows = [
        (str(one), f"{short_id(one)} ({STATUS_LABELS[row.shown.status]})")
        for one, row in known.rows.items()
    ]
    return replace(found, choices={"household": rows})


def waiting(visit: Visit, known: Musdes) -> list[UUID]:
    """Return the households that wait for a meeting and that this one was not shown."""
    regency = visit.regency
    regency.engine.catch_up("musdes")

    def page(after: UUID | None) -> list[UUID]:
        with visit.reading() as conn:
            found = musdes.waiting(conn, regency.schema, known.village, after=after)
        return [one.household for one in found]

    return [one for one in every(page) if one not in known.rows]


def every(page: Callable[[UUID | None], list[UUID]]) -> Iterator[UUID]:
    """Yield what is told page by page, after the last of the page before."""
    after: UUID | None = None
    while found := page(after):
        yield from found
        after = found[-1]


def row_scene(visit: Visit) -> Scene:
    """Find the row of the meeting in the address.

    Raises:
        NotKnown, OutOfScope: it is not the actor's to know, or was not shown.
    """
    found = scene(visit)
    household: UUID = visit.parameters["household"]
    known: Musdes = found.state
    if household not in known.rows:
        raise NotKnown
    row = known.rows[household]
    return replace(
        found,
        title=f"Keluarga {short_id(household)}",
        back=f"{found.back}/putusan",
        about=None,  # decisions on other rows are no reason to start again
        ids={**found.ids, "household": household},
        facts=[
            ("Keadaan yang ditampilkan", STATUS_LABELS[row.shown.status]),
            ("Anggota", str(row.shown.persons)),
        ],
        values={"decision": row.decided.decision} if row.decided else {},
    )


def ratify_scene(visit: Visit) -> Scene:
    """Find the meeting, with what is about to be sealed.

    Raises:
        NotKnown, OutOfScope: it is not the actor's to know.
    """
    found = scene(visit)
    known: Musdes = found.state
    decided = [row.decided.decision for row in known.rows.values() if row.decided]
    warnings = []
    if known.undecided:
        count = len(known.undecided)
        warnings.append(
            visit.say("Masih ada %(count)s keluarga yang belum diputuskan.", count=count)
        )
    if left := len(waiting(visit, known)):
        warnings.append(
            visit.say(
                "%(count)s keluarga yang menunggu tidak ditampilkan, jadi tidak termuat "
                "dalam berita acara ini; mereka menunggu musyawarah berikutnya.",
                count=number("id", left),
            )
        )
    return replace(
        found,
        facts=[
            ("Ditampilkan", str(len(known.rows))),
            ("Tetap", str(decided.count("keep"))),
            ("Dikeluarkan", str(decided.count("remove"))),
            ("Ditambahkan", str(decided.count("add"))),
            ("Diperiksa ulang", str(decided.count("send_back"))),
            ("Keberatan", str(known.dissents)),
        ],
        warnings=warnings,
    )


def sign_scene(visit: Visit) -> Scene:
    """Find the meeting, with the office of whoever signs.

    Raises:
        NotKnown, OutOfScope: it is not the actor's to know.
    """
    found = scene(visit)
    known: Musdes = found.state
    actor = visit.actor
    signer = {"bpd_chair": "chair", "village_head": "head"}.get(actor.role, "")
    if known.is_kelurahan and actor.role == "village_head":
        signer = "chair"
    is_own = bool(signer)
    return replace(
        found,
        values={
            "signer": signer,
            "name": actor.name if is_own else "",
            "position": actor.position if is_own else "",
        },
    )


def _is_ahead(known: Musdes) -> bool:
    return known.ratified is None


def _is_open(known: Musdes) -> bool:
    return known.stage == "open"


def _is_ratified(known: Musdes) -> bool:
    return known.ratified is not None


def _to_session(receipt: Receipt, _: Scene) -> str:
    return f"/musdes/{receipt.id}"


CONVENE = Action(
    right="musdes.convene",
    path="/musdes/baru",
    title="Undang musyawarah",
    done="Undangan musyawarah dicatat.",
    lead="Desa dipimpin ketua BPD, kelurahan dipimpin lurah.",
    ask=commands.Convene,
    command=commands.convene,
    scene=new_scene,
    hidden=frozenset({"corrects"}),
    opening=("kind", "village", "meets_on", "meets_at", "place"),
    leads=_to_session,
    queries=frozenset({"desa"}),
)
CORRECT = Action(
    right="musdes.convene",
    path=SESSION + "/pembetulan",
    title="Undang musyawarah pembetulan",
    done="Undangan musyawarah pembetulan dicatat.",
    lead="Berita acara yang lama tetap ada dan menyebut yang membetulkannya.",
    ask=commands.Convene,
    command=commands.convene,
    scene=correcting_scene,
    opening=("kind", "meets_on", "meets_at", "place"),
    leads=_to_session,
    fits=_is_ratified,
)
ATTEND = Action(
    right="musdes.record_attendance",
    path=SESSION + "/kehadiran",
    title="Catat kehadiran",
    done="Kehadiran dicatat.",
    lead="Tanpa kuorum musyawarah tidak dapat memutuskan; tundalah ke hari lain.",
    ask=commands.RecordAttendance,
    command=commands.record_attendance,
    scene=scene,
    fits=_is_ahead,
)
DISSENT = Action(
    right="musdes.record_dissent",
    path=SESSION + "/keberatan",
    title="Catat keberatan",
    done="Keberatan dicatat dalam berita acara.",
    ask=commands.Dissent,
    command=commands.dissent,
    scene=dissent_scene,
    fits=_is_open,
)
POSTPONE = Action(
    right="musdes.postpone",
    path=SESSION + "/penundaan",
    title="Tunda musyawarah",
    done="Musyawarah ditunda.",
    ask=commands.Postpone,
    command=commands.postpone,
    scene=scene,
    fits=_is_ahead,
)
DECIDE_ONE = Action(
    right="musdes.decide",
    path=SESSION + "/putusan/{household:uuid}",
    title="Catat keputusan",
    done="Keputusan dicatat.",
    lead="Alasan yang memerlukan tanggal atau keluarga lain diisi di sini.",
    ask=commands.DecideOne,
    command=commands.decide_one,
    scene=row_scene,
    fits=_is_open,
)
RATIFY = Action(
    right="musdes.ratify",
    path=SESSION + "/penetapan",
    title="Tetapkan berita acara",
    done="Berita acara ditetapkan; keputusannya berlaku sejak sekarang.",
    lead="Sesudah ditetapkan tidak diubah; pembetulan memakai berita acara baru.",
    ask=commands.Ratify,
    command=commands.ratify,
    scene=ratify_scene,
    fits=_is_open,
)
SIGN = Action(
    right="musdes.sign",
    path=SESSION + "/tanda-tangan",
    title="Catat tanda tangan",
    done="Tanda tangan dicatat.",
    ask=commands.Sign,
    command=commands.sign,
    scene=sign_scene,
    fits=_is_ratified,
)
FORWARD = Action(
    right="musdes.forward",
    path=SESSION + "/penerusan",
    title="Teruskan berita acara",
    done="Berita acara diteruskan.",
    ask=commands.Forward,
    command=commands.forward,
    scene=scene,
    fits=lambda known: known.stage in {"signed", "forwarded"},
)
ANSWER = Action(
    right="musdes.answer",
    path=SESSION + "/jawaban",
    title="Catat jawaban",
    done="Jawaban dicatat.",
    ask=commands.Answer,
    command=commands.answer,
    scene=scene,
    fits=lambda known: bool(known.forwarded),
)
ACTIONS: tuple[Action, ...] = (
    CONVENE,
    CORRECT,
    ATTEND,
    DISSENT,
    POSTPONE,
    DECIDE_ONE,
    RATIFY,
    SIGN,
    FORWARD,
    ANSWER,
)
