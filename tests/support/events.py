"""Events with everything filled in, so that a test names only what it is about.

The people are invented: their NIKs carry the unassigned province 99.
"""

import base64
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from msgspec.structs import replace

from service.aggregates import EVENTS
from service.aggregates.account_events import (
    AccountClosed,
    AccountOpened,
    AccountScopeChanged,
    AccountTermChanged,
    DelegationEnded,
    DutyDelegated,
    IdentityLinked,
    InvitationIssued,
    PasswordChanged,
    RecoveryCodeUsed,
    SecondFactorEnrolled,
    SecondFactorRemoved,
    TokenIssued,
    TokenRevoked,
)
from service.aggregates.accountability import AccountabilityFiled, AccountabilityReturned
from service.aggregates.agreement_events import (
    AgreementAmended,
    AgreementDocumentAttached,
    AgreementEnded,
    AgreementSigned,
    Obligation,
    ObligationReported,
    PartyNumber,
    Signatory,
)
from service.aggregates.aid_report import (
    AidReportConfirmed,
    AidReportFiled,
    AidReportInvited,
    AidReportMatched,
    AidReportRejected,
    AidReportWithdrawn,
    Contact,
)
from service.aggregates.anomaly import AnomalyExplained
from service.aggregates.area_group import AreaGroupChanged, AreaGroupCreated, AreaGroupDissolved
from service.aggregates.boundary import BoundariesPublished, Outline
from service.aggregates.budget_events import (
    BudgetAdopted,
    BudgetLine,
    BudgetLineMapped,
    BudgetNeedAnswered,
)
from service.aggregates.clearance import (
    Against,
    ClearanceGranted,
    ClearanceRefused,
    ClearanceRequested,
    ClearanceResolved,
)
from service.aggregates.commitment_events import (
    AidDelivered,
    AidDisbursed,
    AidRefunded,
    AllocationMade,
    CommitmentCancelled,
    CommitmentIncreased,
    CommitmentLapsed,
    CommitmentMade,
    CommitmentProposed,
    CommitmentReduced,
    CommitmentTransferred,
    DeliveryAcknowledged,
    DeliveryDisputed,
    DeliveryVerified,
    DisputeResolved,
    Draw,
    EntryCorrected,
    FiveNumbers,
    PaymentOverrideGranted,
    Terms,
)
from service.aggregates.commitment_plan_events import (
    CommitmentCarried,
    Instalment,
    InstalmentsPlanned,
    OutcomeChecked,
)
from service.aggregates.correction import CorrectionAnswered, CorrectionReturned
from service.aggregates.deposit import DepositBooked, DepositCorrected, DepositLine
from service.aggregates.duplicate import (
    DuplicateDismissed,
    DuplicateMerged,
    DuplicateSuspected,
    DuplicateUnmerged,
    Point,
)
from service.aggregates.figure_events import (
    FigureComputed,
    FigureDetermined,
    FigureReported,
    FigureSuperseded,
    TargetAdopted,
)
from service.aggregates.flag import FlagExplained
from service.aggregates.fund_events import (
    AmilTaken,
    FundClosed,
    FundCorrected,
    FundCredited,
    FundOpened,
    FundReceived,
    FundRefunded,
    FundReleased,
    FundReserved,
    FundRetrieved,
    FundReturned,
    FundSpent,
    FundTransferred,
    Restriction,
)
from service.aggregates.household_dispute_events import (
    ContradictionDecided,
    ContradictionOpened,
    NeedRestored,
    Witness,
)
from service.aggregates.household_events import (
    ByRule,
    Enrolled,
    HeadChanged,
    HouseholdAddressChanged,
    HouseholdClosed,
    HouseholdJudged,
    HouseholdMoved,
    HouseholdRegistered,
    HouseholdRelisted,
    HouseholdReopened,
    Identity,
    MemberCorrected,
    MemberJoined,
    NeedCarried,
    NeedClaimed,
    NeedJudged,
    NeedMet,
    NeedPackaged,
    NeedReleased,
    NeedReopened,
    NeedReserved,
    PresenceJudged,
    Relisted,
    Residence,
    Source,
)
from service.aggregates.household_identity_events import (
    HouseholdAbsorbed,
    HouseholdUnmerged,
    MemberMatched,
    NeedAlong,
    SamePerson,
)
from service.aggregates.household_indicator_events import (
    IndicatorsRecorded,
    NeedRetracted,
    SetResult,
)
from service.aggregates.household_privacy_events import (
    HouseholdErased,
    HouseholdRestricted,
    HouseholdRestrictionLifted,
    MemberErased,
)
from service.aggregates.household_welfare import Housing, Rank, WelfareRanked
from service.aggregates.initiative_events import (
    InitiativeEnded,
    InitiativeMandateLinked,
    InitiativeStage,
    InitiativeStageAdded,
    InitiativeStageCompleted,
    InitiativeStageReopened,
    InitiativeStageSkipped,
    InitiativeStarted,
)
from service.aggregates.interest import (
    InterestChanged,
    InterestEnded,
    InterestReviewed,
    InterestSaved,
)
from service.aggregates.musdes_events import (
    Attendee,
    AttendeeName,
    Headcount,
    MusdesAnswered,
    MusdesAttendanceRecorded,
    MusdesConvened,
    MusdesCorrected,
    MusdesDissentRecorded,
    MusdesForwarded,
    MusdesListPresented,
    MusdesPostponed,
    MusdesRatified,
    MusdesRescheduled,
    MusdesRowsDecided,
    MusdesSigned,
    Officer,
    RatifiedRow,
    RowDecision,
    ShownRow,
)
from service.aggregates.partner import (
    PartnerAliased,
    PartnerDeactivated,
    PartnerEnrolled,
    PartnerReactivated,
    PartnerRenamed,
)
from service.aggregates.payment_batch import (
    PaymentBatchCompleted,
    PaymentBatchReceived,
    RowLeftOut,
)
from service.aggregates.petition import (
    PetitionAppealed,
    PetitionDecided,
    Petitioner,
    PetitionExamined,
    PetitionReceived,
)
from service.aggregates.photo import Location, PhotoAttached, PhotoRetracted
from service.aggregates.programme import (
    Offer,
    ProgrammeListed,
    ProgrammeRetired,
    ProgrammeRevised,
)
from service.aggregates.recheck import RecheckDrawn, RecheckRecorded, Sampled
from service.aggregates.resurrection import ResurrectionSettled
from service.aggregates.rule_set import RuleSetPublished
from service.aggregates.statement import StatementIssued
from service.aggregates.subject_request_events import (
    RecipientNotified,
    SubjectRequestDecided,
    SubjectRequestFulfilled,
    SubjectRequestIdentified,
    SubjectRequestReceived,
    SubjectRequestResumed,
    SubjectRequestSuspended,
)
from service.aggregates.target_list import (
    ListCompleted,
    ListReceived,
    ListWithdrawalCompleted,
    ListWithdrawn,
    RawRow,
    RowQuarantined,
    RowResolved,
)
from service.aggregates.upz import UpzAppointed, UpzEnded
from service.aggregates.village_events import (
    AssessmentCosigned,
    AssessmentRecorded,
    Finding,
    PopulationRecorded,
    VillageClassified,
    VillageEnrolled,
)
from service.kernel.contributions import Five
from service.kernel.events import Event
from service.kernel.indicators import Told
from service.kernel.places import RegionCode
from service.kernel.privacy import Private
from service.kernel.rule_sets import Criterion, NeedRule, Recommendation
from service.kernel.verdicts import Evidence, Note

TODAY = date(2024, 11, 4)
YESTERDAY = date(2024, 11, 3)
TOMORROW = date(2024, 11, 5)
NOW = datetime(2024, 11, 4, 3, 0, tzinfo=UTC)

KLEGO = "33.09.15.2009"
MANGGIS = "33.09.15.2011"


def uid(number: int) -> UUID:
    """Return an id that is easy to read in a failure."""
    return UUID(int=number)


HOUSEHOLD, OTHER_HOUSEHOLD = uid(100), uid(200)
HEAD, SPOUSE, CHILD, STRANGER = uid(101), uid(102), uid(103), uid(909)
LIST, OTHER_LIST = uid(301), uid(302)
COMMITMENT, OTHER_COMMITMENT = uid(401), uid(402)
ALLOCATION, SECOND_ALLOCATION = uid(501), uid(502)
DISBURSEMENT, DELIVERY, BATCH = uid(601), uid(701), uid(651)
ASSESSMENT, TOKEN, HOLDER, DELEGATION = uid(801), uid(811), uid(812), uid(813)
VILLAGE_SUBJECT, ROW_SUBJECT = uid(821), uid(831)
REQUEST = uid(841)
PAIR = uid(851)
PETITION = uid(861)
CLEARANCE = uid(891)
AID_REPORT = uid(871)
INTEREST = uid(881)
MUSDES, OTHER_MUSDES, DISSENT = uid(851), uid(852), uid(853)
ATTENDEE, OTHER_ATTENDEE = uid(854), uid(855)
CORRECTION = uid(856)

E = TypeVar("E", bound=Event)


def seen(kind: Any = "visit", reference: str = "kunjungan-1", on: date = TODAY) -> Evidence:
    return Evidence(kind=kind, reference=reference, on=on)


VISIT = seen()
LETTER = seen("statement", "470/12/XI/2024")
DOCUMENT = seen("document", "474.3/07/2024")
TWO_VISITS_AND_A_LETTER = (seen(on=YESTERDAY), seen(reference="kunjungan-2"), LETTER)


def note(text: str = "Menurut ketua RT") -> Private[Note]:
    return Private(HOUSEHOLD, Note(text=text))


def enrolled(person: UUID = HEAD, relation: Any = "head", **other: Any) -> Enrolled:
    identity = Identity(
        name="Contoh Wiratama",
        nik="9909150101700001",
        birth_date=date(1970, 1, 1),
        birth_place="Boyolali",
        sex="male",
        occupation="Buruh tani",
    )
    member = Enrolled(person=person, relation=relation, identity=Private(person, identity))
    return replace(member, **other)


RESIDENCE = Private(
    HOUSEHOLD,
    Residence(kk_number="9909150101700009", address="Dukuh Contoh", dusun="I", rt="001", rw="002"),
)
FAMILY = (enrolled(), enrolled(SPOUSE, "spouse"), enrolled(CHILD, "child"))


def _with(event: E, other: dict[str, Any]) -> E:
    return replace(event, **other)


def _home(**other: Any) -> dict[str, Any]:
    return {
        "occurred_on": TODAY,
        "household": HOUSEHOLD,
        "village": KLEGO,
        "status": "listed",
        "persons": 3,
        **other,
    }


def registered(**other: Any) -> HouseholdRegistered:
    event = HouseholdRegistered(
        **_home(),
        residence=RESIDENCE,
        members=FAMILY,
        source=Source(list=LIST, row_no=7),
        decile=1,
        decile_source="DTKS 2020-10",
        assistance=("pkh",),
        identity_match="matched",
    )
    return _with(event, other)


def relisted(**other: Any) -> HouseholdRelisted:
    event = HouseholdRelisted(
        **_home(),
        source=Source(list=OTHER_LIST, row_no=9),
        members=(Relisted(person=HEAD, row_no=9),),
        departed=(),
        decile=2,
        decile_source="P3KE 2023",
        assistance=("bpnt",),
    )
    return _with(event, other)


def address_changed(**other: Any) -> HouseholdAddressChanged:
    return _with(HouseholdAddressChanged(**_home(), residence=RESIDENCE), other)


def moved(**other: Any) -> HouseholdMoved:
    event = HouseholdMoved(
        **_home(village=MANGGIS, epoch=1), from_village=KLEGO, residence=RESIDENCE
    )
    return _with(event, other)


def joined(**other: Any) -> MemberJoined:
    event = MemberJoined(
        **_home(persons=4), member=enrolled(STRANGER, "grandchild"), since=YESTERDAY
    )
    return _with(event, other)


def presence(**other: Any) -> PresenceJudged:
    event = PresenceJudged(
        **_home(persons=2),
        person=CHILD,
        verdict="deceased",
        method="visit",
        since=YESTERDAY,
        evidence=(LETTER,),
    )
    return _with(event, other)


def judged(verdict: Any = "eligible", **other: Any) -> HouseholdJudged:
    event = HouseholdJudged(
        **_home(status="eligible"), verdict=verdict, method="visit", evidence=(VISIT,)
    )
    return _with(event, other)


def better_off(**other: Any) -> HouseholdJudged:
    return judged("better_off", **{"status": "better_off", "reason": "assets", **other})


def member_corrected(**other: Any) -> MemberCorrected:
    event = MemberCorrected(
        **_home(),
        person=SPOUSE,
        identity=Private(SPOUSE, Identity(name="Siti Contoh", nik="9909155505800002")),
        temporary=True,
        evidence=(Evidence(kind="document", reference="KTP-el", on=TODAY),),
    )
    return _with(event, other)


def head_changed(**other: Any) -> HeadChanged:
    return _with(HeadChanged(**_home(), person=SPOUSE, former=HEAD), other)


def closed(**other: Any) -> HouseholdClosed:
    event = HouseholdClosed(
        **_home(status="moved_out", persons=0, epoch=1),
        leaving=(HEAD, SPOUSE, CHILD),
        method="visit",
        evidence=(VISIT,),
    )
    return _with(event, other)


def reopened(**other: Any) -> HouseholdReopened:
    event = HouseholdReopened(
        **_home(epoch=2), members=(HEAD, SPOUSE, CHILD), note=note("Salah rumah")
    )
    return _with(event, other)


def _lack(**other: Any) -> dict[str, Any]:
    return {
        "occurred_on": TODAY,
        "household": HOUSEHOLD,
        "village": KLEGO,
        "need": "sanitation",
        "strategy": "reduce_expenditure_burden",
        "standing": "unmet",
        **other,
    }


def claimed(**other: Any) -> NeedClaimed:
    event = NeedClaimed(**_lack(standing="claimed"), source=Source(list=LIST, row_no=7))
    return _with(event, other)


def retracted(**other: Any) -> NeedRetracted:
    event = NeedRetracted(
        **_lack(standing="retracted"),
        because="list_withdrawn",
        source=Source(list=LIST, row_no=7),
    )
    return _with(event, other)


def need_judged(verdict: Any = "confirmed", **other: Any) -> NeedJudged:
    event = NeedJudged(**_lack(), verdict=verdict, method="visit", evidence=(VISIT,))
    return _with(event, other)


def reserved(**other: Any) -> NeedReserved:
    event = NeedReserved(
        **_lack(standing="committed"),
        commitment=COMMITMENT,
        partner="baznas-boyolali",
        programme="jamban",
        amount_rupiah=5_000_000,
        exclusivity_group="housing",
    )
    return _with(event, other)


def packaged(**other: Any) -> NeedPackaged:
    event = NeedPackaged(
        **_lack(standing="committed"),
        commitment=COMMITMENT,
        package="rumah-07",
        reason="Bahan dari Baznas, tenaga dari desa",
    )
    return _with(event, other)


def released(**other: Any) -> NeedReleased:
    return _with(NeedReleased(**_lack(), commitment=COMMITMENT, reason="cancelled"), other)


def met(**other: Any) -> NeedMet:
    return _with(NeedMet(**_lack(standing="met"), commitment=COMMITMENT), other)


def reopened_need(**other: Any) -> NeedReopened:
    event = NeedReopened(
        **_lack(standing="committed"),
        commitment=COMMITMENT,
        partner="baznas-boyolali",
        programme="jamban",
        amount_rupiah=5_000_000,
        exclusivity_group="housing",
    )
    return _with(event, other)


def carried(**other: Any) -> NeedCarried:
    event = NeedCarried(**_lack(village=MANGGIS, standing="claimed", epoch=1), from_village=KLEGO)
    return _with(event, other)


def need_restored(**other: Any) -> NeedRestored:
    return _with(NeedRestored(**_lack(epoch=1)), other)


def matched(**other: Any) -> MemberMatched:
    event = MemberMatched(
        **_home(),
        person=HEAD,
        match="matched",
        letter="470/DKCS/2024",
        letter_on=YESTERDAY,
        by="operator-klego",
    )
    return _with(event, other)


def absorbed(**other: Any) -> HouseholdAbsorbed:
    event = HouseholdAbsorbed(
        **_home(persons=4),
        absorbed=OTHER_HOUSEHOLD,
        absorbed_version=2,
        same=(SamePerson(person=STRANGER, survivor=HEAD),),
        joined=(uid(910),),
        sources=(Source(list=OTHER_LIST, row_no=9),),
        needs=(NeedAlong(need="sanitation", standing="unmet", promises=(COMMITMENT,)),),
        by="operator-klego",
    )
    return _with(event, other)


def unmerged(**other: Any) -> HouseholdUnmerged:
    event = HouseholdUnmerged(
        **_home(),
        absorbed=OTHER_HOUSEHOLD,
        kept=3,
        reason="Dua keluarga kakak beradik",
        leaving=(uid(910),),
        by="kades-klego",
    )
    return _with(event, other)


TESTIMONIES = (
    Witness(version=2, by="operator-klego", on=YESTERDAY, verdict="eligible"),
    Witness(version=3, by="pendamping-pupr", on=TODAY, verdict="better_off"),
)


def contradicted(**other: Any) -> ContradictionOpened:
    event = ContradictionOpened(
        **_home(status="eligible"), about="household", testimonies=TESTIMONIES
    )
    return _with(event, other)


def contradiction_decided(**other: Any) -> ContradictionDecided:
    event = ContradictionDecided(
        **_home(status="better_off", epoch=1),
        about="household",
        testimonies=TESTIMONIES,
        contradiction=4,
        holds=3,
        reason="Rumahnya dilihat bersama RT",
        by="kades-klego",
    )
    return _with(event, other)


def _petition(**other: Any) -> dict[str, Any]:
    return {
        "occurred_on": TODAY,
        "petition": PETITION,
        "village": KLEGO,
        "kind": "objection",
        "number": "SGH-2024-AAAAAAAA",
        **other,
    }


def _clearance(**other: Any) -> dict[str, Any]:
    terms: dict[str, Any] = {
        "occurred_on": TODAY,
        "clearance": CLEARANCE,
        "household": HOUSEHOLD,
        "village": KLEGO,
        "need": "sanitation",
        "partner": "pt-contoh",
    }
    return terms | other


def clearance_requested(**other: Any) -> ClearanceRequested:
    event = ClearanceRequested(
        **_clearance(),
        programme="sanitasi-pt",
        amount_rupiah=2_000_000,
        reason="Atapnya belum tertanggung",
        against=(
            Against(
                commitment=COMMITMENT,
                partner="baznas-boyolali",
                programme="jamban",
                amount_rupiah=5_000_000,
                severity="same_need",
            ),
        ),
        by="pt.petugas",
    )
    return _with(event, other)


def clearance_granted(**other: Any) -> ClearanceGranted:
    event = ClearanceGranted(
        **_clearance(), amount_rupiah=2_000_000, reason="Saling melengkapi", by="dini"
    )
    return _with(event, other)


def clearance_refused(**other: Any) -> ClearanceRefused:
    event = ClearanceRefused(**_clearance(), reason="Sudah cukup", by="dini")
    return _with(event, other)


def clearance_resolved(**other: Any) -> ClearanceResolved:
    event = ClearanceResolved(
        **_clearance(),
        outcome="proceeded_with_reason",
        commitment=OTHER_COMMITMENT,
        reason="Atapnya belum tertanggung",
        by="pt.petugas",
    )
    return _with(event, other)


def flag_explained(**other: Any) -> FlagExplained:
    event = FlagExplained(
        occurred_on=TODAY,
        commitment=COMMITMENT,
        household=HOUSEHOLD,
        village=KLEGO,
        need="sanitation",
        partner="baznas-boyolali",
        causes=("not_payable",),
        reason="Dipakai ahli waris",
        by="dini",
    )
    return _with(event, other)


def petition_received(**other: Any) -> PetitionReceived:
    event = PetitionReceived(
        **_petition(),
        target="listing",
        due_on=date(2024, 11, 22),
        rule="layanan-1",
        received_by="operator-klego",
        words=Private(HOUSEHOLD, Note(text="Tetangga saya punya dua mobil")),
        petitioner=Private(PETITION, Petitioner(name="Contoh Pelapor", contact="0800")),
        household=HOUSEHOLD,
    )
    return _with(event, other)


def petition_examined(**other: Any) -> PetitionExamined:
    event = PetitionExamined(
        **_petition(),
        advice="accepted",
        by="operator-klego",
        findings=Private(HOUSEHOLD, Note(text="Dua mobil di halaman")),
        evidence=(VISIT,),
    )
    return _with(event, other)


def petition_decided(**other: Any) -> PetitionDecided:
    event = PetitionDecided(
        **_petition(),
        ruling="accepted",
        reason="Terbukti mampu",
        by="kades-klego",
        appeal_until=date(2024, 11, 18),
        household=HOUSEHOLD,
    )
    return _with(event, other)


def petition_appealed(**other: Any) -> PetitionAppealed:
    event = PetitionAppealed(
        **_petition(),
        due_on=date(2024, 11, 22),
        rule="layanan-1",
        received_by="operator-klego",
        words=Private(HOUSEHOLD, Note(text="Mobil itu milik adik saya")),
    )
    return _with(event, other)


def _aid_report(**other: Any) -> dict[str, Any]:
    return {
        "occurred_on": TODAY,
        "aid_report": AID_REPORT,
        "number": "LPB-2024-AAAAAAAA",
        "company": "PT Contoh Sejahtera",
        **other,
    }


def report_invited(**other: Any) -> AidReportInvited:
    event = AidReportInvited(
        **_aid_report(),
        token_hash="ab" * 32,
        valid_until=date(2024, 12, 4),
        by="tkpkd.sekretaris",
        organisation="tkpkd",
        partner="pt-maju",
    )
    return _with(event, other)


def report_filed(**other: Any) -> AidReportFiled:
    event = AidReportFiled(
        **_aid_report(),
        village=KLEGO,
        sector="Tekstil",
        programme="jamban",
        form="goods",
        value_rupiah=15_000_000,
        valuation="invoice",
        given_on=TODAY,
        households=3,
        facility="",
        contact=Private(AID_REPORT, Contact(address="kantor@contoh.example")),
    )
    return _with(event, other)


def report_matched(**other: Any) -> AidReportMatched:
    return _with(AidReportMatched(**_aid_report(), partner="pt-maju", village=KLEGO), other)


def report_confirmed(**other: Any) -> AidReportConfirmed:
    event = AidReportConfirmed(
        **_aid_report(),
        village=KLEGO,
        partner="pt-maju",
        commitment=COMMITMENT,
        value_rupiah=15_000_000,
        received_on=TODAY,
        by="kades-klego",
    )
    return _with(event, other)


def report_rejected(**other: Any) -> AidReportRejected:
    event = AidReportRejected(
        **_aid_report(), village=KLEGO, reason="Belum pernah sampai", by="kades-klego"
    )
    return _with(event, other)


def report_withdrawn(**other: Any) -> AidReportWithdrawn:
    event = AidReportWithdrawn(**_aid_report(), reason="Salah alamat", village=KLEGO)
    return _with(event, other)


def _interest(**other: Any) -> dict[str, Any]:
    return {"occurred_on": TODAY, "interest": INTEREST, "partner": "pt-maju", **other}


def interest_saved(**other: Any) -> InterestSaved:
    event = InterestSaved(
        **_interest(),
        need="sanitation",
        strategy="reduce_expenditure_burden",
        programme="jamban",
        area="33.09.15",
        yearly_rupiah=200_000_000,
    )
    return _with(event, other)


def interest_changed(**other: Any) -> InterestChanged:
    event = InterestChanged(
        **_interest(),
        need="housing",
        strategy="reduce_expenditure_burden",
        programme="rtlh",
        area="33.09",
        yearly_rupiah=300_000_000,
    )
    return _with(event, other)


def interest_reviewed(**other: Any) -> InterestReviewed:
    return _with(InterestReviewed(**_interest()), other)


def interest_ended(**other: Any) -> InterestEnded:
    return _with(InterestEnded(**_interest(), reason="Anggaran habis"), other)


def _pair(**other: Any) -> dict[str, Any]:
    return {
        "occurred_on": TODAY,
        "duplicate": PAIR,
        "household": HOUSEHOLD,
        "village": KLEGO,
        "other_household": OTHER_HOUSEHOLD,
        "other_village": MANGGIS,
        **other,
    }


def suspected(**other: Any) -> DuplicateSuspected:
    event = DuplicateSuspected(
        **_pair(),
        person=HEAD,
        other_person=STRANGER,
        points=80,
        band="probable",
        reasons=(
            Point(reason="name_same", points=50),
            Point(reason="birth_date_same", points=30),
        ),
    )
    return _with(event, other)


def dismissed(**other: Any) -> DuplicateDismissed:
    event = DuplicateDismissed(**_pair(), reason="Kakak beradik", by="operator-klego")
    return _with(event, other)


def pair_merged(**other: Any) -> DuplicateMerged:
    return _with(DuplicateMerged(**_pair(), survivor=HEAD, by="operator-klego"), other)


def pair_unmerged(**other: Any) -> DuplicateUnmerged:
    event = DuplicateUnmerged(**_pair(), reason="Dua orang", by="kades-klego")
    return _with(event, other)


def indicators(answers: dict[str, tuple[int, ...]] | None = None, **other: Any) -> Any:
    told = Told(answers=answers or {"309a": (6,)})
    event = IndicatorsRecorded(
        occurred_on=TODAY,
        household=HOUSEHOLD,
        village=KLEGO,
        instrument="regsosek",
        edition="2022-K",
        method="visit",
        by="operator-klego",
        answered=len(told.answers),
        answers=Private(HOUSEHOLD, told),
        results=(
            SetResult(rule_set="bps-14", version=1, outcome="undecided", met=1, known=1, of=14),
        ),
    )
    return _with(event, other)


def rule_set_published(**other: Any) -> RuleSetPublished:
    event = RuleSetPublished(
        occurred_on=TODAY,
        rule_set="peta-rekomendasi",
        version=1,
        effective_on=TODAY,
        kind="recommendation",
        title="Peta rekomendasi",
        author="TKPKD Boyolali",
        source="SK Bupati 400/12/2024",
        needs=(
            NeedRule(
                rule="jamban",
                need="sanitation",
                label="Tanpa jamban sendiri",
                when=("309a ≥ 2 atau 310 ∉ {1, 2}",),
                note="Menumpang dinilai di lapangan",
            ),
        ),
        recommendations=(
            Recommendation(
                need="sanitation",
                intervention="Jamban dengan tangki septik",
                lead="Dinas Kesehatan",
                strategy="reduce_expenditure_burden",
                funds=("APBD kabupaten", "APBDes"),
                activities=("02.04.13", "02.04.90"),
                unit_price_rupiah=5_000_000,
                unit="jamban",
                note="Kloset duduk bagi lansia",
            ),
        ),
    )
    return _with(event, other)


CRITERION = Criterion(
    code="0",
    label="Tidak punya tempat tinggal",
    when=("km262.0 = 1",),
    decisive=True,
    note="Menentukan sendiri",
)


def enrolled_village(**other: Any) -> VillageEnrolled:
    event = VillageEnrolled(
        occurred_on=TODAY, village=KLEGO, name="Klego", kind="desa", kecamatan="Klego"
    )
    return _with(event, other)


def population(**other: Any) -> PopulationRecorded:
    event = PopulationRecorded(
        occurred_on=TODAY,
        village=KLEGO,
        persons=10_000,
        households=3_100,
        source="Dispendukcapil Boyolali",
        reference_date=date(2024, 6, 30),
    )
    return _with(event, other)


FINDING = Finding(
    category="natural",
    text=Private(VILLAGE_SUBJECT, Note(text="Mata air di lereng utara")),
    count=1,
)


def assessed(**other: Any) -> AssessmentRecorded:
    event = AssessmentRecorded(
        occurred_on=TODAY,
        village=KLEGO,
        assessment=ASSESSMENT,
        signed_by="mentor",
        signer="pendamping-dpmd",
        potentials=(FINDING,),
    )
    return _with(event, other)


def cosigned(**other: Any) -> AssessmentCosigned:
    event = AssessmentCosigned(
        occurred_on=TODAY,
        village=KLEGO,
        assessment=ASSESSMENT,
        side="village",
        signer="kades-klego",
    )
    return _with(event, other)


def classified(**other: Any) -> VillageClassified:
    event = VillageClassified(
        occurred_on=TODAY,
        village=KLEGO,
        village_class="red",
        rule_version="2024-1",
        reason="Desil 1 sampai 4 di atas 40 persen",
    )
    return _with(event, other)


def enrolled_partner(**other: Any) -> PartnerEnrolled:
    event = PartnerEnrolled(
        occurred_on=TODAY,
        partner="baznas-boyolali",
        name="Baznas Kabupaten Boyolali",
        org_type="baznas",
        helix="philanthropy",
    )
    return _with(event, other)


def renamed(**other: Any) -> PartnerRenamed:
    event = PartnerRenamed(
        occurred_on=TODAY,
        partner="baznas-boyolali",
        name="Baznas Boyolali",
        former="Baznas Kabupaten Boyolali",
        since=TODAY,
    )
    return _with(event, other)


def aliased(**other: Any) -> PartnerAliased:
    return _with(PartnerAliased(occurred_on=TODAY, partner="baznas-boyolali", alias="BAZ"), other)


def deactivated(**other: Any) -> PartnerDeactivated:
    event = PartnerDeactivated(
        occurred_on=TODAY, partner="baznas-boyolali", reason="Masa tugas berakhir"
    )
    return _with(event, other)


def reactivated(**other: Any) -> PartnerReactivated:
    event = PartnerReactivated(
        occurred_on=TODAY, partner="baznas-boyolali", reason="Pimpinan baru dilantik"
    )
    return _with(event, other)


OFFER = Offer(
    name="Jambanisasi",
    owner="baznas-boyolali",
    strategy="reduce_expenditure_burden",
    need="sanitation",
    target_unit="house",
    recurrence="once",
    first_year=2024,
    last_year=2025,
    exclusivity_group="housing",
    evidence_required=("photo_after", "handover"),
    unit_price_rupiah=5_000_000,
)


def listed(**other: Any) -> ProgrammeListed:
    terms = msgspec.structs.asdict(OFFER)
    return _with(ProgrammeListed(occurred_on=TODAY, programme="jamban", **terms), other)


def revised(**other: Any) -> ProgrammeRevised:
    terms = msgspec.structs.asdict(OFFER) | {"unit_price_rupiah": 6_000_000}
    event = ProgrammeRevised(
        occurred_on=TODAY, programme="jamban", reason="Harga bahan naik", **terms
    )
    return _with(event, other)


def retired(**other: Any) -> ProgrammeRetired:
    event = ProgrammeRetired(occurred_on=TODAY, programme="jamban", reason="Kebutuhan habis")
    return _with(event, other)


def _money(**other: Any) -> dict[str, Any]:
    return {
        "occurred_on": TODAY,
        "fund": "baznas-zakat-2024",
        "partner": "baznas-boyolali",
        "fund_type": "zakat",
        "fiscal_year": 2024,
        **other,
    }


def opened_fund(amount_rupiah: int = 10_000_000, **other: Any) -> FundOpened:
    event = FundOpened(**_money(), amount_rupiah=amount_rupiah, document="BSZ-2024-001")
    return _with(event, other)


def credited(amount_rupiah: int = 2_000_000, **other: Any) -> FundCredited:
    event = FundCredited(
        **_money(), amount_rupiah=amount_rupiah, document="BSZ-2024-002", source="upz-dinkes"
    )
    return _with(event, other)


def amil_taken(amount_rupiah: int = 1_250_000, **other: Any) -> AmilTaken:
    event = AmilTaken(**_money(), amount_rupiah=amount_rupiah, to_fund="baznas-amil-2024")
    return _with(event, other)


TRANSFER = uid(0x7A)
BOUND = Restriction(
    purpose="Sumur bor bagi desa yang kekeringan",
    programmes=("air-bersih",),
    areas=("33.09.15",),
)


def handed_on(amount_rupiah: int = 3_000_000, **other: Any) -> FundTransferred:
    event = FundTransferred(
        **_money(),
        transfer=TRANSFER,
        to_fund="dinsos-zakat-2024",
        to_partner="dinsos",
        amount_rupiah=amount_rupiah,
        document="BAST-01/2024",
        amil_base_rupiah=amount_rupiah,
    )
    return _with(event, other)


def fund_received(amount_rupiah: int = 3_000_000, **other: Any) -> FundReceived:
    event = FundReceived(
        **_money(fund="dinsos-zakat-2024", partner="dinsos"),
        transfer=TRANSFER,
        from_fund="baznas-zakat-2024",
        from_partner="baznas-boyolali",
        amount_rupiah=amount_rupiah,
        document="BAST-01/2024",
        cause="transfer",
        amil_base_rupiah=amount_rupiah,
    )
    return _with(event, other)


def given_back(amount_rupiah: int = 1_000_000, **other: Any) -> FundReturned:
    event = FundReturned(
        **_money(fund="dinsos-zakat-2024", partner="dinsos"),
        transfer=TRANSFER,
        to_fund="baznas-zakat-2024",
        to_partner="baznas-boyolali",
        amount_rupiah=amount_rupiah,
        cause="transfer",
        reason="Penerima sudah dibantu pihak lain",
        amil_base_rupiah=amount_rupiah,
    )
    return _with(event, other)


def fund_retrieved(amount_rupiah: int = 1_000_000, **other: Any) -> FundRetrieved:
    event = FundRetrieved(
        **_money(),
        transfer=TRANSFER,
        from_fund="dinsos-zakat-2024",
        from_partner="dinsos",
        amount_rupiah=amount_rupiah,
        cause="transfer",
        reason="Penerima sudah dibantu pihak lain",
        amil_base_rupiah=amount_rupiah,
    )
    return _with(event, other)


def fund_closed(amount_rupiah: int = 5_000_000, **other: Any) -> FundClosed:
    event = FundClosed(
        **_money(),
        amount_rupiah=amount_rupiah,
        document="BA-TB-01/2025",
        to_fund="baznas-zakat-2025",
        transfer=TRANSFER,
        amil_base_rupiah=amount_rupiah,
    )
    return _with(event, other)


DEPOSIT = uid(0x7B)


def appointed_upz(**other: Any) -> UpzAppointed:
    event = UpzAppointed(
        occurred_on=YESTERDAY,
        upz="upz-dinkes",
        parent="baznas-boyolali",
        host="dinkes",
        decree="SK-07/BAZNAS/2024",
        officers=3,
        offices=("ketua", "sekretaris", "bendahara"),
        since=YESTERDAY,
        until=date(2029, 11, 3),
        share_percent=Decimal(5),
    )
    return _with(event, other)


def ended_upz(**other: Any) -> UpzEnded:
    event = UpzEnded(
        occurred_on=TODAY,
        upz="upz-dinkes",
        parent="baznas-boyolali",
        host="dinkes",
        reason="Pengurusnya dimutasi",
    )
    return _with(event, other)


def booked(**other: Any) -> DepositBooked:
    event = DepositBooked(
        occurred_on=TODAY,
        deposit=DEPOSIT,
        upz="upz-dinkes",
        parent="baznas-boyolali",
        document="BSZ-2024-117",
        month="2024-10",
        collected_by="payroll",
        lines=(
            DepositLine(
                fund="baznas-zakat-2024", fund_type="zakat", amount_rupiah=10_000_000, payers=41
            ),
            DepositLine(
                fund="baznas-infak-2024", fund_type="infak", amount_rupiah=2_000_000, payers=12
            ),
        ),
        amount_rupiah=12_000_000,
    )
    return _with(event, other)


def deposit_corrected(delta_rupiah: int = -1_000_000, **other: Any) -> DepositCorrected:
    event = DepositCorrected(
        occurred_on=TODAY,
        deposit=DEPOSIT,
        upz="upz-dinkes",
        parent="baznas-boyolali",
        fund="baznas-zakat-2024",
        fund_type="zakat",
        delta_rupiah=delta_rupiah,
        reason="Salah baca slip setoran",
    )
    return _with(event, other)


def fund_reserved(amount_rupiah: int = 5_000_000, **other: Any) -> FundReserved:
    event = FundReserved(
        **_money(), commitment=COMMITMENT, amount_rupiah=amount_rupiah, asnaf="fakir"
    )
    return _with(event, other)


def fund_released(amount_rupiah: int = 1_000_000, **other: Any) -> FundReleased:
    event = FundReleased(**_money(), commitment=COMMITMENT, amount_rupiah=amount_rupiah)
    return _with(event, other)


def fund_spent(amount_rupiah: int = 2_000_000, **other: Any) -> FundSpent:
    event = FundSpent(
        **_money(),
        commitment=COMMITMENT,
        disbursement=DISBURSEMENT,
        amount_rupiah=amount_rupiah,
    )
    return _with(event, other)


def fund_refunded(amount_rupiah: int = 500_000, **other: Any) -> FundRefunded:
    event = FundRefunded(
        **_money(),
        commitment=COMMITMENT,
        disbursement=DISBURSEMENT,
        amount_rupiah=amount_rupiah,
    )
    return _with(event, other)


def fund_corrected(delta_rupiah: int = -1_000_000, **other: Any) -> FundCorrected:
    event = FundCorrected(
        **_money(), stage="credited", delta_rupiah=delta_rupiah, reason="Salah ketik nol"
    )
    return _with(event, other)


TERMS = Terms(
    commitment=COMMITMENT,
    partner="baznas-boyolali",
    village=KLEGO,
    programme="jamban",
    need="sanitation",
    strategy="reduce_expenditure_burden",
    fiscal_year=2024,
    household=HOUSEHOLD,
    broker="dpmd",
    implementer="cv-bangun",
)


def _promise() -> dict[str, Any]:
    return {"occurred_on": TODAY, **msgspec.structs.asdict(TERMS)}


def proposed(amount_rupiah: int = 5_000_000, **other: Any) -> CommitmentProposed:
    event = CommitmentProposed(
        **_promise(),
        amount_rupiah=amount_rupiah,
        form="cash",
        due_on=date(2024, 12, 15),
        note=note("Usulan dari rapat koordinasi"),
    )
    return _with(event, other)


def made(amount_rupiah: int = 5_000_000, **other: Any) -> CommitmentMade:
    event = CommitmentMade(
        **_promise(),
        change=FiveNumbers(committed=amount_rupiah),
        amount_rupiah=amount_rupiah,
        form="in_kind",
        valuation="invoice",
        quantity=1,
        unit="unit",
        due_on=date(2024, 12, 15),
    )
    return _with(event, other)


def allocated(amount_rupiah: int = 4_000_000, **other: Any) -> AllocationMade:
    event = AllocationMade(
        **_promise(),
        change=FiveNumbers(allocated=amount_rupiah),
        allocation=ALLOCATION,
        amount_rupiah=amount_rupiah,
        fund="baznas-zakat-2024",
        asnaf="fakir",
    )
    return _with(event, other)


def drawn(amount_rupiah: int, allocation: UUID = ALLOCATION) -> Draw:
    return Draw(allocation=allocation, amount_rupiah=amount_rupiah, fund="baznas-zakat-2024")


def disbursed(amount_rupiah: int = 3_000_000, **other: Any) -> AidDisbursed:
    event = AidDisbursed(
        **_promise(),
        change=FiveNumbers(disbursed=amount_rupiah),
        disbursement=DISBURSEMENT,
        amount_rupiah=amount_rupiah,
        method="transfer",
        receipt="BKK-01",
        draws=(drawn(amount_rupiah),),
    )
    return _with(event, other)


PROOF = (seen("photo_after", "b3f1"), seen("handover", "BAST-01"))


def delivered(value_rupiah: int = 5_000_000, **other: Any) -> AidDelivered:
    event = AidDelivered(
        **_promise(),
        change=FiveNumbers(delivered=value_rupiah),
        delivery=DELIVERY,
        value_rupiah=value_rupiah,
        delivered_by="cv-bangun",
        quantity=1,
        unit="unit",
        evidence=PROOF,
    )
    return _with(event, other)


def acknowledged(**other: Any) -> DeliveryAcknowledged:
    event = DeliveryAcknowledged(
        **_promise(), delivery=DELIVERY, value_rupiah=5_000_000, acknowledged_by="desa-klego"
    )
    return _with(event, other)


def disputed(**other: Any) -> DeliveryDisputed:
    event = DeliveryDisputed(
        **_promise(),
        delivery=DELIVERY,
        reason="short",
        amount_rupiah=1_000_000,
        note=note("Pintu belum dipasang"),
    )
    return _with(event, other)


def resolved(amount_rupiah: int = 1_000_000, **other: Any) -> DisputeResolved:
    event = DisputeResolved(
        **_promise(),
        change=FiveNumbers(delivered=-amount_rupiah),
        delivery=DELIVERY,
        outcome="upheld",
        amount_rupiah=amount_rupiah,
        resolved_by="tkpkd",
        reason="Pemeriksaan bersama",
    )
    return _with(event, other)


def verified(value_rupiah: int = 5_000_000, **other: Any) -> DeliveryVerified:
    event = DeliveryVerified(
        **_promise(),
        change=FiveNumbers(verified=value_rupiah),
        delivery=DELIVERY,
        value_rupiah=value_rupiah,
        verified_by="inspektorat",
        evidence=(VISIT,),
    )
    return _with(event, other)


def increased(amount_rupiah: int = 1_000_000, **other: Any) -> CommitmentIncreased:
    event = CommitmentIncreased(
        **_promise(),
        change=FiveNumbers(committed=amount_rupiah),
        amount_rupiah=amount_rupiah,
        reason="Harga bahan naik",
    )
    return _with(event, other)


def reduced(amount_rupiah: int = 1_000_000, **other: Any) -> CommitmentReduced:
    event = CommitmentReduced(
        **_promise(),
        change=FiveNumbers(committed=-amount_rupiah),
        amount_rupiah=amount_rupiah,
        reason="Ada swadaya warga",
    )
    return _with(event, other)


def cancelled(amount_rupiah: int = 5_000_000, **other: Any) -> CommitmentCancelled:
    event = CommitmentCancelled(
        **_promise(),
        change=FiveNumbers(committed=-amount_rupiah),
        amount_rupiah=amount_rupiah,
        reason="Program dihentikan",
    )
    return _with(event, other)


def lapsed(amount_rupiah: int = 5_000_000, **other: Any) -> CommitmentLapsed:
    event = CommitmentLapsed(
        **_promise(), change=FiveNumbers(committed=-amount_rupiah), amount_rupiah=amount_rupiah
    )
    return _with(event, other)


def transferred(amount_rupiah: int = 5_000_000, **other: Any) -> CommitmentTransferred:
    event = CommitmentTransferred(
        **_promise(),
        change=FiveNumbers(committed=-amount_rupiah),
        to_partner="pt-contoh",
        to_commitment=OTHER_COMMITMENT,
        amount_rupiah=amount_rupiah,
        reason="Anggaran dialihkan",
    )
    return _with(event, other)


def planned(*instalments: Instalment, **other: Any) -> InstalmentsPlanned:
    first = Instalment(due_on=date(2024, 11, 15), amount_rupiah=2_000_000)
    second = Instalment(due_on=date(2024, 12, 15), amount_rupiah=3_000_000)
    event = InstalmentsPlanned(**_promise(), instalments=instalments or (first, second))
    return _with(event, other)


def carried_over(amount_rupiah: int = 5_000_000, **other: Any) -> CommitmentCarried:
    event = CommitmentCarried(
        **_promise(), to_commitment=OTHER_COMMITMENT, to_year=2025, amount_rupiah=amount_rupiah
    )
    return _with(event, other)


def outcome_checked(**other: Any) -> OutcomeChecked:
    event = OutcomeChecked(
        **_promise(),
        condition="broken",
        is_used=False,
        is_need_met=False,
        checked_by="inspektorat",
        evidence=(VISIT,),
        note=note("Pintu sudah lepas"),
    )
    return _with(event, other)


def accountability_filed(**other: Any) -> AccountabilityFiled:
    event = AccountabilityFiled(
        occurred_on=TODAY,
        organisation="desa-klego",
        fiscal_year=2023,
        number="900/12/2024",
        spent_rupiah=25_000_000,
        evidence=(seen("document", "LPJ-2023"),),
    )
    return _with(event, other)


def accountability_returned(**other: Any) -> AccountabilityReturned:
    event = AccountabilityReturned(
        occurred_on=TODAY,
        organisation="desa-klego",
        fiscal_year=2023,
        reason="Lampiran kuitansi belum ada",
    )
    return _with(event, other)


def batch_received(**other: Any) -> PaymentBatchReceived:
    event = PaymentBatchReceived(
        occurred_on=TODAY,
        batch=BATCH,
        file_name="pembayaran-november.xlsx",
        file_hash="ab" * 32,
        organisation="baznas-boyolali",
        rows=3,
    )
    return _with(event, other)


def batch_completed(**other: Any) -> PaymentBatchCompleted:
    event = PaymentBatchCompleted(
        occurred_on=TODAY,
        batch=BATCH,
        file_name="pembayaran-november.xlsx",
        recorded=1,
        known=1,
        paid_rupiah=3_000_000,
        left_out=(
            RowLeftOut(
                row_no=4, rule="MoreThanAllocated", receipt="BKK-03", amount_rupiah=9_000_000
            ),
        ),
    )
    return _with(event, other)


def refunded(amount_rupiah: int = 1_000_000, **other: Any) -> AidRefunded:
    event = AidRefunded(
        **_promise(),
        change=FiveNumbers(allocated=-amount_rupiah, disbursed=-amount_rupiah),
        disbursement=DISBURSEMENT,
        amount_rupiah=amount_rupiah,
        reason="Kelebihan bayar",
        returned=(drawn(amount_rupiah),),
    )
    return _with(event, other)


def corrected(delta_rupiah: int = -1_000_000, **other: Any) -> EntryCorrected:
    event = EntryCorrected(
        **_promise(),
        change=FiveNumbers(allocated=delta_rupiah),
        entry=ALLOCATION,
        stage="allocated",
        delta_rupiah=delta_rupiah,
        reason="Salah ketik nol",
        draws=(drawn(delta_rupiah),),
    )
    return _with(event, other)


def override_granted(**other: Any) -> PaymentOverrideGranted:
    event = PaymentOverrideGranted(
        **_promise(), granted_by="sekretaris-tkpkd", reason="Ahli waris melanjutkan pembangunan"
    )
    return _with(event, other)


def received(**other: Any) -> ListReceived:
    event = ListReceived(
        occurred_on=TODAY,
        list=LIST,
        name="DTKS Kecamatan Klego",
        layout="dtks",
        file_name="dtks-klego.csv",
        file_hash="00" * 32,
        issuer="Dinas Sosial Boyolali",
        letter_number="460/101/2024",
        letter_date=date(2024, 10, 30),
        period="2020-10",
        purpose="Verifikasi dan validasi",
        legal_basis="Nota kesepakatan 2024",
        rows=961,
    )
    return _with(event, other)


def completed(**other: Any) -> ListCompleted:
    event = ListCompleted(
        occurred_on=TODAY,
        list=LIST,
        rows=961,
        households=300,
        persons=940,
        quarantined=12,
        known=9,
    )
    return _with(event, other)


def withdrawn(**other: Any) -> ListWithdrawn:
    event = ListWithdrawn(
        occurred_on=TODAY,
        list=LIST,
        reason="Dikirim untuk kabupaten lain",
        authority="460/102/2024",
    )
    return _with(event, other)


def withdrawal_completed(**other: Any) -> ListWithdrawalCompleted:
    return _with(ListWithdrawalCompleted(occurred_on=TODAY, list=LIST, households=12), other)


def ranked(**other: Any) -> WelfareRanked:
    event = WelfareRanked(
        occurred_on=TODAY,
        household=HOUSEHOLD,
        village=KLEGO,
        list=OTHER_LIST,
        row_no=9,
        origin="dtsen",
        period="2026-Q3",
        ranks=(Rank(level="national", decile=2), Rank(level="regency", decile=1)),
        region=RegionCode("bps", "3309150009"),
        housing=Private(HOUSEHOLD, Housing(told={"fasilitas_bab": "6"})),
    )
    return _with(event, other)


def statement_issued(**other: Any) -> StatementIssued:
    event = StatementIssued(
        occurred_on=TODAY,
        statement="5a" * 32,
        partner="baznas-boyolali",
        from_on=date(2024, 1, 1),
        until_on=date(2025, 1, 1),
        upto=7,
        method=1,
        opening=Five(committed_rupiah=1_000_000),
        period=Five(committed_rupiah=5_000_000, allocated_rupiah=4_000_000),
        closing=Five(committed_rupiah=6_000_000, allocated_rupiah=4_000_000),
    )
    return _with(event, other)


def resurrection_settled(**other: Any) -> ResurrectionSettled:
    event = ResurrectionSettled(
        occurred_on=TODAY,
        resurrection=uid(858),
        list=OTHER_LIST,
        household=HOUSEHOLD,
        village=KLEGO,
        person=HEAD,
        reason="Akta kematian tetap berlaku",
        reference="474.3/12/2024",
        by="kades-klego",
    )
    return _with(event, other)


RAW = Private(ROW_SUBJECT, RawRow(cells={"NIK": "9,90915E+15", "NAMA": "CONTOH"}))


def quarantined(**other: Any) -> RowQuarantined:
    event = RowQuarantined(
        occurred_on=TODAY, list=LIST, row_no=14, reasons=("excel_precision_loss",), raw=RAW
    )
    return _with(event, other)


def row_resolved(**other: Any) -> RowResolved:
    event = RowResolved(
        occurred_on=TODAY, list=LIST, row_no=14, how="corrected", household=HOUSEHOLD
    )
    return _with(event, other)


def opened_account(**other: Any) -> AccountOpened:
    event = AccountOpened(
        occurred_on=TODAY,
        account="operator-klego",
        name="Operator Contoh",
        position="Operator SID Desa Klego",
        role="village_operator",
        organisation="desa-klego",
        areas=(KLEGO,),
    )
    return _with(event, other)


def token_issued(**other: Any) -> TokenIssued:
    event = TokenIssued(
        occurred_on=TODAY,
        account="operator-klego",
        token=TOKEN,
        token_hash="11" * 32,
        expires_at=datetime(2025, 5, 4, 3, 0, tzinfo=UTC),
        label="Ponsel",
    )
    return _with(event, other)


def token_revoked(**other: Any) -> TokenRevoked:
    event = TokenRevoked(
        occurred_on=TODAY, account="operator-klego", token=TOKEN, reason="Ponsel hilang"
    )
    return _with(event, other)


def scope_changed(**other: Any) -> AccountScopeChanged:
    event = AccountScopeChanged(
        occurred_on=TODAY,
        account="operator-klego",
        areas=(KLEGO, MANGGIS),
        reason="Merangkap Desa Manggis",
    )
    return _with(event, other)


def closed_account(**other: Any) -> AccountClosed:
    event = AccountClosed(occurred_on=TODAY, account="operator-klego", reason="Purnatugas")
    return _with(event, other)


def term_changed(**other: Any) -> AccountTermChanged:
    event = AccountTermChanged(
        occurred_on=TODAY, account="operator-klego", until=TOMORROW, reason="Purnatugas"
    )
    return _with(event, other)


def invitation_issued(**other: Any) -> InvitationIssued:
    event = InvitationIssued(
        occurred_on=TODAY,
        account="operator-klego",
        token_hash="22" * 32,
        expires_at=datetime(2024, 11, 11, 3, 0, tzinfo=UTC),
    )
    return _with(event, other)


def password_changed(**other: Any) -> PasswordChanged:
    event = PasswordChanged(
        occurred_on=TODAY,
        account="operator-klego",
        password=Private(HOLDER, "$argon2id$v=19$m=65536,t=3,p=4$contoh"),
    )
    return _with(event, other)


def second_factor_enrolled(**other: Any) -> SecondFactorEnrolled:
    event = SecondFactorEnrolled(
        occurred_on=TODAY,
        account="operator-klego",
        secret=Private(HOLDER, "JBSWY3DPEHPK3PXP"),
        recovery_hashes=("33" * 32, "44" * 32),
    )
    return _with(event, other)


def second_factor_removed(**other: Any) -> SecondFactorRemoved:
    event = SecondFactorRemoved(occurred_on=TODAY, account="operator-klego", reason="Ponsel hilang")
    return _with(event, other)


def recovery_code_used(**other: Any) -> RecoveryCodeUsed:
    event = RecoveryCodeUsed(occurred_on=TODAY, account="operator-klego", code_hash="33" * 32)
    return _with(event, other)


def identity_linked(**other: Any) -> IdentityLinked:
    event = IdentityLinked(occurred_on=TODAY, account="operator-klego", identity_hash="55" * 32)
    return _with(event, other)


def duty_delegated(**other: Any) -> DutyDelegated:
    event = DutyDelegated(
        occurred_on=TODAY,
        account="operator-klego",
        delegation=DELEGATION,
        to="operator-manggis",
        since=TODAY,
        until=TOMORROW,
        reason="Cuti",
    )
    return _with(event, other)


def delegation_ended(**other: Any) -> DelegationEnded:
    event = DelegationEnded(
        occurred_on=TODAY, account="operator-klego", delegation=DELEGATION, reason="Cuti selesai"
    )
    return _with(event, other)


def _met(**other: Any) -> dict[str, Any]:
    return {"occurred_on": TODAY, "musdes": MUSDES, "village": KLEGO, **other}


CHAIR = Officer(name="Contoh Wiyono", position="Ketua BPD Klego", account="bpd-klego")
MINUTE_TAKER = Officer(name="Contoh Lestari", position="Sekretaris Desa", account="sekdes-klego")
ATTENDEES = (
    Attendee(
        attendee=ATTENDEE,
        role="hamlet_or_rt",
        sex="male",
        name=Private(ATTENDEE, AttendeeName(name="Contoh Sarjono")),
        represents="RT 001 RW 002",
    ),
    Attendee(
        attendee=OTHER_ATTENDEE,
        role="women",
        sex="female",
        name=Private(OTHER_ATTENDEE, AttendeeName(name="Contoh Wagiyem")),
    ),
)


def convened(**other: Any) -> MusdesConvened:
    event = MusdesConvened(
        **_met(occurred_on=YESTERDAY),
        kind="musdes",
        meets_on=TODAY,
        meets_at="09:00",
        place="Balai Desa Klego",
        agenda=("Pembahasan hasil verifikasi daftar keluarga miskin",),
        legal_basis=("UU 13/2011 Pasal 8",),
        chair=CHAIR,
        minute_taker=MINUTE_TAKER,
        letter_number="005/12/BPD/2024",
        lists=(LIST,),
    )
    return _with(event, other)


def postponed(**other: Any) -> MusdesPostponed:
    event = MusdesPostponed(
        **_met(),
        postponed_for="no_quorum",
        reason="Yang hadir 12 dari 30 undangan",
        meets_on=TOMORROW,
        meets_at="13:00",
    )
    return _with(event, other)


def rescheduled(**other: Any) -> MusdesRescheduled:
    event = MusdesRescheduled(**_met(), meets_on=TOMORROW, meets_at="13:00")
    return _with(event, other)


def attended(**other: Any) -> MusdesAttendanceRecorded:
    event = MusdesAttendanceRecorded(
        **_met(),
        attendees=ATTENDEES,
        others=(Headcount(role="resident", sex="male", count=18),),
        invited=30,
        quorum=20,
        present=20,
        men=19,
        women=1,
        is_quorate=True,
    )
    return _with(event, other)


def shown(household: UUID = HOUSEHOLD, status: Any = "eligible", **other: Any) -> ShownRow:
    row = ShownRow(household=household, version=2, status=status, persons=3)
    return replace(row, **other)


def presented(*rows: ShownRow, **other: Any) -> MusdesListPresented:
    several = rows or (shown(), shown(OTHER_HOUSEHOLD, "not_found"))
    return _with(MusdesListPresented(**_met(), rows=several, count=len(several)), other)


KEPT = RowDecision(household=HOUSEHOLD, decision="keep")
REMOVED = RowDecision(household=OTHER_HOUSEHOLD, decision="remove", reason="not_found")


def rows_decided(*decisions: RowDecision, **other: Any) -> MusdesRowsDecided:
    several = decisions or (KEPT, REMOVED)
    return _with(MusdesRowsDecided(**_met(), decisions=several, count=len(several)), other)


def dissented(**other: Any) -> MusdesDissentRecorded:
    event = MusdesDissentRecorded(
        **_met(),
        dissent=DISSENT,
        number=1,
        words=Private(DISSENT, Note(text="Menurut RT keluarga itu masih ada")),
        household=OTHER_HOUSEHOLD,
    )
    return _with(event, other)


CONTENT_HASH = "9f" * 32


def ratified_row(household: UUID = HOUSEHOLD, **other: Any) -> RatifiedRow:
    row = RatifiedRow(
        household=household,
        version=2,
        status="eligible",
        decision="keep",
        result="eligible",
        persons=3,
    )
    return replace(row, **other)


RATIFIED_ROWS = (
    ratified_row(),
    ratified_row(
        OTHER_HOUSEHOLD,
        version=4,
        status="not_found",
        decision="remove",
        result="untraceable",
        persons=0,
        reason="not_found",
    ),
)


def ratified(**other: Any) -> MusdesRatified:
    event = MusdesRatified(
        **_met(),
        number="140/07/BA/XI/2024",
        held_on=TODAY,
        rows=RATIFIED_ROWS,
        kept=1,
        removed=1,
        added=0,
        returned=0,
        content_hash=CONTENT_HASH,
        ratified_by="bpd-klego",
    )
    return _with(event, other)


def signed_minutes(**other: Any) -> MusdesSigned:
    event = MusdesSigned(
        **_met(),
        signer="chair",
        position="Ketua BPD Klego",
        content_hash=CONTENT_HASH,
        name="Contoh Wiyono",
        account="bpd-klego",
    )
    return _with(event, other)


def forwarded(**other: Any) -> MusdesForwarded:
    event = MusdesForwarded(**_met(), to="camat", letter_number="470/21/2024")
    return _with(event, other)


def answered_minutes(**other: Any) -> MusdesAnswered:
    event = MusdesAnswered(
        **_met(),
        of="camat",
        answer="returned",
        letter_number="470/98/2024",
        reason="Daftar hadir belum lengkap",
    )
    return _with(event, other)


def minutes_corrected(**other: Any) -> MusdesCorrected:
    return _with(MusdesCorrected(**_met(), by=OTHER_MUSDES, number="140/09/BA/XI/2024"), other)


def returned_rows(**other: Any) -> CorrectionReturned:
    event = CorrectionReturned(
        occurred_on=TODAY,
        correction=CORRECTION,
        list=LIST,
        village=KLEGO,
        to="Dinas Sosial Kabupaten Boyolali",
        letter_number="470/31/2024",
        rows=120,
        corrections=9,
        deceased=4,
        moved=3,
        ratified=7,
        upto=40,
        content_hash=CONTENT_HASH,
        sent_by="operator-klego",
    )
    return _with(event, other)


def answered_rows(**other: Any) -> CorrectionAnswered:
    event = CorrectionAnswered(
        occurred_on=TODAY,
        correction=CORRECTION,
        list=LIST,
        village=KLEGO,
        outcome="partly_adopted",
        taken=7,
        letter_number="460/77/2024",
        reason="Dua baris belum bersurat kematian",
    )
    return _with(event, other)


def _musdes_samples() -> tuple[Event, ...]:
    participant = Private(ATTENDEE, AttendeeName(name="Contoh Sarjono"))
    return (
        convened(corrects=OTHER_MUSDES),
        postponed(),
        rescheduled(),
        attended(),
        presented(),
        rows_decided(
            KEPT,
            RowDecision(
                household=OTHER_HOUSEHOLD,
                decision="remove",
                reason="duplicate",
                better_off="assets",
                since=YESTERDAY,
                survivor=HOUSEHOLD,
            ),
        ),
        dissented(),
        ratified(),
        signed_minutes(signatory=participant, document="BA-07"),
        forwarded(),
        answered_minutes(),
        minutes_corrected(),
        returned_rows(),
        answered_rows(),
    )


def signed_agreement(**other: Any) -> AgreementSigned:
    event = AgreementSigned(
        occurred_on=TODAY,
        agreement="pks-baznas-2024",
        partner="baznas-boyolali",
        number="119/PKS/2024 dan 12/BAZNAS-BYL/2024",
        title="Penanggulangan kemiskinan ekstrem",
        areas=("33.09.15",),
        valid_from=YESTERDAY,
        valid_until=TOMORROW,
        signatories=(Signatory(name="Contoh", position="Bupati", organisation="Pemkab Boyolali"),),
        data_purposes=("aid_delivery",),
    )
    return _with(event, other)


def agreement_with_obligations(**other: Any) -> AgreementSigned:
    event = signed_agreement(
        kind="memorandum",
        number="100.3.7.1/050/NK/BAPPERIDA-PEM/XI/2024 dan 451.5/54/BAZNAS-KU/XI/2024",
        numbers=(
            PartyNumber(party="bapperida", number="100.3.7.1/050/NK/BAPPERIDA-PEM/XI/2024"),
            PartyNumber(party="baznas-boyolali", number="451.5/54/BAZNAS-KU/XI/2024"),
        ),
        place="Aula pendopo",
        scope="Pemanfaatan data P3KE untuk penyaluran zakat, infak, dan sedekah",
        obligations=(
            Obligation(
                number=1,
                party="baznas-boyolali",
                text="Laporan penyaluran triwulanan",
                due_on=TODAY,
                every_months=3,
            ),
            Obligation(number=2, party="bapperida", text="Berbagi data P3KE sesuai tujuan"),
        ),
    )
    return _with(event, other)


def reported_obligation(**other: Any) -> ObligationReported:
    event = ObligationReported(
        occurred_on=TODAY,
        agreement="pks-baznas-2024",
        partner="baznas-boyolali",
        obligation=1,
        due_on=TODAY,
        document="451.5/60/BAZNAS/2024",
        commitments=(COMMITMENT,),
    )
    return _with(event, other)


def amended_agreement(**other: Any) -> AgreementAmended:
    event = AgreementAmended(
        occurred_on=TODAY,
        agreement="pks-baznas-2024",
        partner="baznas-boyolali",
        valid_from=YESTERDAY,
        valid_until=date(2025, 12, 31),
        number="Addendum 1/2024",
        reason="Diperpanjang setahun",
    )
    return _with(event, other)


def attached_document(**other: Any) -> AgreementDocumentAttached:
    event = AgreementDocumentAttached(
        occurred_on=TODAY,
        agreement="pks-baznas-2024",
        partner="baznas-boyolali",
        kind="decree",
        name="Keputusan Bupati 400/12/2024",
        sha256="ab" * 32,
    )
    return _with(event, other)


def ended_agreement(**other: Any) -> AgreementEnded:
    event = AgreementEnded(
        occurred_on=TODAY,
        agreement="pks-baznas-2024",
        partner="baznas-boyolali",
        ends_on=TODAY,
        reason="Kesepakatan para pihak",
    )
    return _with(event, other)


def received_request(**other: Any) -> SubjectRequestReceived:
    event = SubjectRequestReceived(
        occurred_on=TODAY,
        subject_request=REQUEST,
        household=HOUSEHOLD,
        village=KLEGO,
        kind="erasure",
        requester="subject",
        number="PDP-1/2024",
        received_by="operator-klego",
        received_at=NOW,
        due_at=NOW + timedelta(hours=72),
    )
    return _with(event, other)


def _about_request() -> dict[str, Any]:
    return {
        "occurred_on": TODAY,
        "subject_request": REQUEST,
        "household": HOUSEHOLD,
        "village": KLEGO,
    }


def identified(**other: Any) -> SubjectRequestIdentified:
    return _with(SubjectRequestIdentified(**_about_request(), proof="identity_card"), other)


def held_request(**other: Any) -> SubjectRequestSuspended:
    event = SubjectRequestSuspended(
        **_about_request(), hold="audit", reason="Diperiksa Inspektorat sampai Desember"
    )
    return _with(event, other)


def resumed_request(**other: Any) -> SubjectRequestResumed:
    return _with(SubjectRequestResumed(**_about_request(), reason="Pemeriksaan selesai"), other)


def decided_request(**other: Any) -> SubjectRequestDecided:
    event = SubjectRequestDecided(
        **_about_request(),
        kind="erasure",
        outcome="granted",
        legal_basis="no_longer_needed",
        reason="Tidak pernah menerima bantuan",
        decided_by="pdp-dini",
    )
    return _with(event, other)


def fulfilled_request(**other: Any) -> SubjectRequestFulfilled:
    event = SubjectRequestFulfilled(**_about_request(), kind="erasure", reference="PDP-1/2024/B")
    return _with(event, other)


def notified_recipient(**other: Any) -> RecipientNotified:
    event = RecipientNotified(
        **_about_request(),
        organisation="baznas-boyolali",
        account="sari",
        looks=(7, 9),
        letter_number="PDP-1/2024/C",
    )
    return _with(event, other)


def restricted(**other: Any) -> HouseholdRestricted:
    return _with(HouseholdRestricted(**_about_request()), other)


def restriction_lifted(**other: Any) -> HouseholdRestrictionLifted:
    event = HouseholdRestrictionLifted(**_about_request(), reason="Ditarik oleh pemohon")
    return _with(event, other)


def erased_household(**other: Any) -> HouseholdErased:
    event = HouseholdErased(
        **_about_request(),
        number="PDP-1/2024",
        legal_basis="no_longer_needed",
        decided_by="pdp-dini",
        persons=(HEAD, SPOUSE),
        rows=(ROW_SUBJECT,),
    )
    return _with(event, other)


def erased_member(**other: Any) -> MemberErased:
    event = MemberErased(
        **_about_request(),
        person=CHILD,
        number="PDP-1/2024",
        legal_basis="no_longer_needed",
        decided_by="pdp-dini",
    )
    return _with(event, other)


def _series() -> dict[str, Any]:
    return {
        "occurred_on": TODAY,
        "kind": "poverty_rate",
        "area": "33.09",
        "source": "mcd",
        "number": 2,
    }


def figure_reported(**other: Any) -> FigureReported:
    event = FigureReported(
        **_series(),
        source_name="MCD Satu Data",
        nature="registry",
        method="Hitungan by name by address",
        reference_date=YESTERDAY,
        value_percent=Decimal("8.07"),
        numerator=84_264,
        denominator=1_043_720,
    )
    return _with(event, other)


def figure_computed(**other: Any) -> FigureComputed:
    event = FigureComputed(
        **(_series() | {"area": KLEGO, "source": "sanding"}),
        reference_date=YESTERDAY,
        value_percent=Decimal("8.07"),
        numerator=807,
        denominator=10_000,
        position=961,
        unratified=3,
    )
    return _with(event, other)


def figure_determined(**other: Any) -> FigureDetermined:
    event = FigureDetermined(
        **_series(),
        value_percent=Decimal("8.07"),
        decree_number="400.9/301 Tahun 2024",
        decree_date=YESTERDAY,
        office="Bupati Boyolali",
    )
    return _with(event, other)


def figure_superseded(**other: Any) -> FigureSuperseded:
    return _with(FigureSuperseded(**_series(), by=3, reason="Penyebut dibetulkan"), other)


def target_adopted(**other: Any) -> TargetAdopted:
    event = TargetAdopted(
        occurred_on=TODAY,
        kind="extreme_poverty_rate",
        area="33.09",
        target_percent=Decimal("0.00"),
        due_on=TOMORROW,
        decree_number="Inpres 4/2022",
    )
    return _with(event, other)


PERDES: dict[str, Any] = {"perdes_number": "4 Tahun 2024", "perdes_date": YESTERDAY}
TOILETS = BudgetLine(
    key="02.04.13-DD",
    activity="02.04.13",
    name="Pembangunan jamban keluarga",
    amount_rupiah=45_000_000,
    fund_source="DD",
)
ROAD = BudgetLine(
    key="02.03.10-DD",
    activity="02.03.10",
    name="Rabat beton jalan desa",
    amount_rupiah=120_000_000,
    fund_source="DD",
)


def budget_adopted(*lines: BudgetLine, **other: Any) -> BudgetAdopted:
    stated = lines or (TOILETS, ROAD)
    event = BudgetAdopted(
        occurred_on=TODAY,
        village=KLEGO,
        fiscal_year=2024,
        number=1,
        kind="original",
        total_rupiah=sum(one.amount_rupiah for one in stated),
        lines=stated,
        **PERDES,
    )
    return _with(event, other)


def budget_line_mapped(**other: Any) -> BudgetLineMapped:
    event = BudgetLineMapped(
        occurred_on=TODAY,
        village=KLEGO,
        fiscal_year=2024,
        line=ROAD.key,
        needs=("unemployment",),
        reason="Padat karya tunai untuk keluarga miskin",
    )
    return _with(event, other)


def budget_need_answered(**other: Any) -> BudgetNeedAnswered:
    event = BudgetNeedAnswered(
        occurred_on=TODAY,
        village=KLEGO,
        fiscal_year=2024,
        need="sanitation",
        answer="funded",
        lines=(TOILETS.key,),
    )
    return _with(event, other)


FIVE_KECAMATAN = ("33.09.01", "33.09.05", "33.09.09", "33.09.15", "33.09.18")


def boundaries_published(**other: Any) -> BoundariesPublished:
    event = BoundariesPublished(
        occurred_on=TODAY,
        boundary="33.09",
        source="Badan Informasi Geospasial",
        source_date=YESTERDAY,
        licence="Data terbuka, sebut sumbernya",
        file_hash="ab" * 32,
        number=2,
        outlines=(
            Outline(KLEGO, ("11060000,-745000 1000,0 0,1000 -1000,0",)),
            Outline(MANGGIS, ("11061000,-745000 1000,0 0,1000 -1000,0",)),
        ),
    )
    return _with(event, other)


def group_created(**other: Any) -> AreaGroupCreated:
    event = AreaGroupCreated(
        occurred_on=YESTERDAY,
        area_group="eks-kawedanan",
        kind="eks_kawedanan",
        name="5 eks kawedanan",
        members=FIVE_KECAMATAN,
        decree_number="410/7/2024",
        decree_date=YESTERDAY,
    )
    return _with(event, other)


def group_changed(**other: Any) -> AreaGroupChanged:
    event = AreaGroupChanged(
        occurred_on=TODAY,
        area_group="eks-kawedanan",
        name="5 eks kawedanan",
        members=("33.09.05", "33.09.15"),
        reason="Dua kecamatan lebih dahulu",
        decree_number="410/9/2024",
        decree_date=TODAY,
    )
    return _with(event, other)


def group_dissolved(**other: Any) -> AreaGroupDissolved:
    event = AreaGroupDissolved(
        occurred_on=TODAY,
        area_group="eks-kawedanan",
        name="5 eks kawedanan",
        reason="Program selesai",
    )
    return _with(event, other)


def started(**other: Any) -> InitiativeStarted:
    event = InitiativeStarted(
        occurred_on=YESTERDAY,
        initiative="pukis",
        acronym="PUKIS-SISDAMAS",
        name="Penurunan Kemiskinan Berbasis Pemberdayaan Masyarakat",
        owner="dispermasdes",
        horizon="short",
        period_from=YESTERDAY,
        period_until=TOMORROW,
        source_text="Aksi perubahan kinerja organisasi, 10 tahapan kegiatan utama",
        areas=("33.09.15",),
        stages=(
            InitiativeStage(stage="d", name="Validasi"),
            InitiativeStage(
                stage="i",
                name="Penetapan angka",
                planned_from=YESTERDAY,
                planned_until=YESTERDAY,
                needs=("d",),
            ),
        ),
    )
    return _with(event, other)


def stage_added(**other: Any) -> InitiativeStageAdded:
    event = InitiativeStageAdded(
        occurred_on=TODAY, initiative="pukis", stage="k", stage_name="Replikasi", needs=("i",)
    )
    return _with(event, other)


def stage_completed(**other: Any) -> InitiativeStageCompleted:
    event = InitiativeStageCompleted(
        occurred_on=TODAY,
        initiative="pukis",
        stage="d",
        stage_name="Validasi",
        villages=(KLEGO,),
        count=1,
        evidence=(Evidence(kind="document", reference="140/07/BA/XI/2024", on=TODAY),),
    )
    return _with(event, other)


def stage_skipped(**other: Any) -> InitiativeStageSkipped:
    event = InitiativeStageSkipped(
        occurred_on=TODAY,
        initiative="pukis",
        stage="d",
        stage_name="Validasi",
        villages=(KLEGO,),
        count=1,
        reason="Sudah divalidasi program lain",
    )
    return _with(event, other)


def stage_reopened(**other: Any) -> InitiativeStageReopened:
    event = InitiativeStageReopened(
        occurred_on=TODAY,
        initiative="pukis",
        stage="d",
        stage_name="Validasi",
        villages=(KLEGO,),
        count=1,
        reason="Salah desa",
    )
    return _with(event, other)


def mandate_linked(**other: Any) -> InitiativeMandateLinked:
    event = InitiativeMandateLinked(
        occurred_on=TODAY,
        initiative="pukis",
        kind="chair_order",
        number="005/12/2024",
        issued_on=YESTERDAY,
        title="Perintah melanjutkan pendampingan",
        issuer="Wakil Bupati selaku ketua TKPKD",
    )
    return _with(event, other)


def initiative_ended(**other: Any) -> InitiativeEnded:
    event = InitiativeEnded(
        occurred_on=TODAY, initiative="pukis", outcome="finished", reason="Semua tahap selesai"
    )
    return _with(event, other)


PHOTO = uid(881)


RECHECK, ANOMALY = uid(861), uid(871)


def photo_attached(**other: Any) -> PhotoAttached:
    event = PhotoAttached(
        occurred_on=TODAY,
        photo=PHOTO,
        household=HOUSEHOLD,
        village=KLEGO,
        kind="front",
        hash="ab" * 32,
        size_bytes=120_000,
        width=1600,
        height=1200,
        location=Private(HOUSEHOLD, Location(latitude=-7.35, longitude=110.66)),
    )
    return _with(event, other)


def photo_retracted(**other: Any) -> PhotoRetracted:
    event = PhotoRetracted(
        occurred_on=TODAY,
        photo=PHOTO,
        household=HOUSEHOLD,
        village=KLEGO,
        hash="ab" * 32,
        reason="Ada wajah tetangga",
    )
    return _with(event, other)


SAMPLED = Sampled(
    household=HOUSEHOLD, village=KLEGO, status="eligible", account="dini", looked_at=7
)


def recheck_drawn(**other: Any) -> RecheckDrawn:
    event = RecheckDrawn(
        occurred_on=TODAY,
        recheck=RECHECK,
        area="33.09.15",
        since=date(2024, 7, 1),
        until=TODAY,
        rule="undian-1",
        out_of=13,
        upto=40,
        sampled=(SAMPLED,),
    )
    return _with(event, other)


def recheck_recorded(**other: Any) -> RecheckRecorded:
    event = RecheckRecorded(
        occurred_on=TODAY,
        recheck=RECHECK,
        household=HOUSEHOLD,
        village=KLEGO,
        found="better_off",
        first="eligible",
        agrees=False,
        method="visit",
        by="sekretaris",
        first_by="dini",
        evidence=(VISIT,),
    )
    return _with(event, other)


def anomaly_explained(**other: Any) -> AnomalyExplained:
    event = AnomalyExplained(
        occurred_on=TODAY,
        anomaly=ANOMALY,
        kind="in_minutes",
        village=KLEGO,
        account="",
        upto=40,
        outcome="harmless",
        reason="Disalin dari lembar RT dalam satu sore",
    )
    return _with(event, other)


_CRITERIA: dict[str, Any] = {
    "allowed_with": ("sembako",),
    "allowed_basis": "SK Bupati 7/2024",
    "max_decile": 2,
    "listed_only": True,
    "area_group": "prioritas-2024",
}
_TERMS_OF_HOLD: dict[str, Any] = {
    "period": 2024,
    "allowed_with": ("sembako",),
    "beside": (OTHER_COMMITMENT,),
}


def samples() -> dict[str, Event]:
    """Return one event of every tag, with every field filled in that such an event can hold."""
    events: tuple[Event, ...] = (
        *_household_samples(), *_commitment_samples(), *_musdes_samples(),
        enrolled_village(), population(), cosigned(),
        assessed(needs=(FINDING,), problems=(FINDING,)),
        classified(village_class="yellow", previous="red", evaluation="BA-07/2024"),
        enrolled_partner(parent="baznas-jateng"), renamed(), aliased(), deactivated(),
        reactivated(),
        listed(**_CRITERIA, is_geotag_required=True, is_report_required=True),
        revised(**_CRITERIA, is_geotag_required=True, is_report_required=True), retired(),
        opened_fund(restriction=BOUND, valuation="invoice", goods="Pipa"),
        credited(valuation="stated", goods="Beras 200 kg", deposit=DEPOSIT),
        amil_taken(transfer=TRANSFER), fund_reserved(),
        fund_released(), fund_spent(), fund_refunded(),
        handed_on(), fund_received(), given_back(), fund_retrieved(), fund_closed(),
        appointed_upz(), ended_upz(), booked(), deposit_corrected(),
        fund_corrected(stage="disbursed", commitment=COMMITMENT),
        received(mapping={"nik": "Identitas"}, village=KLEGO), completed(), withdrawn(),
        withdrawal_completed(),
        resurrection_settled(),
        statement_issued(),
        quarantined(person=HEAD, household=HOUSEHOLD, village=KLEGO),
        row_resolved(reason="Dibaca ulang dari KTP"),
        opened_account(until=TOMORROW), token_issued(powers=("read",), opens="calendar"),
        token_revoked(),
        scope_changed(), closed_account(), term_changed(), invitation_issued(), password_changed(),
        second_factor_enrolled(), second_factor_removed(), recovery_code_used(),
        identity_linked(), duty_delegated(), delegation_ended(),
        agreement_with_obligations(kind="memorandum"),
        amended_agreement(obligations=agreement_with_obligations().obligations),
        reported_obligation(), attached_document(), ended_agreement(),
        received_request(person=HEAD, words=note()), identified(person=HEAD),
        held_request(person=HEAD), resumed_request(person=HEAD), decided_request(person=HEAD),
        fulfilled_request(person=HEAD), notified_recipient(person=HEAD),
        restricted(), restriction_lifted(), erased_household(), erased_member(rows=(ROW_SUBJECT,)),
        petition_received(), petition_examined(), petition_decided(), petition_appealed(),
        clearance_requested(), clearance_granted(), clearance_refused(), clearance_resolved(),
        flag_explained(),
        report_invited(), report_filed(facility="Sumur bersama"), report_matched(),
        report_confirmed(), report_rejected(), report_withdrawn(),
        interest_saved(), interest_changed(), interest_reviewed(), interest_ended(),
        rule_set_published(criteria=(CRITERION,), threshold=6, shipped=True),
        figure_reported(
            publication="mcdsatudata.boyolali.go.id", poverty_line_rupiah=400_000,
            line_basis="Garis kemiskinan kabupaten",
        ),
        figure_computed(), figure_determined(), figure_superseded(), target_adopted(),
        photo_attached(), photo_retracted(), recheck_drawn(list=LIST), recheck_recorded(),
        anomaly_explained(account="dini"),
        budget_adopted(
            replace(TOILETS, location="Dukuh Sari RT 1", output="15 unit"),
            reason="Salah ketik pagu", file_hash="ab" * 32,
        ),
        budget_line_mapped(),
        budget_need_answered(
            answer="handed_over", partner="baznas", reason="Baznas membangun 15 unit"
        ),
        suspected(), dismissed(), pair_merged(whole_household=True), pair_unmerged(),
        *_initiative_samples(),
    )  # fmt: skip
    return {event.tag: event for event in events}


def _initiative_samples() -> tuple[Event, ...]:
    return (
        group_created(), group_changed(), group_dissolved(), boundaries_published(),
        started(area_group="eks-kawedanan", template="pukis_sisdamas"),
        stage_added(planned_from=TODAY, planned_until=TOMORROW),
        stage_completed(stage="i", unmet=(KLEGO,), override_reason="Atas perintah bupati"),
        stage_skipped(), stage_reopened(), mandate_linked(), initiative_ended(),
    )  # fmt: skip


def _household_samples() -> tuple[Event, ...]:
    """Return one of each; an epoch beyond nought, so that it is written out."""
    alone = enrolled(STRANGER, "grandchild", row_no=11, temporary=True)
    return (
        registered(epoch=1, members=(enrolled(row_no=7), alone)),
        relisted(epoch=1, departed=(HEAD,), listed_village=MANGGIS, kk_no=1, says=RESIDENCE),
        ranked(),
        address_changed(epoch=1),
        moved(),
        joined(epoch=1, member=alone),
        presence(
            epoch=1,
            disputed=True,
            duplicate_of=STRANGER,
            destination="33.09",
            note=note(),
            by="operator-klego",
        ),
        judged(
            epoch=1,
            disputed=True,
            reason="assets",
            other_household=OTHER_HOUSEHOLD,
            leaving=(CHILD,),
            note=note(),
            by="operator-klego",
        ),
        head_changed(epoch=1),
        member_corrected(epoch=1),
        closed(survivor=OTHER_HOUSEHOLD, by="operator-klego"),
        reopened(),
        claimed(epoch=1, by_rule=ByRule(rule_set="peta-rekomendasi", version=1, rule="jamban")),
        need_judged(epoch=1, disputed=True, note=note(), by="operator-klego"),
        reserved(epoch=1, package="rumah-07", **_TERMS_OF_HOLD),
        packaged(epoch=1),
        released(epoch=1),
        met(epoch=1),
        reopened_need(epoch=1, package="rumah-07", **_TERMS_OF_HOLD),
        indicators(source=Source(list=LIST, row_no=7)),
        carried(
            source=Source(list=LIST, row_no=7),
            by_rule=ByRule(rule_set="peta-rekomendasi", version=1, rule="jamban"),
        ),
        need_restored(),
        retracted(epoch=1),
        matched(epoch=1),
        absorbed(epoch=1),
        unmerged(epoch=1),
        contradicted(
            epoch=1,
            about="person",
            person=CHILD,
            need="sanitation",
            presence="present",
            leaving=(HEAD,),
            members=(CHILD,),
        ),
        contradiction_decided(
            person=CHILD,
            need="sanitation",
            presence="deceased",
            leaving=(CHILD,),
            members=(HEAD,),
        ),
    )


def _commitment_samples() -> tuple[Event, ...]:
    back = (drawn(1_000_000),)
    return (
        proposed(quantity=1, unit="unit"),
        made(package="rumah-07", transferred_from=OTHER_COMMITMENT),
        allocated(budget_line="1.06.02.2.01"),
        disbursed(override=True, batch=BATCH, batch_row=2),
        delivered(),
        acknowledged(voice="household", evidence=PROOF),
        disputed(voice="household", evidence=PROOF),
        resolved(),
        verified(),
        increased(),
        reduced(returned=back),
        cancelled(returned=back),
        lapsed(returned=back),
        transferred(returned=back),
        refunded(),
        corrected(),
        override_granted(),
        planned(reason="Anggaran tahap pertama mundur"),
        carried_over(),
        outcome_checked(),
        accountability_filed(),
        accountability_returned(),
        batch_received(),
        batch_completed(),
    )


def as_golden(event: Event) -> dict[str, Any]:
    """Return the body of an event as its golden sample shows it, personal values unsealed."""

    def hook(value: Private[Any]) -> str:
        plain = msgspec.json.encode(value.plain)
        return f"{value.subject}:{base64.b64encode(plain).decode()}"

    body: dict[str, Any] = json.loads(msgspec.json.encode(event, enc_hook=hook))
    return body


def from_golden(tag: str, body: bytes) -> Event:
    """Return the event of a golden sample."""

    def hook(kind: Any, text: str) -> Private[Any]:
        subject, _, encoded = text.partition(":")
        plain = base64.b64decode(encoded)
        return Private(UUID(subject), msgspec.json.decode(plain, type=kind.__args__[0]))

    return msgspec.json.decode(body, type=EVENTS[tag], dec_hook=hook)
