"""What a step of a village meeting is about, as it is now, with what can be chosen about it."""

from collections.abc import Callable, Collection, Iterator
from uuid import UUID

from msgspec.structs import replace

from service.aggregates.musdes import Musdes
from service.aggregates.musdes_decisions import RESULTS, SELDOM
from service.aggregates.musdes_events import (
    ADDRESSEE_LABELS,
    DECISION_LABELS,
    REMOVAL_LABELS,
    SIGNER_LABELS,
    Addressee,
    Decision,
    MusdesKind,
    ShownRow,
)
from service.application import NotKnown
from service.http.api.household_reads import heads_shown
from service.http.fields import Choices
from service.http.languages import number
from service.http.pages.actions import Scene
from service.http.pages.visits import Visit
from service.kernel.verdicts import CLOSED, STATUS_LABELS
from service.policies import access
from service.projections import lists, musdes
from service.projections.sentences import short_id

MOST_LISTS = 50

_LAW_OF_THE_POOR = "UU 13/2011 Pasal 8 sampai 11"
_LAW_OF_VILLAGES = "UU 6/2014 Pasal 54"
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
        # The village law is none of a kelurahan's.
        "legal_basis": _LAW_OF_THE_POOR
        if kind == "muskel"
        else f"{_LAW_OF_VILLAGES}\n{_LAW_OF_THE_POOR}",
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
    heads = heads_shown(visit.regency, visit.sight, dict.fromkeys(known.rows, known.village))
    rows = [
        (str(one), f"{heads[one][0]}, {short_id(one)} ({STATUS_LABELS[row.shown.status]})")
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
        choices=_fitting(row.shown),
        values={"decision": row.decided.decision} if row.decided else {},
    )


def _fitting(row: ShownRow) -> dict[str, Choices]:
    """Return the decisions and the reasons that a row may be given at all."""
    if row.status in CLOSED:
        decisions: set[Decision] = {"remove", "send_back"}
    else:
        decisions = {"add" if row.status == "newly_proposed" else "keep", "remove", "send_back"}
    reasons = [
        (reason, label)
        for reason, label in REMOVAL_LABELS.items()
        if RESULTS[reason] == row.status
        or (
            not (row.status in CLOSED or reason in SELDOM)
            and (reason != "not_found" or row.status == "not_found")
        )
    ]
    return {
        "decision": [one for one in DECISION_LABELS.items() if one[0] in decisions],
        "reason": reasons,
    }


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


def forward_scene(visit: Visit) -> Scene:
    """Find the meeting, and to whom its minutes can go now.

    Raises:
        NotKnown, OutOfScope: it is not the actor's to know.
    """
    found = scene(visit)
    known: Musdes = found.state
    return replace(found, choices={"to": _called(known.next_addressees)})


def answer_scene(visit: Visit) -> Scene:
    """Find the meeting, and who was sent its minutes.

    Raises:
        NotKnown, OutOfScope: it is not the actor's to know.
    """
    found = scene(visit)
    known: Musdes = found.state
    return replace(found, choices={"of": _called(known.forwarded)})


def _called(several: Collection[Addressee]) -> Choices:
    return [(code, label) for code, label in ADDRESSEE_LABELS.items() if code in several]


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
    # A kelurahan has no village head beside its lurah, who leads.
    free = [
        (code, label)
        for code, label in SIGNER_LABELS.items()
        if code == "participant"
        or (code not in known.signers and not (known.is_kelurahan and code == "head"))
    ]
    return replace(
        found,
        choices={"signer": free},
        values={
            "signer": signer,
            "name": actor.name if is_own else "",
            "position": actor.position if is_own else "",
        },
    )
