"""A regency's poor, invented: believable families in real villages, the same for the same seed.

Nobody here exists. Every NIK and KK number starts with 99, a province there is none of, and is
otherwise valid and given once, so that all rules can be tried on them.
"""

from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate, groupby, pairwise
from random import Random

from msgspec import Struct

from service.demo import names
from service.kernel.people import INVENTED_PROVINCE, IdentityMatch, Relation, Sex
from service.reference.regions import Territory, Village

_OLD_UNTIL, _MIDDLE_UNTIL = 1968, 1994
_SCHOOL_AGE, _WORKING_AGE, _RETIRING_AGE = 6, 17, 68
_WOMAN = 40
_FIRST_KK = date(2008, 1, 1)
_HOUSEHOLDS_PER_RT = 30
_RT_PER_RW = 4
_CHILDREN = (0.19, 0.48, 0.78, 0.94, 1.0)
"""Chances, added up, of no more than 0, 1, 2, 3, 4 children living with a head of any age."""
_DECILES = (0.30, 0.58, 0.82, 1.0)
_AID = (("bpnt", 0.55), ("pkh", 0.32), ("bpnt_ppkm", 0.06), ("pbi_jkn", 0.78))


class InventedPerson(Struct, frozen=True, gc=False):
    """A member of an invented family."""

    nik: str
    name: str
    birth_date: date
    birth_place: str
    sex: Sex
    relation: Relation
    occupation: str
    identity_match: IdentityMatch


class InventedHousehold(Struct, frozen=True, gc=False):
    """An invented family; the first member is its head.

    Args:
        assistance: of bpnt, pkh, bpnt_ppkm, pbi_jkn.
        decile: 1 to 4.
    """

    kk_number: str
    village: Village
    address: str
    dusun: str
    rt: str
    rw: str
    members: tuple[InventedPerson, ...]
    assistance: tuple[str, ...]
    decile: int


def invent(
    territory: Territory, *, households: int, seed: int, today: date
) -> Iterator[InventedHousehold]:
    """Invent a regency's families, village by village in the order of their codes.

    Args:
        households: how many, over all villages. From as many as there are villages on, no
            village is without.
        today: nobody is born later; part of what makes two inventions the same.
    """
    chance = Random(seed)  # noqa: S311  (to be the same each time is the point)
    shares = _shares(chance, len(territory.villages), households)
    place = territory.name.partition(" ")[2]
    placed = zip(territory.villages, shares, strict=True)
    for _, group in groupby(placed, key=lambda each: each[0].kecamatan):
        inventor: _Inventor | None = None
        for village, count in group:
            # Serial numbers count within a kecamatan, so only one kecamatan's are remembered.
            inventor = inventor or _Inventor(chance, village.kecamatan, place, today)
            yield from inventor.village(village, count)


class _Inventor:
    """Invents the families of one kecamatan."""

    def __init__(self, chance: Random, kecamatan: str, place: str, today: date) -> None:
        self._chance = chance
        self._draw = chance.random
        self._prefix = INVENTED_PROVINCE + kecamatan[3:5] + kecamatan[6:8]
        self._place = place
        self._today = today
        self._born: Counter[str] = Counter()
        self._issued: Counter[str] = Counter()

    def village(self, village: Village, count: int) -> Iterator[InventedHousehold]:
        dusun = self._chance.sample(names.DUSUN, k=3 + int(self._draw() * 4))
        rt_count = max(1, count // _HOUSEHOLDS_PER_RT)
        for number in range(count):
            rt = number * rt_count // count
            hamlet = dusun[rt * len(dusun) // rt_count]
            rt_name, rw_name = f"{rt + 1:03d}", f"{rt // _RT_PER_RW + 1:03d}"
            yield InventedHousehold(
                self._kk_number(),
                village,
                f"Dk. {hamlet} RT {rt_name} RW {rw_name}",
                hamlet,
                rt_name,
                rw_name,
                self._family(),
                tuple(code for code, likely in _AID if self._draw() < likely),
                1 + bisect(_DECILES, self._draw()),
            )

    def _family(self) -> tuple[InventedPerson, ...]:
        draw = self._draw
        head_age = 24 + int(56 * (draw() + draw()) / 2 * 1.05)
        head_sex: Sex = "male" if draw() < 0.83 else "female"  # noqa: PLR2004
        family = [self._person(head_age, head_sex, "head")]
        mother_age = head_age
        if head_sex == "male" and draw() < 0.88:  # noqa: PLR2004
            mother_age = max(19, head_age - int(draw() * 8) + 2)
            family.append(self._person(mother_age, "female", "spouse"))
        youngest = mother_age - 19
        for _ in range(bisect(_CHILDREN, draw())):
            age = youngest - int(draw() * 12)
            # A child of more than thirty has mostly moved out.
            if age < 0 or (age > 30 and draw() < 0.7):  # noqa: PLR2004
                continue
            family.append(self._person(age, self._sex(), "child"))
            youngest = age - 1
        if head_age < 60 and draw() < 0.14:  # noqa: PLR2004
            family.append(self._person(head_age + 20 + int(draw() * 12), self._sex(), "parent"))
        if head_age > 52 and draw() < 0.18:  # noqa: PLR2004
            family.append(self._person(int(draw() * 14), self._sex(), "grandchild"))
        return tuple(family)

    def _person(self, age: int, sex: Sex, relation: Relation) -> InventedPerson:
        draw = self._draw
        born = self._today - timedelta(days=int((age + draw()) * 365.25) + 1)
        return InventedPerson(
            self._nik(born, sex),
            self._name(born.year, sex),
            born,
            self._place if draw() < 0.93 else "Surakarta",  # noqa: PLR2004
            sex,
            relation,
            self._occupation(age, sex, relation),
            "matched" if draw() < 0.94 else "mismatched",  # noqa: PLR2004
        )

    def _sex(self) -> Sex:
        return "male" if self._draw() < 0.5 else "female"  # noqa: PLR2004

    def _nik(self, born: date, sex: Sex) -> str:
        day = born.day + _WOMAN * (sex == "female")
        on = f"{day:02d}{born.month:02d}{born.year % 100:02d}"
        self._born[on] += 1
        return f"{self._prefix}{on}{self._born[on]:04d}"

    def _kk_number(self) -> str:
        days = (self._today - _FIRST_KK).days
        on = (_FIRST_KK + timedelta(days=int(self._draw() * days))).strftime("%d%m%y")
        self._issued[on] += 1
        return f"{self._prefix}{on}{self._issued[on]:04d}"

    def _name(self, year: int, sex: Sex) -> str:
        draw = self._draw
        if year < _OLD_UNTIL:
            words, count = names.OLD[sex], 1 + (draw() < 0.2)  # noqa: PLR2004
        elif year < _MIDDLE_UNTIL:
            words, count = names.MIDDLE[sex], 1 + (draw() < 0.8)  # noqa: PLR2004
        else:
            words, count = names.YOUNG[sex], 2 + (draw() < 0.5)  # noqa: PLR2004
        # Steps from a random place: the words differ from one another without looking back.
        at, step = int(draw() * len(words)), 1 + int(draw() * (len(words) // 3 - 1))
        return " ".join(words[(at + step * n) % len(words)] for n in range(count))

    def _occupation(self, age: int, sex: Sex, relation: Relation) -> str:
        if age < _SCHOOL_AGE:
            return "Belum bekerja"
        if age < _WORKING_AGE:
            return "Pelajar"
        if age > _RETIRING_AGE:
            return "Tidak bekerja"
        draw = self._draw
        if sex == "female" and relation != "head" and draw() < 0.55:  # noqa: PLR2004
            return "Mengurus rumah tangga"
        words = names.FARM_WORK if draw() < 0.6 else names.OTHER_WORK  # noqa: PLR2004
        return words[int(draw() * len(words))]


def _shares(chance: Random, villages: int, households: int) -> list[int]:
    """Divide the households over the villages: unevenly, completely, and at least one each."""
    at_least = 1 if households >= villages else 0
    weights = [chance.lognormvariate(0, 0.45) for _ in range(villages)]
    rest = households - at_least * villages
    marks = [0, *(round(rest * mark / sum(weights)) for mark in accumulate(weights))]
    marks[-1] = rest
    return [at_least + after - before for before, after in pairwise(marks)]
