"""What can be done about an agreement: sign, amend, report what was owed, end."""

from msgspec.structs import replace

from service.aggregates.agreement import Agreement, dues
from service.application import NotKnown, Receipt
from service.commands import agreements
from service.http.pages.actions import Action, Scene
from service.http.pages.visits import Visit
from service.kernel.purposes import PURPOSE_LABELS, USED_BY
from service.projections import commitments
from service.projections.sentences import day, short_id

AGREEMENT = "/perjanjian/{agreement:str}"
MOST_COMMITMENTS = 200


def agreement_scene(visit: Visit) -> Scene:
    """Find the agreement in the address.

    Raises:
        NotKnown: there is none.
    """
    slug: str = visit.parameters["agreement"]
    _, known = visit.regency.ledger.look(Agreement, slug)
    if not known.agreement:
        raise NotKnown
    return Scene(
        title=slug,
        back=f"/perjanjian/{slug}",
        ids={"agreement": slug},
        about=(Agreement, slug),
        choices={"party": [one for one in visit.partners() if one[0] in known.parties]},
        values={"valid_from": known.valid_from, "valid_until": known.valid_until},
        state=known,
    )


def new_agreement_scene(visit: Visit) -> Scene:
    """Tell with whom an agreement can be."""
    purposes = [
        (code, label)
        for code, label in PURPOSE_LABELS.items()
        if "partner_officer" in USED_BY[code]
    ]
    return Scene(
        title="Perjanjian",
        back="/perjanjian",
        choices={
            "partner": visit.partners(),
            "party": visit.partners(),
            "data_purposes": purposes,
        },
        values={"areas": list(visit.actor.scope.areas)},
    )


def report_scene(visit: Visit) -> Scene:
    """Find the obligation in the address, with the days on which it is still open.

    Raises:
        NotKnown, UnknownObligation: there is none.
    """
    scene = agreement_scene(visit)
    known: Agreement = scene.state
    owed = known.owed(visit.parameters["obligation"])
    told = known.reported.get(owed.number, ())
    days = [each for each in dues(owed, until=known.valid_until) if each not in told]
    visit.regency.engine.catch_up("commitments")
    with visit.reading() as conn:
        promises = commitments.find(
            conn,
            visit.regency.schema,
            commitments.Asked(partner=owed.party),
            limit=MOST_COMMITMENTS,
        )
    return replace(
        scene,
        title=f"Kewajiban {owed.number}",
        ids={**scene.ids, "obligation": owed.number},
        parties=frozenset({owed.party}),
        facts=[("Kewajiban", owed.text), ("Pihak", visit.partner(owed.party))],
        choices={
            "due_on": [(each.isoformat(), day(each)) for each in days],
            "commitments": [
                (
                    str(each.commitment),
                    f"{visit.programme(each.programme)} {short_id(each.commitment)}",
                )
                for each in promises
            ],
        },
        values={"due_on": days[0] if days else None},
    )


def _to_agreement(receipt: Receipt, _: Scene) -> str:
    return f"/perjanjian/{receipt.id}"


SIGN = Action(
    right="agreements.sign",
    path="/perjanjian/baru",
    title="Catat perjanjian",
    done="Perjanjian dicatat.",
    lead="Tanpa tujuan data, petugas mitra hanya melihat angka.",
    ask=agreements.Sign,
    command=agreements.sign,
    scene=new_agreement_scene,
    leads=_to_agreement,
    wants_proof=True,
)
REPORT = Action(
    right="agreements.report",
    path=AGREEMENT + "/kewajiban/{obligation:int}/laporan",
    title="Laporkan kewajiban",
    done="Kewajiban dilaporkan.",
    ask=agreements.ReportObligation,
    command=agreements.report,
    scene=report_scene,
)
AGREEMENT_ACTIONS: tuple[Action, ...] = (
    Action(
        right="agreements.amend",
        path=AGREEMENT + "/adendum",
        title="Catat adendum",
        done="Adendum dicatat.",
        ask=agreements.Amend,
        command=agreements.amend,
        scene=agreement_scene,
        fits=lambda known: known.ends_on is None,
    ),
    Action(
        right="agreements.attach",
        path=AGREEMENT + "/naskah",
        title="Lampirkan naskah",
        done="Naskah dilampirkan.",
        lead="Yang disimpan nama dan sidiknya. Berkasnya tetap di arsip; siapa pun yang memegang "
        "salinannya dapat memeriksa bahwa isinya sama.",
        ask=agreements.AttachDocument,
        command=agreements.attach,
        scene=agreement_scene,
    ),
    Action(
        right="agreements.end",
        path=AGREEMENT + "/akhir",
        title="Akhiri perjanjian",
        done="Perjanjian diakhiri; petugas mitra hanya melihat angka sejak tanggal itu.",
        ask=agreements.End,
        command=agreements.end,
        scene=agreement_scene,
        fits=lambda known: known.ends_on is None,
        is_grave=True,
    ),
)
