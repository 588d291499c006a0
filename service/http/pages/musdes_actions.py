"""What can be done about a village meeting, step by step."""

from service.aggregates.musdes import Musdes
from service.application import Receipt
from service.commands import musdes as commands
from service.http.pages.actions import Action, Scene
from service.http.pages.musdes_scenes import (
    answer_scene,
    correcting_scene,
    dissent_scene,
    forward_scene,
    new_scene,
    ratify_scene,
    row_scene,
    scene,
    sign_scene,
)

SESSION = "/musdes/{musdes:uuid}"


def _is_ahead(known: Musdes) -> bool:
    return known.ratified is None


def _is_put_off(known: Musdes) -> bool:
    return _is_ahead(known) and known.meets_on is None


def _has_day(known: Musdes) -> bool:
    return _is_ahead(known) and known.meets_on is not None


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
SET_DAY = Action(
    right="musdes.postpone",
    path=SESSION + "/hari",
    title="Tetapkan hari baru",
    done="Hari musyawarah ditetapkan.",
    ask=commands.SetDay,
    command=commands.set_day,
    scene=scene,
    fits=_is_put_off,
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
    fits=_has_day,
)
DISSENT = Action(
    right="musdes.record_dissent",
    path=SESSION + "/keberatan",
    title="Catat keberatan",
    done="Keberatan dicatat dalam berita acara.",
    ask=commands.Dissent,
    command=commands.dissent,
    scene=dissent_scene,
    hidden=frozenset({"occurred_on"}),
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
    fits=_has_day,
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
    hidden=frozenset({"occurred_on"}),
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
    scene=forward_scene,
    fits=lambda known: known.stage in {"signed", "forwarded"} and bool(known.next_addressees),
)
ANSWER = Action(
    right="musdes.answer",
    path=SESSION + "/jawaban",
    title="Catat jawaban",
    done="Jawaban dicatat.",
    ask=commands.Answer,
    command=commands.answer,
    scene=answer_scene,
    fits=lambda known: bool(known.forwarded),
)
ACTIONS: tuple[Action, ...] = (
    CONVENE,
    CORRECT,
    ATTEND,
    SET_DAY,
    DISSENT,
    POSTPONE,
    DECIDE_ONE,
    RATIFY,
    SIGN,
    FORWARD,
    ANSWER,
)
