"""Taking needs off the board: households by name under an agreement, or a village by number."""

from uuid import UUID

from msgspec.structs import replace

from service.aggregates.village import Village
from service.application import NotKnown, Receipt
from service.commands import adoptions as commands
from service.http.api.needs_board import BoardAsked, BoardRow, cheapest, rows
from service.http.areas import hidden_from
from service.http.fields import Choices
from service.http.pages import commitment_scenes
from service.http.pages.actions import Action, Scene
from service.http.pages.visits import Visit
from service.kernel.needs import NEED_LABELS, NEEDS, NeedType
from service.policies import access, rights
from service.projections import needs, programmes
from service.projections.moment import PRESENT
from service.projections.sentences import short_id

ASKED = frozenset({"desa", "kebutuhan", "program"})
MOST_PROGRAMMES = 200


def _need(visit: Visit) -> NeedType:
    """Return the need that the address asks about.

    Raises:
        NotKnown: there is none such.
    """
    found = next((one for one in NEEDS if one == visit.asked("kebutuhan")), None)
    if found is None:
        raise NotKnown
    return found


def _row(visit: Visit, village: str, need: NeedType) -> BoardRow | None:
    """Return the row of the board that the address asks about."""
    visit.regency.engine.catch_up("needs", "programmes", "adoptions", "contributions", "interests")
    asked = BoardAsked(need=need, programme=visit.asked("program") or None)
    found = rows(visit.regency, visit.actor, asked, areas=(village,), moment=PRESENT)
    return found[0] if found else None


def village_scene(visit: Visit) -> Scene:
    """Find the village and the need, with the price and what is left.

    Raises:
        NotKnown, OutOfScope: they are not the actor's to know.
    """
    village, need = visit.asked("desa"), _need(visit)
    access.require_village(visit.actor, village)
    own = visit.actor.organisation if visit.actor.role not in rights.FOR_ANYONE else ""
    row = _row(visit, village, need)
    offered, price = _offered(visit, need)
    facts = [
        ("Kebutuhan", NEED_LABELS[need]),
        ("Untuk", visit.say("%(village)s seutuhnya", village=visit.village(village))),
    ]
    if row is not None:
        facts += [
            ("Keluarga menunggu", str(row.households)),
            ("Sudah diminati", str(row.taken)),
            ("Sisa", str(row.left)),
        ]
    return Scene(
        title=visit.say("Ambil kebutuhan"),
        back=f"/kebutuhan?kebutuhan={need}&wilayah={village}",
        about=(Village, village),
        village=village,
        facts=facts,
        choices={"programme": offered, "partner": visit.partners()},
        values={
            "partner": own,
            **price,
            "quantity": max(1, row.left) if row else 1,
            "fiscal_year": visit.regency.ledger.today.year,
        },
        fixed={"village": village},
    )


def households_scene(visit: Visit) -> Scene:
    """Find the village and the need, with the households to choose from.

    Raises:
        NotKnown, OutOfScope: they are not the actor's to know.
    """
    found = village_scene(visit)
    village, need = visit.asked("desa"), _need(visit)
    access.require_household(visit.actor, village)
    choices = {**found.choices, "households": waiting(visit, village, need)}
    return replace(found, fixed={}, choices=choices)


def split_scene(visit: Visit) -> Scene:
    """Find a promise to a village, with the households it can be split to.

    Raises:
        NotKnown, OutOfScope: it is not the actor's to know.
    """
    found = commitment_scenes.scene(visit)
    terms = found.state.terms
    access.require_household(visit.actor, terms.village)
    _, price = _offered(visit, terms.need, terms.programme)
    return replace(
        found,
        choices={**found.choices, "households": waiting(visit, terms.village, terms.need)},
        values={"amount_rupiah": price.get("amount_rupiah", "")},
    )


def waiting(visit: Visit, village: str, need: NeedType) -> Choices:
    """Return the households of a village whose need nobody's promise holds, at most fifty."""
    hidden = hidden_from(visit.regency, visit.actor)
    visit.regency.engine.catch_up("needs")
    with visit.reading() as conn:
        found = needs.needs(
            conn,
            visit.regency.schema,
            village,
            PRESENT,
            needs=(need,),
            hidden=hidden,
            limit=commands.MOST_AT_ONCE,
        )
    return [(str(one.household), f"Keluarga {short_id(one.household)}") for one in found]


def _offered(
    visit: Visit, need: NeedType, chosen: str | None = None
) -> tuple[Choices, dict[str, object]]:
    """Return the programmes for a need, and which of them at which price stands in the form."""
    visit.regency.engine.catch_up("programmes")
    asked = programmes.Asked(
        need=need, is_retired=False, fiscal_year=visit.regency.ledger.today.year
    )
    with visit.reading() as conn:
        found = programmes.find(conn, visit.regency.schema, asked, limit=MOST_PROGRAMMES)
    price = cheapest(found, chosen or visit.asked("program") or None).get(need)
    filled = {"programme": price[0], "amount_rupiah": price[1]} if price else {}
    return [(one.programme, f"{one.name} ({visit.partner(one.owner)})") for one in found], filled


def _made(receipt: Receipt, _: Scene) -> str:
    return commitment_scenes.address(UUID(receipt.id))


ADOPT_HOUSEHOLDS = Action(
    right="commitments.make",
    path="/kebutuhan/ambil/keluarga",
    title="Ambil kebutuhan keluarga",
    done="Komitmen dicatat untuk setiap keluarga yang dipilih.",
    ask=commands.AdoptNeeds,
    command=commands.adopt,
    scene=households_scene,
    lead="Setiap keluarga dikunci untuk Anda. Bila satu sudah dijanjikan mitra lain, tidak satu "
    "pun dicatat.",
    hidden=frozenset({"village", "quantity"}),
    opening=("households", "programme", "partner", "amount_rupiah", "form"),
    leads=lambda _, scene: scene.back,
    queries=ASKED,
)

ADOPT_VILLAGE = Action(
    right="commitments.make",
    path="/kebutuhan/ambil/desa",
    title="Ambil untuk desa",
    done="Komitmen untuk desa dicatat; di etalase tampak sebagai diminati.",
    ask=commands.AdoptNeeds,
    command=commands.adopt,
    scene=village_scene,
    lead="Ini minat yang dijanjikan kepada desa: belum mengunci satu keluarga pun, dan mitra lain "
    "masih dapat mengambil yang sama. Keluarganya dipilih kemudian.",
    hidden=frozenset({"households"}),
    opening=("quantity", "programme", "partner", "amount_rupiah", "form"),
    leads=_made,
    queries=ASKED,
)

SPLIT = Action(
    right="commitments.make",
    path="/komitmen/{commitment:uuid}/keluarga",
    title="Bagi ke keluarga",
    done="Sebagian komitmen ini menjadi komitmen untuk keluarga yang dipilih.",
    ask=commands.Split,
    command=commands.split,
    scene=split_scene,
    lead="Komitmen desa ini berkurang sebesar yang dibagi, jadi tidak terhitung dua kali.",
    opening=("households", "amount_rupiah", "form"),
    fits=lambda known: known.is_made and known.ended is None and known.terms.household is None,
)

ACTIONS: tuple[Action, ...] = (ADOPT_HOUSEHOLDS, ADOPT_VILLAGE, SPLIT)
