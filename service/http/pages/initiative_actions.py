"""What can be done about initiatives: start, add stages, settle them by village, link, end."""

from collections.abc import Collection
from typing import NamedTuple

from msgspec.structs import replace

from service.aggregates.area_group import AreaGroup
from service.aggregates.initiative import Initiative
from service.aggregates.initiative_events import InitiativeStage
from service.application import NotKnown, Receipt
from service.commands import initiatives as commands
from service.http.fields import Choices
from service.http.pages.actions import Action, Scene
from service.http.pages.area_group_actions import kecamatan
from service.http.pages.visits import Visit
from service.policies.rights import FOR_ANYONE
from service.projections import area_groups
from service.reference.regions import Village

BASE = "/inisiatif/{slug:str}"
STAGE = BASE + "/tahap/{stage:str}"
MOST_GROUPS = 200
MOST_WARNED = 12


class AtStage(NamedTuple):
    """A stage, and in which of the reader's villages it is open or settled."""

    known: Initiative
    stage: InitiativeStage
    left: tuple[str, ...]
    settled: tuple[str, ...]


def new_scene(visit: Visit) -> Scene:
    """Find for whom, and where, an initiative can be started."""
    visit.regency.engine.catch_up("area_groups")
    with visit.reading() as conn:
        groups = area_groups.find(conn, visit.regency.schema, limit=MOST_GROUPS)
    actor = visit.actor
    owners = visit.partners()
    if actor.role not in FOR_ANYONE:
        owners = [one for one in owners if one[0] == actor.organisation]
    return Scene(
        title="Inisiatif",
        back="/inisiatif",
        ids={"place": visit.place},
        choices={
            "owner": owners,
            "area_group": [(one.area_group, one.name) for one in groups if one.ended_on is None],
            "kecamatan": kecamatan(visit),
        },
        values={"area_group": visit.asked("kelompok")},
    )


def scene(visit: Visit) -> Scene:
    """Find the initiative in the address.

    Raises:
        NotKnown: there is none.
    """
    slug = visit.parameters["slug"]
    _, known = visit.regency.ledger.look(Initiative, slug)
    if not known.initiative:
        raise NotKnown
    return Scene(
        title=known.acronym,
        back=f"/inisiatif/{slug}",
        ids={"initiative": slug},
        about=(Initiative, slug),
        parties=frozenset({known.owner}),
        state=known,
    )


def add_scene(visit: Visit) -> Scene:
    """Find the initiative in the address, and the stages that a new one can need."""
    found = scene(visit)
    stages = [(one.stage, found.state.named(one.stage)) for one in found.state.stages]
    return replace(found, choices={"needs": stages})


def settle_scene(visit: Visit) -> Scene:
    """Find the stage in the address, with the villages where it is open."""
    found = _at_stage(visit)
    at: AtStage = found.state
    return replace(
        found,
        ids={**found.ids, "place": visit.place},
        choices={"villages": _choices(visit, at.left)},
        values={"villages": [visit.asked("desa")]},
    )


def complete_scene(visit: Visit) -> Scene:
    """Find the stage in the address, and warn where a stage that it needs is open."""
    found = settle_scene(visit)
    at: AtStage = found.state
    # Of partners only the owner may; others are bounded by where they work.
    parties = found.parties if visit.actor.role == "partner_officer" else None
    return replace(found, parties=parties, warnings=_warnings(visit, at))


def reopen_scene(visit: Visit) -> Scene:
    """Find the stage in the address, with the villages where it is settled."""
    found = _at_stage(visit)
    at: AtStage = found.state
    return replace(
        found,
        choices={"villages": _choices(visit, at.settled)},
        values={"villages": [visit.asked("desa")]},
    )


def at_stages(visit: Visit, known: Initiative) -> list[AtStage]:
    """Return the stages of an initiative, and where each is open in the reader's villages."""
    members: Collection[str] = ()
    if known.area_group:
        members = visit.regency.ledger.look(AreaGroup, known.area_group)[1].members
    inside = visit.place.within((*known.areas, *members))
    codes = [one.code for one in inside if visit.actor.scope.covers(one.code)]
    found = []
    for stage in known.stages:
        done, skipped = (
            marked.get(stage.stage, frozenset()) for marked in (known.completed, known.skipped)
        )
        settled = done | skipped
        found.append(
            AtStage(
                known=known,
                stage=stage,
                left=tuple(one for one in codes if one not in settled),
                settled=tuple(one for one in codes if one in settled),
            )
        )
    return found


def _at_stage(visit: Visit) -> Scene:
    found = scene(visit)
    known: Initiative = found.state
    letter = visit.parameters["stage"]
    at = next((one for one in at_stages(visit, known) if one.stage.stage == letter), None)
    if at is None:
        raise NotKnown
    return replace(
        found,
        ids={**found.ids, "stage": letter},
        facts=[
            ("Tahap", known.named(letter)),
            ("Desa yang belum", str(len(at.left))),
            ("Desa yang sudah", str(len(at.settled))),
        ],
        state=at,
    )


def _warnings(visit: Visit, at: AtStage) -> list[str]:
    asked = visit.asked("desa")
    unmet = at.known.unmet(at.stage.stage, (asked,) if asked in at.left else at.left)
    if not unmet:
        return []
    named = ", ".join(visit.village(one) for one in unmet[:MOST_WARNED])
    if len(unmet) > MOST_WARNED:
        named += visit.say(" dan %(count)s desa lain", count=len(unmet) - MOST_WARNED)
    needs = "; ".join(at.known.named(one) for one in at.stage.needs)
    return [
        visit.say(
            "Syaratnya (%(needs)s) belum selesai di %(villages)s.", needs=needs, villages=named
        ),
        visit.say("Di desa itu tahap ini hanya dapat dicatat selesai dengan alasan."),
    ]


def _choices(visit: Visit, codes: Collection[str]) -> Choices:
    wanted = set(codes)
    found: list[Village] = [one for one in visit.place.villages if one.code in wanted]
    return [(one.code, f"{one.name}, {one.kecamatan_name}") for one in found]


def _is_running(known: Initiative | None) -> bool:
    return known is not None and not known.is_over


def _has_left(at: AtStage | None) -> bool:
    return at is not None and not at.known.is_over and bool(at.left)


def _has_settled(at: AtStage | None) -> bool:
    return at is not None and not at.known.is_over and bool(at.settled)


def _leads(receipt: Receipt, _: Scene) -> str:
    return f"/inisiatif/{receipt.id}"


START = Action(
    right="initiatives.start",
    path="/inisiatif/baru",
    title="Mulai inisiatif",
    done="Inisiatif dimulai.",
    ask=commands.StartInitiative,
    command=commands.start,
    scene=new_scene,
    lead="Tahapnya dapat diambil dari contoh, ditulis sendiri, atau keduanya.",
    opening=("acronym", "name", "initiative", "owner", "horizon"),
    leads=_leads,
    queries=frozenset({"kelompok"}),
)

ACTIONS: tuple[Action, ...] = (
    Action(
        right="initiatives.link_mandate",
        path=BASE + "/dokumen",
        title="Tautkan dokumen",
        done="Dokumen ditautkan.",
        ask=commands.LinkMandate,
        command=commands.link_mandate,
        scene=scene,
        lead="Surat, keputusan, atau petunjuk teknis yang memerintahkan atau mengatur inisiatif.",
        fits=_is_running,
    ),
    Action(
        right="initiatives.add_stage",
        path=BASE + "/tahap-baru",
        title="Tambah tahap",
        done="Tahap ditambahkan sesudah yang lain.",
        ask=commands.AddStage,
        command=commands.add_stage,
        scene=add_scene,
        fits=_is_running,
    ),
    Action(
        right="initiatives.end",
        path=BASE + "/akhiri",
        title="Akhiri inisiatif",
        done="Inisiatif diakhiri.",
        ask=commands.EndInitiative,
        command=commands.end,
        scene=scene,
        fits=_is_running,
        is_grave=True,
    ),
)

COMPLETE = Action(
    right="initiatives.complete_stage",
    path=STAGE + "/selesai",
    title="Catat tahap selesai",
    done="Tahap dicatat selesai.",
    ask=commands.CompleteStage,
    command=commands.complete_stage,
    scene=complete_scene,
    lead="Pilih desanya, atau kosongkan bila selesai di semua desa yang belum.",
    fits=_has_left,
    queries=frozenset({"desa"}),
)

STAGE_ACTIONS: tuple[Action, ...] = (
    COMPLETE,
    Action(
        right="initiatives.skip_stage",
        path=STAGE + "/lewati",
        title="Lewati tahap",
        done="Tahap dilewati; alasannya tetap terbaca.",
        ask=commands.SettleStage,
        command=commands.skip_stage,
        scene=settle_scene,
        lead="Yang mensyaratkan tahap ini tetap tertutup di desa yang melewatinya.",
        fits=_has_left,
        queries=frozenset({"desa"}),
    ),
    Action(
        right="initiatives.reopen_stage",
        path=STAGE + "/buka",
        title="Buka kembali tahap",
        done="Tahap dibuka kembali; catatan yang keliru tetap terbaca.",
        ask=commands.SettleStage,
        command=commands.reopen_stage,
        scene=reopen_scene,
        fits=_has_settled,
        queries=frozenset({"desa"}),
        is_grave=True,
    ),
)
