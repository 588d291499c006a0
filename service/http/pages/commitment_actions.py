"""What can be done about a promise and its handovers."""

from msgspec.structs import replace

from service.aggregates.commitment import Commitment
from service.application import Receipt
from service.commands import commitment_changes as changes
from service.commands import commitments, deliveries, disbursements
from service.commands.requests import Explain, Request
from service.http.pages.actions import Action, Scene
from service.http.pages.commitment_scenes import (
    address,
    answer_scene,
    deliver_scene,
    delivery_scene,
    new_scene,
    scene,
)

BASE = "/komitmen/{commitment:uuid}"
DELIVERY = BASE + "/serah-terima/{delivery:uuid}"


def _is_proposal(known: Commitment) -> bool:
    return not known.is_made and known.ended is None


def _is_open(known: Commitment) -> bool:
    return known.is_made and known.ended is None


def _has_arrived(known: Commitment) -> bool:
    return any(one.state == "acknowledged" for one in known.deliveries.values())


def _can_be_carried(known: Commitment) -> bool:
    is_left = known.is_made and known.left_rupiah > 0 and known.ended is None
    return known.carried_to is None and (is_left or known.ended == "lapsed")


def _was_paid(known: Commitment) -> bool:
    return bool(known.disbursements)


def _has_entries(known: Commitment) -> bool:
    return bool(known.allocations or known.disbursements or known.deliveries)


def _made(receipt: Receipt, _: Scene) -> str:
    return address(receipt.id)


def _as_proposal(ask: commitments.Commit) -> commitments.Commit:
    return replace(ask, stage="proposed")


MAKE = Action(
    right="commitments.make",
    path="/komitmen/baru",
    title="Buat komitmen",
    done="Komitmen dicatat.",
    ask=commitments.Commit,
    command=commitments.commit,
    scene=new_scene,
    lead="Kebutuhan keluarga ini dikunci untuk Anda begitu komitmen dicatat.",
    hidden=frozenset({"stage", "note", "household", "village"}),
    opening=("programme", "partner", "amount_rupiah", "form"),
    leads=_made,
    queries=frozenset({"keluarga", "kebutuhan", "desa"}),
)
PROPOSE = Action(
    right="commitments.propose",
    path="/komitmen/usul",
    title="Usulkan komitmen",
    done="Usulan dicatat.",
    ask=commitments.Commit,
    command=lambda work, ask: commitments.commit(work, _as_proposal(ask)),
    scene=new_scene,
    lead="Usulan belum mengunci kebutuhan; yang berwenang menjadikannya komitmen.",
    hidden=frozenset({"stage", "household", "village", "valuation", "package"}),
    opening=("programme", "partner", "amount_rupiah", "form"),
    leads=_made,
    queries=frozenset({"keluarga", "kebutuhan", "desa"}),
)


NEW: tuple[Action, ...] = (MAKE, PROPOSE)

ACTIONS: tuple[Action, ...] = (
    Action(
        right="commitments.make",
        path=BASE + "/jadikan",
        title="Jadikan komitmen",
        done="Usulan menjadi komitmen.",
        ask=commitments.Promise,
        command=commitments.keep,
        scene=scene,
        hidden=frozenset({"package"}),
        fits=_is_proposal,
    ),
    Action(
        right="commitments.allocate",
        path=BASE + "/alokasi",
        title="Catat alokasi",
        done="Alokasi dicatat.",
        ask=disbursements.Allocate,
        command=disbursements.allocate,
        scene=scene,
        lead="Sisihkan uang dari dana, atau dari kegiatan dalam anggaran.",
        fits=_is_open,
    ),
    Action(
        right="commitments.disburse",
        path=BASE + "/penyaluran",
        title="Catat penyaluran",
        done="Penyaluran dicatat.",
        ask=disbursements.Disburse,
        command=disbursements.disburse,
        scene=scene,
        lead="Keluarga diperiksa lagi pada saat ini juga, sebelum penyaluran dicatat.",
        fits=_is_open,
    ),
    Action(
        right="commitments.deliver",
        path=BASE + "/serah-terima",
        title="Catat serah terima",
        done="Serah terima dicatat. Desa akan membenarkan atau menyanggahnya.",
        ask=deliveries.Deliver,
        command=deliveries.deliver,
        scene=deliver_scene,
        fits=_is_open,
    ),
    Action(
        right="commitments.increase",
        path=BASE + "/tambah",
        title="Tambah komitmen",
        done="Komitmen ditambah.",
        ask=changes.Change,
        command=changes.increase,
        scene=scene,
        fits=_is_open,
    ),
    Action(
        right="commitments.reduce",
        path=BASE + "/kurangi",
        title="Kurangi komitmen",
        done="Komitmen dikurangi.",
        ask=changes.Change,
        command=changes.reduce,
        scene=scene,
        fits=_is_open,
    ),
    Action(
        right="commitments.refund",
        path=BASE + "/pengembalian",
        title="Catat pengembalian",
        done="Pengembalian dicatat.",
        ask=disbursements.Refund,
        command=disbursements.refund,
        scene=scene,
        fits=_was_paid,
    ),
    Action(
        right="commitments.correct",
        path=BASE + "/koreksi",
        title="Betulkan angka",
        done="Angka dibetulkan; yang lama tetap terbaca di jejak.",
        ask=disbursements.Correct,
        command=disbursements.correct,
        scene=scene,
        lead="Angka dibetulkan dengan selisih. Catatan yang keliru tetap ada di sampingnya.",
        fits=_has_entries,
    ),
    Action(
        right="commitments.grant_override",
        path=BASE + "/pengecualian",
        title="Izinkan pengecualian",
        done="Pengecualian dicatat untuk satu penyaluran.",
        ask=Explain,
        command=disbursements.grant_override,
        scene=scene,
        lead="Satu penyaluran boleh dilakukan orang lain, meski keluarga ini tidak layak dibayar.",
        fits=_is_open,
        is_grave=True,
        wants_proof=True,
    ),
    Action(
        right="commitments.plan",
        path=BASE + "/tahap",
        title="Rencanakan tahap",
        done="Rencana tahap dicatat.",
        ask=changes.Plan,
        command=changes.plan,
        scene=scene,
        lead="Jumlah semua tahap paling banyak sebesar komitmen. Rencana baru menggantikan.",
        fits=_is_open,
    ),
    Action(
        right="deliveries.check_outcome",
        path=BASE + "/hasil",
        title="Periksa hasil",
        done="Hasil pemeriksaan dicatat.",
        ask=deliveries.CheckOutcome,
        command=deliveries.check_outcome,
        scene=scene,
        lead="Masih dipakaikah? Kebutuhan yang tidak terpenuhi lagi dibuka kembali.",
        fits=_has_arrived,
    ),
    Action(
        right="commitments.carry_over",
        path=BASE + "/teruskan",
        title="Teruskan ke tahun berikutnya",
        done="Sisanya diteruskan; ini komitmen yang baru.",
        ask=changes.CarryOver,
        command=changes.carry_over,
        scene=scene,
        lead="Sisa komitmen ini gugur dan dijanjikan lagi untuk tahun anggaran sesudahnya.",
        leads=_made,
        fits=_can_be_carried,
        is_grave=True,
    ),
    Action(
        right="needs.package",
        path=BASE + "/paket",
        title="Buka paket bersama",
        done="Paket dibuka; mitra lain dapat menambah.",
        ask=changes.OpenPackage,
        command=changes.open_package,
        scene=scene,
        lead="Mitra lain dapat memenuhi kebutuhan yang sama bersama komitmen ini.",
        fits=lambda known: _is_open(known) and known.terms.household is not None,
    ),
    Action(
        right="commitments.transfer",
        path=BASE + "/alihkan",
        title="Alihkan komitmen",
        done="Sisa komitmen dialihkan; ini komitmen yang baru.",
        ask=changes.Transfer,
        command=changes.transfer,
        scene=scene,
        leads=_made,
        fits=_is_open,
        is_grave=True,
    ),
    Action(
        right="commitments.cancel",
        path=BASE + "/batalkan",
        title="Batalkan komitmen",
        done="Komitmen dibatalkan; kebutuhannya terbuka lagi.",
        ask=Explain,
        command=changes.cancel,
        scene=scene,
        lead="Yang belum disalurkan dan belum diserahkan ditarik kembali.",
        fits=lambda known: known.ended is None,
        is_grave=True,
    ),
    Action(
        right="commitments.lapse",
        path=BASE + "/gugurkan",
        title="Gugurkan komitmen",
        done="Sisa komitmen gugur.",
        ask=Request,
        command=changes.lapse,
        scene=scene,
        lead="Untuk yang tidak terlaksana sampai tahun anggaran berakhir.",
        fits=_is_open,
        is_grave=True,
    ),
)

DELIVERY_ACTIONS: tuple[Action, ...] = (
    Action(
        right="deliveries.acknowledge",
        path=DELIVERY + "/benarkan",
        title="Benarkan serah terima",
        done="Serah terima dibenarkan.",
        ask=deliveries.Acknowledge,
        command=deliveries.acknowledge,
        scene=answer_scene,
        lead="Kosongkan jumlah bila utuh. Bila kurang, selisihnya dicatat sebagai sanggahan.",
        fits=lambda handed: handed.state == "handed_over",
    ),
    Action(
        right="deliveries.dispute",
        path=DELIVERY + "/sanggah",
        title="Sanggah serah terima",
        done="Sanggahan dicatat dan akan diputuskan pihak ketiga.",
        ask=deliveries.Dispute,
        command=deliveries.dispute,
        scene=answer_scene,
        fits=lambda handed: handed.state in ("handed_over", "acknowledged"),
    ),
    Action(
        right="deliveries.resolve",
        path=DELIVERY + "/putuskan",
        title="Putuskan sanggahan",
        done="Sanggahan diputuskan.",
        ask=deliveries.Resolve,
        command=deliveries.resolve,
        scene=delivery_scene,
        fits=lambda handed: handed.state == "disputed",
    ),
    Action(
        right="deliveries.verify",
        path=DELIVERY + "/verifikasi",
        title="Catat verifikasi",
        done="Verifikasi dicatat.",
        ask=deliveries.Verify,
        command=deliveries.verify,
        scene=delivery_scene,
        lead="Sebagai pihak ketiga: senilai berapa yang Anda lihat sendiri.",
        fits=lambda handed: handed.state == "acknowledged",
    ),
)
