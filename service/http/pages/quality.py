"""How good verification was, from the regency to the village, and the odd signs in it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from service.exchange import quality
from service.exchange.quality import Quality
from service.exchange.sheets import Sheet
from service.http.api import anomalies as sign_answers
from service.http.api import rechecks as recheck_answers
from service.http.api.coverage import percent
from service.http.areas import areas_of, households_within
from service.http.downloads import download, format_of
from service.http.pages import quality_actions as actions
from service.http.pages import reading
from service.http.pages.actions import Offer, offers
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.pages.worklists import asked_for, files
from service.policies import access, sampling
from service.projections import lists, rechecks
from service.projections.coverage import By, Invalid
from service.projections.moment import Moment

TITLES = (
    "Kode wilayah",
    "Wilayah",
    "Terdaftar",
    "Sudah dilihat",
    "Persen",
    "Belum dilihat",
    "Perlu diperbarui",
    "Baris daftar",
    "Baris tidak valid",
    "Persen tidak valid",
    "Diperiksa ulang",
    "Sepakat",
)


class Line(Struct, frozen=True, kw_only=True):
    """The work in one area. Shares are of one; None of nothing."""

    code: str
    name: str
    href: str
    listed: int
    looked: int
    unlooked: int
    stale: int
    covered: Decimal | None
    rows: int
    invalid: int
    wrong: Decimal | None
    checked: int
    agreed: int
    agreement: Decimal | None


class ListLine(Struct, frozen=True, kw_only=True):
    """The rows of one list in an area."""

    list: UUID
    name: str
    rows: int
    deceased: int
    moved: int
    wrong: Decimal | None


class QualityController(Controller):
    """Pages on the quality of verification."""

    include_in_schema = False

    @page(
        "/mutu",
        right="coverage.read",
        asks=("wilayah", "bulan", "unduh", *reading.CLOCKS),
    )
    def overview(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Show coverage, age, wrong rows, second looks and odd signs of an area."""
        clock, asked = reading.clock(visit), asked_for(visit)
        area = visit.asked("wilayah") or visit.regency.code
        areas = areas_of(visit.actor, area)
        by: By = "kecamatan" if area == visit.regency.code else "village"
        found = quality.measured(
            visit.regency, visit.actor, areas, clock.moment, by=by, months=asked.months
        )
        lines = _lines(visit, found, by, clock.query)
        if kind := format_of(visit.asked("unduh")):
            return download(_sheet(area, lines), kind)
        return render(
            visit.request,
            "quality.html",
            clock=clock,
            area=area,
            # Whoever works in one village counts that one, whatever stands above it.
            area_name=_called(visit, area) if visit.actor.scope.covers(area) else "",
            above=_above(visit, area),
            months=asked.months,
            by=by,
            lines=lines,
            total=_total(lines),
            lists=_lists(visit, found.invalid),
            draws=_draws(visit, area, clock.moment),
            called=lambda code: _called(visit, code),
            signs=_signs(visit, area, clock.moment),
            files=files(visit),
            offers=_offers(visit, area),
        )

    @page("/mutu/tanda/{anomaly:uuid}", right="anomalies.read")
    def sign(self, visit: NamedDependency[Visit], anomaly: FromPath[UUID]) -> Response[str]:
        """Show an odd sign with the testimonies behind it."""
        found = sign_answers.raised(visit.regency, visit.actor, anomaly)
        scene = actions.explain_scene(visit)
        return render(
            visit.request,
            "anomaly.html",
            sign=sign_answers.line(found),
            village=visit.village(found.raised.village),
            events=reading.lines_at(visit, found.raised.positions),
            offers=offers(visit, scene, [actions.EXPLAIN], anomaly=anomaly),
        )

    @page("/mutu/periksa-ulang/{recheck:uuid}", right="coverage.read", asks=reading.CLOCKS)
    def recheck(self, visit: NamedDependency[Visit], recheck: FromPath[UUID]) -> Response[str]:
        """Show a draw: whom the rule took, and what was found."""
        clock = reading.clock(visit)
        visit.regency.engine.catch_up("rechecks", "verifications", "statuses")
        draw, rows = recheck_answers.opened(visit.regency, visit.actor, recheck, clock.moment)
        is_whole = access.may_know_household(visit.actor, draw.area, is_restricted=False)
        proof = recheck_answers.reproduced(visit.regency, visit.actor, draw) if is_whole else None
        return render(
            visit.request,
            "recheck.html",
            clock=clock,
            draw=draw,
            in_all=sampling.share(draw.out_of),
            period=sampling.period_of(draw.since, draw.until),
            area_name=_called(visit, draw.area),
            rows=[recheck_answers.drawn(draw, one) for one in rows],
            own={one.household for one in rows if one.account == visit.actor.account},
            village=visit.village,
            proof=proof,
            share=_share(draw.agreed, draw.done),
            may_record=visit.may("rechecks.record"),
        )


def _lines(visit: Visit, found: Quality, by: By, query: str) -> list[Line]:
    wrong: dict[str, tuple[int, int]] = {}
    for one in found.invalid:
        rows, invalid = wrong.get(one.area, (0, 0))
        wrong[one.area] = (rows + one.rows, invalid + one.invalid)
    agreed = {one.area: one for one in found.agreement}
    page = "/desa/{}/kerja" + query if access.may(visit.actor, "worklists.read") else "/desa/{}"
    lines = []
    for each in found.coverage:
        rows, invalid = wrong.get(each.area, (0, 0))
        again = agreed.get(each.area)
        more = query.replace("?", "&")
        lines.append(
            Line(
                code=each.area,
                name=_called(visit, each.area),
                href=f"/mutu?wilayah={each.area}{more}"
                if by == "kecamatan"
                else page.format(each.area),
                listed=each.listed,
                looked=each.looked,
                unlooked=each.unlooked,
                stale=each.stale,
                covered=_share(each.looked, each.listed),
                rows=rows,
                invalid=invalid,
                wrong=_share(invalid, rows),
                checked=again.done if again else 0,
                agreed=again.agreed if again else 0,
                agreement=_share(again.agreed, again.done) if again else None,
            )
        )
    return lines


def _total(lines: Sequence[Line]) -> Mapping[str, Any]:
    """Return the sums, and the shares of the sums: never an average of shares."""
    names = ("listed", "looked", "unlooked", "stale", "rows", "invalid", "checked", "agreed")
    sums = {name: sum(getattr(one, name) for one in lines) for name in names}
    return sums | {
        "covered": _share(sums["looked"], sums["listed"]),
        "wrong": _share(sums["invalid"], sums["rows"]),
        "agreement": _share(sums["agreed"], sums["checked"]),
    }


def _share(part: int, whole: int) -> Decimal | None:
    found = percent(part, whole)
    return None if found is None else found / 100


def _sheet(area: str, lines: Sequence[Line]) -> Sheet:
    return Sheet(
        name=f"mutu-verifikasi-{area}",
        titles=TITLES,
        rows=[
            (
                one.code,
                one.name,
                one.listed,
                one.looked,
                percent(one.looked, one.listed),
                one.unlooked,
                one.stale,
                one.rows,
                one.invalid,
                percent(one.invalid, one.rows),
                one.checked,
                one.agreed,
            )
            for one in lines
        ],
    )


def _lists(visit: Visit, found: Sequence[Invalid]) -> list[ListLine]:
    """Return the lists with the rows that were wrong, of all areas together."""
    sums: dict[UUID, tuple[int, int, int]] = {}
    for one in found:
        rows, deceased, moved = sums.get(one.list, (0, 0, 0))
        sums[one.list] = (rows + one.rows, deceased + one.deceased, moved + one.moved)
    visit.regency.engine.catch_up("lists")
    with visit.reading() as conn:
        known = {key: lists.one(conn, visit.regency.schema, key) for key in sums}
    return [
        ListLine(
            list=key,
            name=f"{batch.name}, {batch.period}" if (batch := known[key]) else str(key)[-6:],
            rows=rows,
            deceased=deceased,
            moved=moved,
            wrong=_share(deceased + moved, rows),
        )
        for key, (rows, deceased, moved) in sums.items()
    ]


def _draws(visit: Visit, area: str, moment: Moment) -> list[rechecks.Recheck]:
    areas = households_within(visit.actor, area)
    with visit.reading() as conn:
        return rechecks.find(conn, visit.regency.schema, areas=areas, moment=moment, limit=20)


def _signs(visit: Visit, area: str, moment: Moment) -> list[tuple[Any, str]]:
    """Return the odd signs of an area, each with what its village is called."""
    if not access.may(visit.actor, "anomalies.read"):
        return []
    areas = households_within(visit.actor, area)
    found = quality.signs(visit.regency, visit.actor, areas, moment)
    return [(sign_answers.line(one), visit.village(one.raised.village)) for one in found]


def _offers(visit: Visit, area: str) -> list[Offer]:
    found = offers(visit, actions.draw_scene(visit), [actions.DRAW])
    return [Offer(f"{one.href}?wilayah={area}", one.title, one.is_grave) for one in found]


def _called(visit: Visit, area: str) -> str:
    if area == visit.regency.code:
        return visit.place.name
    kecamatan = next((one.name for one in visit.place.kecamatan if one.code == area), None)
    return f"Kecamatan {kecamatan}" if kecamatan else visit.village(area)


def _above(visit: Visit, area: str) -> list[tuple[str, str]]:
    """Return what lies above an area, as (address, name)."""
    codes = [visit.regency.code, area[:8]] if len(area) > len("33.09.15") else [visit.regency.code]
    return [
        ("/mutu" if one == visit.regency.code else f"/mutu?wilayah={one}", _called(visit, one))
        for one in codes
        if one != area
    ]
