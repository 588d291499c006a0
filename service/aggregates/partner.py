"""A partner: an agency, company, amil, university, community or village government that helps.

    enrol → (rename | alias)* → (deactivate → reactivate)*

Source: Laboratorium Kemiskinan (five helixes); Sanding Erat Desa Kita (24 agencies, 9 divisions).
"""

from datetime import date
from typing import ClassVar, Self, TypeAlias, assert_never

from msgspec.structs import replace

from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.helixes import DEFAULT_HELIXES, Helix, OrgType
from service.kernel.refusals import Refused


class PartnerEvent(Event, frozen=True, kw_only=True):
    """Which partner, by the short name it keeps for good."""

    partner: str


class PartnerEnrolled(PartnerEvent, frozen=True, kw_only=True):
    """An organisation joined. `parent` is the partner it belongs to, as a UPZ to its Baznas."""

    tag: ClassVar[str] = "partner.enrolled"
    sentence: ClassVar[str] = "mendaftarkan mitra {name} sebagai {org_type:label}"

    name: str
    org_type: OrgType
    helix: Helix
    parent: str | None = None


class PartnerRenamed(PartnerEvent, frozen=True, kw_only=True):
    """The organisation has another name; what it did before stays under the old one."""

    tag: ClassVar[str] = "partner.renamed"
    sentence: ClassVar[str] = "mengganti nama mitra {former} menjadi {name} sejak {since:date}"

    name: str
    former: str
    since: date


class PartnerAliased(PartnerEvent, frozen=True, kw_only=True):
    """People call the organisation something else as well: an abbreviation, a former name."""

    tag: ClassVar[str] = "partner.aliased"
    sentence: ClassVar[str] = "mencatat {alias} sebagai nama lain mitra {partner:partner}"

    alias: str


class PartnerDeactivated(PartnerEvent, frozen=True, kw_only=True):
    """The organisation takes on nothing new."""

    tag: ClassVar[str] = "partner.deactivated"
    sentence: ClassVar[str] = 'menonaktifkan mitra {partner:partner} karena "{reason}"'

    reason: str


class PartnerReactivated(PartnerEvent, frozen=True, kw_only=True):
    """The organisation takes part again."""

    tag: ClassVar[str] = "partner.reactivated"
    sentence: ClassVar[str] = 'mengaktifkan kembali mitra {partner:partner} karena "{reason}"'

    reason: str


AnyPartnerEvent: TypeAlias = (
    PartnerEnrolled | PartnerRenamed | PartnerAliased | PartnerDeactivated | PartnerReactivated
)


class PartnerKnown(Refused):
    """Mitra ini sudah terdaftar."""

    way_out: ClassVar[str] = "Buka mitra yang sudah ada, atau pilih nama singkat lain."


class UnknownPartner(Refused):
    """Mitra ini belum terdaftar."""

    way_out: ClassVar[str] = "Daftarkan mitra ini lebih dahulu."


class PartnerInactive(Refused):
    """Mitra ini sedang tidak aktif."""

    way_out: ClassVar[str] = "Aktifkan kembali mitra ini lebih dahulu, atau pilih mitra lain."


class PartnerActive(Refused):
    """Mitra ini sudah aktif."""

    way_out: ClassVar[str] = "Tidak ada yang perlu dilakukan."


class NameMissing(Refused):
    """Nama mitra belum diisi."""

    way_out: ClassVar[str] = "Isi nama resmi mitra."


class SameName(Refused):
    """Nama barunya sama dengan yang lama."""

    way_out: ClassVar[str] = "Isi nama yang baru."


class OwnParent(Refused):
    """Mitra tidak dapat menjadi induk dirinya sendiri."""

    way_out: ClassVar[str] = "Pilih lembaga induk yang benar, atau kosongkan."


class Partner(Aggregate[AnyPartnerEvent], frozen=True):
    """Whether the partner is known and takes part, what it is and what it is called."""

    category: ClassVar[str] = "partner"

    partner: str = ""
    name: str = ""
    org_type: OrgType | None = None
    parent: str | None = None
    aliases: frozenset[str] = frozenset()
    is_active: bool = False

    def after(self, event: AnyPartnerEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case PartnerEnrolled():
                return replace(
                    self,
                    partner=event.partner,
                    name=event.name,
                    org_type=event.org_type,
                    parent=event.parent,
                    is_active=True,
                )
            case PartnerRenamed():
                return replace(self, name=event.name)
            case PartnerAliased():
                return replace(self, aliases=self.aliases | {event.alias})
            case PartnerDeactivated():
                return replace(self, is_active=False)
            case PartnerReactivated():
                return replace(self, is_active=True)
        assert_never(event)

    def enrol(
        self,
        partner: str,
        *,
        name: str,
        org_type: OrgType,
        on: date,
        today: date,
        helix: Helix | None = None,
        parent: str | None = None,
    ) -> tuple[Event, ...]:
        """Take a partner in.

        Args:
            helix: None takes the usual one of its kind.
            parent: the partner it belongs to.

        Raises:
            PartnerKnown, NotHappenedYet, NameMissing, OwnParent: not like this.
        """
        if self.partner:
            raise PartnerKnown(partner=self.partner)
        require_happened(on, today=today)
        if not name.strip():
            raise NameMissing
        if parent == partner:
            raise OwnParent(partner=partner)
        return (
            PartnerEnrolled(
                occurred_on=on,
                partner=partner,
                name=name,
                org_type=org_type,
                helix=helix or DEFAULT_HELIXES[org_type],
                parent=parent,
            ),
        )

    def rename(self, name: str, *, since: date, on: date, today: date) -> tuple[Event, ...]:
        """Give it another name.

        Args:
            since: the first day of the new name; it may lie ahead.

        Raises:
            UnknownPartner, NotHappenedYet, NameMissing, SameName: not like this.
        """
        self._require_known(on=on, today=today)
        if not name.strip():
            raise NameMissing
        if name == self.name:
            raise SameName(name=name)
        return (
            PartnerRenamed(
                occurred_on=on, partner=self.partner, name=name, former=self.name, since=since
            ),
        )

    def alias(self, alias: str, *, on: date, today: date) -> tuple[Event, ...]:
        """Let it be found under another name as well.

        Raises:
            UnknownPartner, NotHappenedYet, NameMissing: not like this.
            SameName: it is called so already.
        """
        self._require_known(on=on, today=today)
        if not alias.strip():
            raise NameMissing
        if alias == self.name or alias in self.aliases:
            raise SameName(name=alias)
        return (PartnerAliased(occurred_on=on, partner=self.partner, alias=alias),)

    def deactivate(self, *, reason: str, on: date, today: date) -> tuple[Event, ...]:
        """Let it take on nothing new; what it promised stays promised.

        Raises:
            UnknownPartner, NotHappenedYet, PartnerInactive, ReasonMissing: not like this.
        """
        self._require_known(on=on, today=today)
        self.require_active()
        require_reason(reason)
        return (PartnerDeactivated(occurred_on=on, partner=self.partner, reason=reason),)

    def reactivate(self, *, reason: str, on: date, today: date) -> tuple[Event, ...]:
        """Let it take part again.

        Raises:
            UnknownPartner, NotHappenedYet, PartnerActive, ReasonMissing: not like this.
        """
        self._require_known(on=on, today=today)
        if self.is_active:
            raise PartnerActive(partner=self.partner)
        require_reason(reason)
        return (PartnerReactivated(occurred_on=on, partner=self.partner, reason=reason),)

    def require_active(self) -> None:
        """Refuse a partner that is unknown or takes on nothing new.

        Raises:
            UnknownPartner, PartnerInactive: as their names say.
        """
        if not self.partner:
            raise UnknownPartner
        if not self.is_active:
            raise PartnerInactive(partner=self.partner)

    def _require_known(self, *, on: date, today: date) -> None:
        if not self.partner:
            raise UnknownPartner
        require_happened(on, today=today)
