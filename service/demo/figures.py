"""The demo's official figures: what BPS and the regency state, and a village's own count twice.

All of them are made up, and say so in their source.
"""

from datetime import date, timedelta
from functools import partial

from service.commands import figures as commands
from service.commands import villages
from service.demo import bootstrap
from service.exchange import figures as register
from service.kernel.figures import FigureKind, FigureName
from service.kernel.roles import Actor
from service.projections.moment import PRESENT
from service.reference.regions import Village
from service.regency import Regency

SURVEYS: tuple[tuple[FigureKind, int, str], ...] = (
    ("poverty_rate", 4, "10.62"),
    ("poverty_rate", 3, "9.82"),
    ("poverty_rate", 2, "9.81"),
    ("poverty_rate", 1, "9.63"),
    ("extreme_poverty_rate", 2, "1.89"),
    ("extreme_poverty_rate", 1, "2.40"),
)
"""Kind, years ago, percent."""

COUNTS: tuple[tuple[int, int, int], ...] = ((3, 100_302, 1_043_720), (2, 84_264, 1_043_720))
"""Years ago, poor persons, people."""

ONE_IN = 11
"""So many people live in a village for each that its list names."""


def state(regency: Regency, secretary: Actor, today: date) -> None:
    """Record what others state of the regency, and what it shall become."""
    for kind, years, value in SURVEYS:
        day = date(today.year - years, 3, 31)
        ask = commands.Report(
            kind=kind,
            area=regency.code,
            source="bps",
            source_name=f"BPS, Susenas Maret {day.year} (angka contoh)",
            nature="survey",
            method="Susenas",
            reference_date=day,
            value_percent=value,
            publication="Berita Resmi Statistik",
            line_basis="USD 1,9 PPP 2011" if kind == "extreme_poverty_rate" else "",
        )
        bootstrap.run(
            regency, secretary, f"figure {kind} {years}", partial(commands.report, ask=ask)
        )
    for years, poor, people in COUNTS:
        day = date(today.year - years, 12, 31)
        ask = commands.Report(
            kind="poverty_rate",
            area=regency.code,
            source="satu-data",
            source_name="Satu Data kabupaten (angka contoh)",
            nature="registry",
            method="Hitungan by name by address dari RT",
            reference_date=day,
            numerator=poor,
            denominator=people,
        )
        made = bootstrap.run(
            regency, secretary, f"figure satu-data {years}", partial(commands.report, ask=ask)
        )
        _determine(regency, secretary, made, "Bupati", day + timedelta(days=30))
    target = commands.SetTarget(
        kind="extreme_poverty_rate",
        area=regency.code,
        target_percent="0",
        due_on=date(today.year + 3, 12, 31),
        decree_number="Inpres 8/2025",
    )
    bootstrap.run(regency, secretary, "target", partial(commands.set_target, ask=target))


def people(regency: Regency, secretary: Actor, village: Village, today: date) -> None:
    """Record how many live in a village."""
    poor = sum(one.numerator for one in register.by_village(regency, village.code, PRESENT))
    on = today - timedelta(days=60)
    ask = villages.RecordPopulation(
        persons=max(1, poor) * ONE_IN,
        source="Dukcapil (angka contoh)",
        reference_date=on,
        occurred_on=on,
    )
    command = partial(villages.record_population, village=village.code, ask=ask)
    bootstrap.run(regency, secretary, f"population {village.code}", command)


def count(regency: Regency, operator: Actor, village: Village, *, again: bool) -> None:
    """Count a village's register: before the visits, and again after them."""
    ask = commands.Compute(area=village.code)
    key = f"count {village.code} {'again' if again else 'first'}"
    bootstrap.run(regency, operator, key, partial(register.compute, ask=ask, regency=regency))


def _determine(regency: Regency, secretary: Actor, name: str, office: str, on: date) -> None:
    ask = commands.Determine(decree_number=f"050/{on.year}", decree_date=on, office=office)
    command = partial(commands.determine, name=FigureName.read(name), ask=ask)
    bootstrap.run(regency, secretary, f"determine {name}", command)
