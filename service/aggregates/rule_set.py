"""A rule set: criteria of poverty, or the map from answers to needs to what is recommended.

    publish (version 1) → publish (version 2) → …

A version is never changed and never withdrawn: what it claimed stays explained by it. The next one
takes over on its day. What ships with the service is published by whoever first makes use of it.
Source: PUKIS-SISDAMAS, stage (f); BPS 2005; Kepmensos 262/HUK/2022.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self, TypeAlias

from msgspec import Struct
from msgspec.structs import asdict, replace

from service.kernel import apbdes, rules
from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened
from service.kernel.refusals import Refused
from service.kernel.rule_sets import (
    Criterion,
    NeedRule,
    Recommendation,
    RuleContent,
    RuleSetKind,
)


class RuleSetPublished(Event, frozen=True, kw_only=True):
    """A version of a rule set, whole; it holds from its day until the next one does.

    Args:
        effective_on: the first day that it holds.
        shipped: it came with the service, and nobody of the regency changed it.
    """

    tag: ClassVar[str] = "rule_set.published"
    sentence: ClassVar[str] = (
        'memberlakukan "{title}" versi {version}, disusun {author}, mulai {effective_on:date}'
    )

    rule_set: str
    version: int
    effective_on: date
    kind: RuleSetKind
    title: str
    author: str
    source: str
    criteria: tuple[Criterion, ...] = ()
    threshold: int | None = None
    needs: tuple[NeedRule, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    shipped: bool = False

    @property
    def content(self) -> RuleContent:
        """What it says."""
        return RuleContent(**{name: getattr(self, name) for name in RuleContent.__struct_fields__})


AnyRuleSetEvent: TypeAlias = RuleSetPublished


class RuleUnreadable(Refused):
    """Aturan ini tidak dapat dibaca."""

    way_out: ClassVar[str] = (
        "Perbaiki bunyi aturan yang disebut; contohnya: 309a ≥ 2 atau 310 ∉ {1, 2}."
    )


class RuleAsksUnknown(Refused):
    """Aturan ini menanyakan sesuatu yang tidak ada pada instrumen mana pun."""

    way_out: ClassVar[str] = "Pakai kode pertanyaan dan kode jawaban dari instrumen yang tersedia."


class RuleTwice(Refused):
    """Dua aturan atau kriteria bernama sama."""

    way_out: ClassVar[str] = "Beri setiap aturan dan setiap kriteria nama sendiri."


class RuleSetIncomplete(Refused):
    """Kumpulan aturan ini belum lengkap."""

    way_out: ClassVar[str] = (
        "Kriteria memerlukan ambang; peta rekomendasi memerlukan aturan dan rekomendasi bagi "
        "setiap kebutuhannya."
    )


class ActivityCodeUnusable(Refused):
    """Kode kegiatan APBDes ini tidak dikenal."""

    way_out: ClassVar[str] = "Tulis bidang, sub-bidang, dan kegiatan: 02.04.13 atau 02.04.*."


class RuleSetKindFixed(Refused):
    """Jenis kumpulan aturan tidak dapat diganti."""

    way_out: ClassVar[str] = "Terbitkan dengan nama singkat lain."


class RuleSetBackdated(Refused):
    """Versi baru tidak boleh berlaku surut."""

    way_out: ClassVar[str] = "Isi hari ini atau sesudahnya; riwayat tetap menurut versi yang lama."


class UnknownRuleSet(Refused):
    """Kumpulan aturan atau versinya tidak ada."""

    way_out: ClassVar[str] = "Pilih nama dan versi dari daftar kumpulan aturan."


class Version(Struct, frozen=True):
    """A published version; `shipped` came with the service."""

    version: int
    effective_on: date
    content: RuleContent
    shipped: bool


class RuleSet(Aggregate[AnyRuleSetEvent], frozen=True):
    """Every version that was published, oldest first."""

    category: ClassVar[str] = "rule_set"

    versions: tuple[Version, ...] = ()

    def after(self, event: AnyRuleSetEvent) -> Self:
        """Return what is known once `event` is known too."""
        made = Version(event.version, event.effective_on, event.content, event.shipped)
        return replace(self, versions=(*self.versions, made))

    def in_force(self, day: date) -> Version | None:
        """Return the version that holds on a day; None before there is any."""
        held = [one for one in self.versions if one.effective_on <= day]
        return held[-1] if held else None

    def is_behind(self, shipped: RuleContent) -> bool:
        """Say whether a regency that changed nothing holds an older edition of what ships.

        Args:
            shipped: with its activity codes in their one spelling, as they are published.
        """
        return (
            bool(self.versions)
            and all(one.shipped for one in self.versions)
            and self.versions[-1].content != shipped
        )

    def publish(
        self,
        rule_set: str,
        content: RuleContent,
        *,
        effective_on: date,
        fits: dict[str, Any],
        on: date,
        today: date,
        shipped: bool = False,
    ) -> tuple[Event, ...]:
        """Publish the next version.

        Args:
            fits: of every question that can be asked, what says whether an answer is one of its
                codes: a set of codes, or None for a number.

        Raises:
            NotHappenedYet: it can't have been published ahead; it may take effect later.
            RuleSetBackdated: a version after the first holds from today at the earliest.
            RuleSetKindFixed, RuleSetIncomplete, RuleTwice, RuleUnreadable, RuleAsksUnknown,
                ActivityCodeUnusable: not like this.
        """
        require_happened(on, today=today)
        if self.versions:
            if self.versions[-1].content.kind != content.kind:
                raise RuleSetKindFixed(kind=self.versions[-1].content.kind)
            earliest = max(on, self.versions[-1].effective_on)
            if effective_on < earliest:
                raise RuleSetBackdated(on=effective_on.isoformat(), earliest=earliest.isoformat())
        _require_whole(content)
        _require_readable(content, fits)
        return (
            RuleSetPublished(
                occurred_on=on,
                rule_set=rule_set,
                version=len(self.versions) + 1,
                effective_on=effective_on,
                shipped=shipped,
                **asdict(_normalised(content)),
            ),
        )


def _require_whole(content: RuleContent) -> None:
    """Refuse a set in which something is missing, or there twice."""
    _require_once(one.code for one in content.criteria)
    _require_once(one.rule for one in content.needs)
    if content.kind == "criteria":
        is_whole = bool(content.criteria) and content.threshold is not None
        if not is_whole or content.needs or content.recommendations:
            raise RuleSetIncomplete(missing=["criteria", "threshold"])
        return
    answered = {one.need for one in content.recommendations}
    missing = sorted({one.need for one in content.needs} - answered)
    if missing or not content.needs or content.criteria:
        raise RuleSetIncomplete(missing=missing or ["needs"])


def _require_once(names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise RuleTwice(name=name)
        seen.add(name)


def _require_readable(content: RuleContent, fits: dict[str, Any]) -> None:
    """Refuse rules nobody could apply."""
    texts = [(one.code, text) for one in content.criteria for text in one.when]
    texts += [(one.rule, text) for one in content.needs for text in one.when]
    for name, text in texts:
        try:
            rule = rules.read(text)
        except rules.Unreadable as err:
            raise RuleUnreadable(name=name, text=text, problem=err.args[0]) from err
        for asked, codes in rules.comparisons(rule):
            if asked not in fits:
                raise RuleAsksUnknown(name=name, question=asked)
            known = fits[asked]
            if known is not None and not set(codes) <= known:
                raise RuleAsksUnknown(name=name, question=asked, codes=sorted(set(codes) - known))


def _normalised(content: RuleContent) -> RuleContent:
    """Return a content with its activity codes in their one spelling.

    Raises:
        ActivityCodeUnusable: one is none.
    """
    found = []
    for one in content.recommendations:
        codes = []
        for text in one.activities:
            try:
                codes.append(apbdes.normalised(text))
            except apbdes.NoActivityCode as err:
                raise ActivityCodeUnusable(code=text) from err
        found.append(replace(one, activities=tuple(dict.fromkeys(codes))))
    return replace(content, recommendations=tuple(found))
