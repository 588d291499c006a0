"""What can be done about official figures: report, compute, determine, supersede, set a target."""

from service.aggregates.figure import Figure
from service.application import NotKnown, Receipt
from service.commands import figures as commands
from service.exchange import figures as register
from service.http.pages.actions import Action, Scene
from service.http.pages.visits import Visit
from service.kernel.figures import KIND_LABELS, FigureName
from service.projections.sentences import day, percent

ONE = "/angka/{kind:str}/{area:str}/{source:str}/{number:int}"


def new_scene(visit: Visit) -> Scene:
    """Find which area a new figure is of: the one the address asks for."""
    return Scene(
        title="Angka",
        back="/angka",
        values={"area": visit.asked("wilayah") or visit.regency.code},
    )


def compute_scene(visit: Visit) -> Scene:
    """Find which area is counted, and the register it is counted from."""
    area = visit.asked("wilayah") or visit.actor.scope.areas[0]
    return Scene(
        title="Angka",
        back=f"/angka?wilayah={area}",
        ids={"regency": visit.regency},
        values={"area": area},
    )


def scene(visit: Visit) -> Scene:
    """Find the figure in the address.

    Raises:
        NotKnown: there is none.
    """
    name = named(visit)
    _, known = visit.regency.ledger.look(Figure, name.series)
    found = known.figures.get(name.number)
    if found is None:
        raise NotKnown
    former = known.determined_of(found.reference_date)
    label = KIND_LABELS[name.kind]
    return Scene(
        title=f"{label[:1].upper()}{label[1:]} {visit.village(name.area)}",
        back=f"/angka/{name}",
        ids={"name": name},
        about=(Figure, name.series),
        village=name.area,
        facts=[
            ("Nilai", percent(found.value_percent)),
            ("Keadaan per", day(found.reference_date)),
        ],
        choices={
            "replaces": [_choice(former, known)] if former else [],
            "by": [_choice(one, known) for one in known.figures if one != name.number],
        },
        values={"replaces": former},
        state=found,
    )


def _choice(number: int, known: Figure) -> tuple[str, str]:
    one = known.figures[number]
    said = f"nomor {number}: {percent(one.value_percent)}, keadaan per {day(one.reference_date)}"
    return str(number), said


def named(visit: Visit) -> FigureName:
    """Return the figure that the address names.

    Raises:
        NotKnown: it names none.
    """
    parts = visit.parameters
    try:
        return FigureName.read(
            f"{parts['kind']}/{parts['area']}/{parts['source']}/{parts['number']}"
        )
    except ValueError as err:
        raise NotKnown from err


def _leads(receipt: Receipt, _: Scene) -> str:
    return f"/angka/{receipt.id}"


COMPUTE = Action(
    right="figures.compute",
    path="/angka/hitung",
    title="Hitung angka dari register",
    done="Angka dihitung; masih sementara sampai ditetapkan.",
    ask=commands.Compute,
    command=register.compute,
    scene=compute_scene,
    lead="Register dihitung seperti keadaannya sekarang; siapa pun dapat menghitungnya lagi.",
    leads=_leads,
    queries=frozenset({"wilayah"}),
)

REPORT = Action(
    right="figures.report",
    path="/angka/baru",
    title="Catat angka resmi",
    done="Angka dicatat beserta sumbernya.",
    ask=commands.Report,
    command=commands.report,
    scene=new_scene,
    lead="Angka survei dan hitungan daftar adalah dua hal yang berbeda; keduanya berdampingan.",
    leads=_leads,
    queries=frozenset({"wilayah"}),
)

SET_TARGET = Action(
    right="figures.set_target",
    path="/angka/sasaran",
    title="Tetapkan sasaran",
    done="Sasaran ditetapkan.",
    ask=commands.SetTarget,
    command=commands.set_target,
    scene=new_scene,
    queries=frozenset({"wilayah"}),
)

ACTIONS: tuple[Action, ...] = (
    Action(
        right="figures.determine",
        path=ONE + "/penetapan",
        title="Tetapkan angka ini",
        done="Angka ditetapkan.",
        ask=commands.Determine,
        command=commands.determine,
        scene=scene,
        lead="Sesudah ditetapkan angka ini tidak berubah; hanya dapat digantikan angka lain.",
        fits=lambda known: known is not None and known.standing == "provisional",
        is_grave=True,
    ),
    Action(
        right="figures.report",
        path=ONE + "/penggantian",
        title="Gantikan dengan angka lain",
        done="Angka digantikan; yang lama tetap dapat dibaca.",
        ask=commands.Supersede,
        command=commands.supersede,
        scene=scene,
        fits=lambda known: known is not None and known.standing in {"provisional", "reported"},
        is_grave=True,
    ),
)
