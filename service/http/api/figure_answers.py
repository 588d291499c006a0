"""Official figures as they are told: never a rate without its source, day and parts."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from service.application import NotKnown
from service.exchange import figures as register
from service.kernel.figures import (
    NATURE_LABELS,
    STANDING_LABELS,
    TERM_LABELS,
    FigureKind,
    FigureName,
    Nature,
    Standing,
    Term,
    delta_pp,
    rate_percent,
    relative_change,
    rounded,
)
from service.kernel.roles import Actor
from service.policies import access
from service.policies.decomposition import Decomposition, decompose, told_points
from service.policies.disclosure import told
from service.projections.figures import Figure
from service.projections.moment import Moment
from service.projections.sentences import place_names
from service.regency import Regency

By: TypeAlias = Literal["village", "kecamatan", "regency"]
_DIGITS: dict[By, int] = {"village": 13, "kecamatan": 8, "regency": 5}


class FigureAnswer(Struct, frozen=True, kw_only=True):
    """One figure as it stood.

    Args:
        id: kind, area, source and number, as in its address.
        value_percent: as published, two decimals.
        numerator, denominator: persons; of a survey they may be missing.
        frozen_at: the position of the log it was counted at, for `as_of`; None for what others
            state.
        unratified: households whose verdict no village meeting had ratified when it was counted.
        position: the event that recorded it; standing_position, the one its standing rests on.
    """

    id: str
    kind: FigureKind
    area: str
    source: str
    number: int
    source_name: str
    nature: Nature
    nature_label: str
    method: str
    reference_date: date
    value_percent: Decimal
    numerator: int | None
    denominator: int | None
    standing: Standing
    standing_label: str
    frozen_at: int | None
    unratified: int
    publication: str
    poverty_line_rupiah: int | None
    line_basis: str
    decree_number: str
    decree_date: date | None
    office: str
    superseded_by: int | None
    reason: str
    position: int
    standing_position: int


class Reason(Struct, frozen=True, kw_only=True):
    """What one reason did to a figure.

    Args:
        came, went: persons who came to be counted for it, and who ceased to.
        points: percentage points at two decimals; those of all reasons add up to `delta_points`.
        exact: the same as a fraction, which adds up exactly.
    """

    term: Term
    label: str
    came: int
    went: int
    persons: int
    points: Decimal
    exact: str


class Reasons(Struct, frozen=True, kw_only=True):
    """Why a rate moved: parts that add up to the whole.

    Args:
        delta_points: of the exact rates, at two decimals.
        is_exact: whether persons are told one by one; else each number is rounded to a multiple
            of five, points are reckoned from those, and nothing need add up.
    """

    numerator_before: int
    denominator_before: int
    numerator_after: int
    denominator_after: int
    persons: int
    delta_points: Decimal
    parts: Sequence[Reason]
    is_exact: bool = True


class Comparison(Struct, frozen=True, kw_only=True):
    """Two figures side by side.

    Args:
        delta_pp: percentage points between the published values.
        relative_change_percent: how far that is of the first one; None if that was nought.
        warnings: what keeps the two from being compared without a word.
        reasons: why they differ; None if one of them has no parts.
    """

    before: FigureAnswer
    after: FigureAnswer
    delta_pp: Decimal
    relative_change_percent: Decimal | None
    warnings: Sequence[str]
    reasons: Reasons | None


class AreaCount(Struct, frozen=True, kw_only=True):
    """What the register says of an area: sums of its villages, by this register's own count.

    Args:
        denominator: people of the villages where somebody counted them; None if nobody did.
        value_percent: None unless the people of every village with poor persons were counted.
        missing: villages with poor persons whose people nobody counted.
        population_source: of the population; counted_on, the latest day it speaks of.
        is_exact: whether persons and households are told one by one; else in steps of five.
        source_name, method: whose count it is, and how it came about, as of a figure.
    """

    area: str
    name: str
    numerator: int
    households: int
    denominator: int | None
    value_percent: Decimal | None
    missing: Sequence[str]
    population_source: str
    counted_on: date | None
    is_exact: bool = True
    source_name: str = register.SOURCE_NAME
    method: str = register.METHOD


class Step(Struct, frozen=True, kw_only=True):
    """One step of the funnel: who is left of those of the step before."""

    step: str
    label: str
    households: int
    persons: int


class PersonReason(Struct, frozen=True, kw_only=True):
    """One person behind a reason.

    Args:
        sign: 1 for who came to be counted, -1 for who ceased to.
        position: the event that decided it.
    """

    village: str
    term: Term
    label: str
    sign: int
    household: UUID
    person: UUID
    position: int


def name_of(figure: Figure) -> str:
    """Return what a figure is called in addresses."""
    return str(FigureName(figure.kind, figure.area, figure.source, figure.number))


def answer(figure: Figure) -> FigureAnswer:
    """Return a figure as it is told."""
    stated = {name: getattr(figure, name) for name in Figure.__struct_fields__}
    return FigureAnswer(
        id=name_of(figure),
        nature_label=NATURE_LABELS[figure.nature],
        standing_label=STANDING_LABELS[figure.standing],
        **stated,
    )


def compared(regency: Regency, actor: Actor, before: Figure, after: Figure) -> Comparison:
    """Return two figures side by side, with why they differ as far as that can be known."""
    return Comparison(
        before=answer(before),
        after=answer(after),
        delta_pp=delta_pp(before.value_percent, after.value_percent),
        relative_change_percent=relative_change(before.value_percent, after.value_percent),
        warnings=warnings(before, after),
        reasons=_reasons(regency, actor, before, after),
    )


def warnings(before: Figure, after: Figure) -> list[str]:
    """Return what keeps two figures from being compared without a word, in Indonesian."""
    found = []
    if before.kind != after.kind:
        found.append("Jenis angkanya berbeda; keduanya tidak dapat dikurangkan.")
    if before.area != after.area:
        found.append("Wilayahnya berbeda.")
    if before.nature != after.nature:
        found.append(
            "Yang satu perkiraan survei, yang lain hitungan daftar; selisihnya bukan penurunan."
        )
    elif before.source != after.source:
        found.append("Sumbernya berbeda; selisihnya dapat berasal dari cara hitung.")
    elif before.method != after.method:
        found.append("Cara hitungnya berbeda.")
    lines = (before.poverty_line_rupiah, before.line_basis)
    if lines != (after.poverty_line_rupiah, after.line_basis):
        found.append(
            "Garis kemiskinannya berubah; sebagian selisih berasal dari garis yang berbeda."
        )
    if "superseded" in {before.standing, after.standing}:
        found.append("Salah satunya sudah digantikan.")
    return found


def reasons_of(found: Decomposition) -> Reasons:
    """Return a decomposition as it is told."""
    return Reasons(
        numerator_before=found.before[0],
        denominator_before=found.before[1],
        numerator_after=found.after[0],
        denominator_after=found.after[1],
        persons=found.persons,
        delta_points=rounded(found.points),
        parts=[
            Reason(
                term=part.term,
                label=part.label,
                came=part.came,
                went=part.went,
                persons=part.persons,
                points=points,
                exact=str(part.points),
            )
            for part, points in zip(found.parts, told_points(found), strict=True)
        ],
    )


STEPS: tuple[tuple[str, str], ...] = (
    ("registered", "Pernah tercatat pada register"),
    ("present", "Masih ada di tempat"),
    ("seen", "Sudah diperiksa"),
    ("eligible", "Layak dibantu"),
    ("needing", "Kebutuhannya sudah dipastikan"),
    ("promised", "Sudah dijanjikan bantuan"),
    ("helped", "Kebutuhannya sudah terpenuhi"),
)


def steps(regency: Regency, actor: Actor, area: str, moment: Moment) -> list[Step]:
    """Return the funnel of an area, as far as the actor may know."""
    exactly = access.households_of(actor).covers(area)
    found = register.steps(regency, area, moment)
    return [
        Step(
            step=step,
            label=label,
            households=told(getattr(found, step), exactly=exactly),
            persons=told(getattr(found, f"{step}_persons"), exactly=exactly),
        )
        for step, label in STEPS
    ]


def area_counts(
    regency: Regency, actor: Actor, area: str, by: By, moment: Moment
) -> list[AreaCount]:
    """Return what the register counts, added up by area.

    Whoever may not know of single households there is told persons in steps of five.
    """
    exactly = access.households_of(actor).covers(area)
    names = place_names(regency.code)
    found: dict[str, list[register.VillageCount]] = {}
    for one in register.by_village(regency, area, moment):
        found.setdefault(one.village[: _DIGITS[by]], []).append(one)
    return [
        area_count(code, names.get(code, code), villages, exactly=exactly)
        for code, villages in sorted(found.items())
    ]


def area_count(
    code: str, name: str, villages: Sequence[register.VillageCount], *, exactly: bool
) -> AreaCount:
    """Return what the register counts in some villages together, as sums."""
    based = [one for one in villages if one.denominator is not None]
    missing = [one.name for one in villages if one.denominator is None and one.numerator]
    numerator = told(sum(one.numerator for one in villages), exactly=exactly)
    denominator = sum(one.denominator or 0 for one in based)
    return AreaCount(
        area=code,
        name=name,
        numerator=numerator,
        households=told(sum(one.households for one in villages), exactly=exactly),
        denominator=denominator or None,
        value_percent=(
            rate_percent(numerator, denominator) if denominator and not missing else None
        ),
        missing=missing,
        population_source="; ".join(sorted({one.source for one in based})),
        counted_on=max((one.counted_on for one in based if one.counted_on), default=None),
        is_exact=exactly,
    )


def is_counted_here(figure: Figure) -> bool:
    """Say whether a figure was counted from this register, and can be counted again."""
    return figure.frozen_at is not None


def moment_of(figure: Figure) -> Moment:
    """Return the moment a figure of this register was counted at."""
    assert figure.frozen_at is not None
    return Moment(figure.frozen_at, figure.reference_date)


def moved(regency: Regency, actor: Actor, area: str, a: Moment, b: Moment) -> Reasons:
    """Return why the register's rate of an area moved, as far as the actor may know.

    Raises:
        PopulationMissing, NobodyCounted: there is no denominator at one of the moments.
    """
    found = reasons_of(register.why(regency, area, a, b))
    if access.households_of(actor).covers(area):
        return found
    return replace(
        found,
        is_exact=False,
        numerator_before=_rough(found.numerator_before),
        numerator_after=_rough(found.numerator_after),
        persons=_rough(found.persons),
        parts=[_roughly(part, found.denominator_before) for part in found.parts],
    )


def behind(
    regency: Regency,
    before: Figure,
    after: Figure,
    *,
    term: Term | None,
    after_key: tuple[UUID, UUID, int] | None,
    limit: int | None,
) -> list[PersonReason]:
    """Return the persons behind the reasons between two counts of this register.

    Raises:
        NotKnown: one of them was not counted here, or they are of different areas.
    """
    if not (is_counted_here(before) and is_counted_here(after)) or before.area != after.area:
        raise NotKnown
    found = register.who(
        regency,
        before.area,
        moment_of(before),
        moment_of(after),
        term=term,
        after=after_key,
        limit=limit,
    )
    return [
        PersonReason(
            village=one.village,
            term=one.term,
            label=TERM_LABELS[one.term],
            sign=one.sign,
            household=one.household,
            person=one.person,
            position=one.position,
        )
        for one in found
    ]


def _rough(persons: int) -> int:
    return told(abs(persons), exactly=False) * (-1 if persons < 0 else 1)


def _roughly(part: Reason, denominator: int) -> Reason:
    if part.term == "population":
        return part
    came, went = _rough(part.came), _rough(part.went)
    return replace(
        part,
        came=came,
        went=went,
        persons=came - went,
        points=rounded(Fraction(100 * (came - went), denominator)),
        exact="",
    )


def _reasons(regency: Regency, actor: Actor, before: Figure, after: Figure) -> Reasons | None:
    if (before.kind, before.area) != (after.kind, after.area):
        return None
    if is_counted_here(before) and is_counted_here(after):
        return moved(regency, actor, before.area, moment_of(before), moment_of(after))
    if not (before.denominator and after.denominator):
        return None
    first, second = before.numerator or 0, after.numerator or 0
    unknown = (max(0, second - first), max(0, first - second))
    return reasons_of(
        decompose((first, before.denominator), (second, after.denominator), {"method": unknown})
    )
