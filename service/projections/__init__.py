"""The read side: one question, one file; disposable."""

from service.projections.accountabilities import ACCOUNTABILITIES
from service.projections.accounts import ACCOUNTS
from service.projections.adoptions import ADOPTIONS
from service.projections.agreements import AGREEMENTS
from service.projections.aid_reports import AID_REPORTS
from service.projections.anomalies import ANOMALIES
from service.projections.area_groups import AREA_GROUPS
from service.projections.boundaries import BOUNDARIES
from service.projections.budgets import BUDGETS
from service.projections.clearances import CLEARANCES
from service.projections.commitments import COMMITMENTS
from service.projections.contradictions import CONTRADICTIONS
from service.projections.contribution_tables import CONTRIBUTIONS
from service.projections.corrections import CORRECTIONS
from service.projections.deposits import DEPOSITS
from service.projections.digests import DIGESTS
from service.projections.duplicates import DUPLICATES
from service.projections.erasures import ERASURES
from service.projections.figures import FIGURES
from service.projections.flag_tables import FLAGS
from service.projections.fund_tables import FUNDS
from service.projections.handovers import HANDOVERS
from service.projections.indicators import INDICATORS
from service.projections.initiative_tables import INITIATIVES
from service.projections.interests import INTERESTS
from service.projections.list_tables import LISTS
from service.projections.membership_tables import MEMBERSHIPS
from service.projections.moves import MOVES
from service.projections.musdes_tables import MUSDES
from service.projections.need_tables import NEEDS
from service.projections.partners import PARTNERS
from service.projections.payment_batches import PAYMENT_BATCHES
from service.projections.petitions import PETITIONS
from service.projections.photos import PHOTOS
from service.projections.programmes import PROGRAMMES
from service.projections.projection import Projection
from service.projections.ranks import RANKS
from service.projections.rechecks import RECHECKS
from service.projections.restrictions import RESTRICTIONS
from service.projections.resurrection_tables import RESURRECTIONS
from service.projections.rule_sets import RULE_SETS
from service.projections.statements import STATEMENTS
from service.projections.status_tables import STATUSES
from service.projections.subject_requests import SUBJECT_REQUESTS
from service.projections.trail import TRAIL
from service.projections.upzs import UPZS
from service.projections.verification_tables import VERIFICATIONS
from service.projections.village_tables import VILLAGES
from service.projections.vintage_tables import VINTAGES

ALL: tuple[Projection, ...] = (
    STATUSES,
    NEEDS,
    VILLAGES,
    TRAIL,
    PARTNERS,
    PROGRAMMES,
    FUNDS,
    UPZS,
    DEPOSITS,
    COMMITMENTS,
    CLEARANCES,
    FLAGS,
    ACCOUNTABILITIES,
    PAYMENT_BATCHES,
    CONTRIBUTIONS,
    STATEMENTS,
    DIGESTS,
    ADOPTIONS,
    HANDOVERS,
    AID_REPORTS,
    INTERESTS,
    LISTS,
    ACCOUNTS,
    AGREEMENTS,
    RESTRICTIONS,
    SUBJECT_REQUESTS,
    ERASURES,
    INDICATORS,
    RULE_SETS,
    MUSDES,
    CORRECTIONS,
    RANKS,
    VINTAGES,
    RESURRECTIONS,
    VERIFICATIONS,
    PHOTOS,
    RECHECKS,
    ANOMALIES,
    MEMBERSHIPS,
    FIGURES,
    BUDGETS,
    CONTRADICTIONS,
    DUPLICATES,
    AREA_GROUPS,
    BOUNDARIES,
    INITIATIVES,
    MOVES,
    PETITIONS,
)
