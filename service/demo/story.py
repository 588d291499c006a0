"""Eight weeks in a regency: a list comes in, villages look, partners promise, pay and are disputed.

Everything goes through the same commands as in earnest. Each step has a key of its own, so that a
demo that was broken off goes on, and one that is complete is left as it is.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from msgspec import Struct

from service.application import western_day
from service.commands import agreements, funds, programmes, villages
from service.commands.lists import About
from service.demo import bootstrap, boundaries, conflicts, figures, openings, plans
from service.demo.aid import Aid
from service.demo.cast import HEADS, OFFERS, OFFICES, ORGANISATIONS, PURSES, Office
from service.demo.collections import Collections
from service.demo.fieldwork import Fieldwork
from service.demo.population import invent
from service.demo.target_list import write_dtks
from service.exchange import lists
from service.exchange.progress import Progress
from service.kernel.helixes import OrgType
from service.kernel.months import months_later
from service.kernel.roles import Actor
from service.reference.regions import Territory, Village, territory
from service.regency import Regency

DAMAGED_SHARE = 0.002
LIST_AGE_DAYS = 70
HOME_VILLAGES = 9
TOKEN_DAYS = 30
AGREEMENT_DAYS = 730
SEED = 9
LAST_STEP = "village class"


class Persona(Struct, frozen=True, kw_only=True):
    """Somebody to try the demo as."""

    account: str
    name: str
    position: str
    role: str
    token: str


class Stage(Struct, frozen=True):
    """Where the demo plays.

    Args:
        worked: villages in which something happens; the first two have offices of their own.
    """

    place: Territory
    worked: tuple[Village, ...]
    today: date

    def areas_of(self, office: Office) -> tuple[str, ...]:
        """Return where an office-holder may act."""
        if not office.villages:
            return (self.place.code,)
        return tuple(self.worked[number - 1].code for number in office.villages)

    def offices(self) -> tuple[Office, ...]:
        """Return the cast, with a village head for every village that has no persona."""
        heads = tuple(
            Office(
                account=f"desa-{number}.kepala",
                name=HEADS[number % len(HEADS)],
                position="Kepala desa",
                role="village_head",
                organisation=f"desa-{number}",
                villages=(number,),
            )
            for number in range(3, len(self.worked) + 1)
        )
        return OFFICES + heads


def tell(regency: Regency, households: int, progress: Progress) -> list[Persona]:
    """Make an empty regency a believable one; return a fresh token for each persona."""
    stage = _stage(regency)
    _set_up(regency, stage)
    _agree(regency, stage)
    if not bootstrap.is_done(regency, LAST_STEP):
        _import(regency, stage, households, progress)
        _fill_catalogue(regency, stage)
        _weeks(regency, stage, progress)
        regency.engine.catch_up()
    return [_persona(regency, stage, office) for office in OFFICES]


def actor(regency: Regency, account: str) -> Actor:
    """Return a member of the cast as the actor of commands."""
    found = bootstrap.actor_of(regency, account)
    assert found is not None, account
    return found


def _stage(regency: Regency) -> Stage:
    place = territory(regency.code)
    by_kecamatan: dict[str, list[Village]] = {}
    for village in place.villages:
        by_kecamatan.setdefault(village.kecamatan, []).append(village)
    # Klego in Boyolali, the middle one elsewhere: the kecamatan of the mentors' villages first.
    order = sorted(by_kecamatan, key=lambda code: (code != "33.09.15", code))
    home = by_kecamatan[order[0]][:HOME_VILLAGES]
    chosen = home + [by_kecamatan[code][0] for code in order[1:]]
    # The day the demo began, also when it goes on another day: so it plays the same again.
    first = regency.log.between(0, 1)
    began = western_day(first[0].recorded_at) if first else regency.ledger.today
    return Stage(place, tuple(chosen), began)


def _agree(regency: Regency, stage: Stage) -> None:
    """Sign an agreement with every partner whose officer is in the cast."""
    secretary = actor(regency, "tkpkd.sekretaris")
    signed = stage.today - timedelta(days=60)
    names = {one.slug: one.name for one in ORGANISATIONS}
    officers = [office for office in OFFICES if office.role == "partner_officer"]
    for number, office in enumerate(officers, start=1):
        partner = office.organisation
        ask = agreements.Sign(
            agreement=f"pks-{partner}",
            partner=partner,
            kind="cooperation",
            numbers=(
                agreements.GivenNumber(party="tkpkd", number=f"119/{number:02}/PKS/{signed.year}"),
                agreements.GivenNumber(party=partner, number=f"{number:03}/MoU/{signed.year}"),
            ),
            place="Pendopo kabupaten",
            scope="Penanggulangan kemiskinan bersama di desa prioritas",
            obligations=(
                agreements.GivenObligation(
                    party=partner,
                    text="Laporan penyaluran triwulanan",
                    due_on=months_later(signed, 1),
                    every_months=3,
                ),
                agreements.GivenObligation(party="tkpkd", text="Berbagi daftar sesuai tujuan data"),
            ),
            title="Kerja sama penanggulangan kemiskinan",
            areas=(stage.place.code,),
            valid_from=signed,
            valid_until=signed + timedelta(days=AGREEMENT_DAYS),
            signatories=(
                agreements.GivenSignatory(
                    name="Hesti Wulandari",
                    position="Sekretaris TKPKD",
                    organisation="Pemerintah Kabupaten",
                ),
                agreements.GivenSignatory(
                    name=office.name, position=office.position, organisation=names[partner]
                ),
            ),
            data_purposes=("aid_delivery",),
            occurred_on=signed,
        )
        bootstrap.run(regency, secretary, f"agreement {partner}", partial(agreements.sign, ask=ask))


def _set_up(regency: Regency, stage: Stage) -> None:
    for one in ORGANISATIONS:
        bootstrap.ensure_partner(regency, one.slug, one.name, one.kind, one.parent)
    for number, village in enumerate(stage.worked, start=1):
        kind: OrgType = "kelurahan" if village.kind == "kelurahan" else "pemerintah_desa"
        name = f"Pemerintah {village.kind.replace('_', ' ').title()} {village.name}"
        bootstrap.ensure_partner(regency, f"desa-{number}", name, kind)
    for office in stage.offices():
        bootstrap.ensure_account(
            regency,
            office.account,
            name=office.name,
            position=_position(office, stage),
            role=office.role,
            organisation=office.organisation,
            areas=stage.areas_of(office),
        )


def _import(regency: Regency, stage: Stage, households: int, progress: Progress) -> None:
    about = About(
        name="DTKS",
        issuer="Kementerian Sosial",
        letter_number=f"400.9.5/1187/{stage.today.year}",
        letter_date=stage.today - timedelta(days=LIST_AGE_DAYS),
        period=f"{stage.today - timedelta(days=LIST_AGE_DAYS):%Y-%m}",
        purpose="Verifikasi dan validasi keluarga miskin",
        legal_basis="UU 13/2011 pasal 8-11",
    )
    with TemporaryDirectory(prefix="sanding-demo-") as folder:
        path = Path(folder) / "dtks.txt"
        with path.open("wb") as file:
            people = invent(stage.place, households=households, seed=SEED, today=stage.today)
            write_dtks(file, people, stage.place, damage=DAMAGED_SHARE, seed=SEED)
        with path.open("rb") as file:
            lists.receive(
                regency,
                actor(regency, "tkpkd.sekretaris"),
                file,
                file_name=f"dtks-{stage.place.code}.txt",
                about=about,
                layout="dtks",
                progress=progress,
            )
    for village in stage.worked:
        ask = villages.Enrol(village=village.code)
        secretary = actor(regency, "tkpkd.sekretaris")
        bootstrap.run(
            regency, secretary, f"village {village.code}", partial(villages.enrol, ask=ask)
        )


def _fill_catalogue(regency: Regency, stage: Stage) -> None:
    secretary = actor(regency, "tkpkd.sekretaris")
    opened = stage.today - timedelta(days=60)
    for offer in OFFERS:
        ask = programmes.Enlist(
            programme=offer.slug,
            name=offer.name,
            owner=offer.owner,
            strategy=offer.strategy,
            need=offer.need,
            target_unit="house" if offer.group == "housing" else "family",
            recurrence="once",
            exclusivity_group=offer.group,
            evidence_required=("handover",),
            unit_price_rupiah=offer.price_rupiah,
            first_year=opened.year,
            occurred_on=opened,
        )
        bootstrap.run(
            regency, secretary, f"programme {offer.slug}", partial(programmes.enlist, ask=ask)
        )
    for purse in PURSES:
        fund = funds.Open(
            fund=purse.slug,
            partner=purse.owner,
            fund_type=purse.kind,
            fiscal_year=stage.today.year,
            document=f"900/{len(purse.slug)}/{stage.today.year}",
            amount_rupiah=purse.amount_rupiah,
            occurred_on=date(stage.today.year, 1, 1),
        )
        bootstrap.run(regency, secretary, f"fund {purse.slug}", partial(funds.open_fund, ask=fund))


def _weeks(regency: Regency, stage: Stage, progress: Progress) -> None:
    chance = Random(SEED)  # noqa: S311  (the same story each time is the point)
    cast = {each.account: actor(regency, each.account) for each in stage.offices()}
    fieldwork = Fieldwork(regency, cast, stage.today, chance)
    figures.state(regency, cast["tkpkd.sekretaris"], stage.today)
    _count(regency, stage, cast)
    progress.begin("Memutar delapan minggu", total=len(stage.worked), unit="desa")
    found = []
    for number, village in enumerate(stage.worked):
        found += fieldwork.visit(village, number)
        progress.reach(number + 1)
    Collections(regency, cast, stage.today).tell(stage.worked[0].code)
    Aid(regency, cast, stage.today, chance).answer(found)
    conflicts.begin(regency, cast, stage.worked, stage.today)
    _count(regency, stage, cast, again=True)
    boundaries.publish(regency, cast["tkpkd.sekretaris"], stage.place, stage.today)
    plans.begin(regency, cast, stage.place, stage.worked, stage.today)
    openings.begin(regency, cast, stage.worked, stage.today)
    ask = villages.Classify(
        village_class="yellow",
        rule_version="SK Bupati 2026",
        reason="Hasil verifikasi dan bantuan yang sudah diterima",
        evaluation="BA-12/TKPKD",
        occurred_on=stage.today,
    )
    classify = partial(villages.classify, village=stage.worked[0].code, ask=ask)
    bootstrap.run(regency, cast["tkpkd.sekretaris"], LAST_STEP, classify)
    progress.finish()


def _count(
    regency: Regency, stage: Stage, cast: Mapping[str, Actor], *, again: bool = False
) -> None:
    """Count the two villages that have offices of their own, before the visits and after."""
    if not again:
        for village in stage.worked:
            figures.people(regency, cast["tkpkd.sekretaris"], village, stage.today)
    for number, village in enumerate(stage.worked[:2], start=1):
        figures.count(regency, cast[f"desa-{number}.operator"], village, again=again)


def _persona(regency: Regency, stage: Stage, office: Office) -> Persona:
    token = bootstrap.issue_token(regency, office.account, label="demo", days=TOKEN_DAYS)
    return Persona(
        account=office.account,
        name=office.name,
        position=_position(office, stage),
        role=office.role,
        token=token,
    )


def _position(office: Office, stage: Stage) -> str:
    """Return an office as people read it, with its village where it has one."""
    if len(office.villages) == 1:
        village = stage.worked[office.villages[0] - 1]
        is_lurah = village.kind == "kelurahan" and office.role == "village_head"
        return f"{'Lurah' if is_lurah else office.position} {village.name}"
    return office.position
