"""What can be done about a village's budget: write a version down, map a line, answer a need."""

from msgspec.structs import replace

from service.aggregates.budget import Budget
from service.application import NotKnown, Receipt
from service.commands import budgets as commands
from service.commands.budgets import key_of
from service.http.pages.actions import Action, Scene
from service.http.pages.visits import Visit
from service.kernel.needs import NEED_LABELS, NEEDS
from service.policies import access
from service.projections.sentences import rupiah

ONE = "/apbdes/{code:str}/{year:int}"


def new_scene(visit: Visit) -> Scene:
    """Find the villages that have a budget, and those of the actor's among them."""
    desa = {one.code for one in visit.place.villages if one.kind != "kelurahan"}
    village = visit.asked("desa")
    return Scene(
        title="APBDes",
        back="/apbdes",
        choices={"village": [one for one in visit.villages() if one[0] in desa]},
        values={"village": village} if village in desa else {},
    )


def scene(visit: Visit) -> Scene:
    """Find the budget in the address.

    Raises:
        NotKnown, OutOfScope: there is none, or it is not the actor's to know.
    """
    code, year = str(visit.parameters["code"]), int(visit.parameters["year"])
    access.require_village(visit.actor, code)
    key = key_of(code, year)
    _, known = visit.regency.ledger.look(Budget, key)
    if not known.number:
        raise NotKnown
    return Scene(
        title=f"APBDes {visit.village(code)} {year}",
        back=f"/apbdes/{key}/keselarasan",
        ids={"village": code, "fiscal_year": year},
        about=(Budget, key),
        village=code,
        state=known,
    )


def line_scene(visit: Visit) -> Scene:
    """Find the line in the address.

    Raises:
        NotKnown: the version that holds has none.
    """
    found = scene(visit)
    key = str(visit.parameters["line"])
    line = found.state.lines.get(key)
    if line is None:
        raise NotKnown
    return replace(
        found,
        ids={**found.ids, "line": key},
        facts=[
            ("Kegiatan", f"{line.activity} {line.name}"),
            ("Jumlah", f"{rupiah(line.amount_rupiah)} ({line.fund_source})"),
        ],
        values={"needs": sorted(found.state.mapped.get(key, ()))},
    )


def need_scene(visit: Visit) -> Scene:
    """Find the need in the address, and the lines that may pay for it.

    Raises:
        NotKnown: there is no such need.
    """
    found = scene(visit)
    need = next((one for one in NEEDS if one == visit.parameters["need"]), None)
    if need is None:
        raise NotKnown
    said = found.state.answers.get(need)
    lines = sorted(found.state.lines.values(), key=lambda one: one.activity)
    return replace(
        found,
        ids={**found.ids, "need": need},
        facts=[("Kebutuhan", NEED_LABELS[need])],
        choices={
            "lines": [
                (one.key, f"{one.activity} {one.name}, {rupiah(one.amount_rupiah)}")
                for one in lines
                if one.amount_rupiah
            ],
            "partner": visit.partners(),
        },
        values=(
            {
                "answer": said.answer,
                "lines": said.lines,
                "partner": said.partner,
                "reason": said.reason,
            }
            if said
            else {}
        ),
    )


def _leads(receipt: Receipt, _: Scene) -> str:
    return f"/apbdes/{receipt.id}"


ADOPT = Action(
    right="budgets.adopt",
    path="/apbdes/baru",
    title="Catat APBDes",
    done="APBDes tercatat.",
    ask=commands.Adopt,
    command=commands.adopt,
    scene=new_scene,
    lead="Untuk desa dengan banyak kegiatan, impor berkas Siskeudes lebih cepat.",
    opening=("village", "fiscal_year", "kind", "perdes_number", "perdes_date"),
    leads=_leads,
    queries=frozenset({"desa"}),
)
MAP_LINE = Action(
    right="budgets.map_line",
    path=ONE + "/baris/{line:str}/petakan",
    title="Petakan baris",
    done="Baris APBDes dipetakan.",
    ask=commands.MapLine,
    command=commands.map_line,
    scene=line_scene,
    lead="Kosongkan semua bila baris ini tidak menjawab kebutuhan keluarga miskin.",
)
ANSWER_NEED = Action(
    right="budgets.answer_need",
    path=ONE + "/kebutuhan/{need:str}/jawab",
    title="Jawab kebutuhan",
    done="Jawaban desa tercatat.",
    ask=commands.AnswerNeed,
    command=commands.answer_need,
    scene=need_scene,
    lead="Didanai: pilih barisnya. Tidak didanai: tulis alasannya. Diserahkan: pilih mitranya.",
    opening=("answer", "lines", "partner", "reason"),
)
ACTIONS = (ADOPT, MAP_LINE, ANSWER_NEED)
