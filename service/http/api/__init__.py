"""JSON under /api/v1, one controller a noun."""

from litestar.types import ControllerRouterHandler

from service.http.api.accountabilities import AccountabilitiesController
from service.http.api.accounts import AccountsController
from service.http.api.aging import AgingController
from service.http.api.agreements import AgreementsController
from service.http.api.aid_reports import AidReportsController
from service.http.api.anomalies import AnomaliesController
from service.http.api.area_groups import AreaGroupsController
from service.http.api.boundaries import BoundariesController
from service.http.api.budgets import BudgetsController
from service.http.api.clearances import ClearancesController
from service.http.api.commitments import CommitmentsController
from service.http.api.contradictions import ContradictionsController
from service.http.api.contributions import ContributionsController
from service.http.api.corrections import CorrectionsController
from service.http.api.coverage import CoverageController
from service.http.api.deliveries import DeliveriesController
from service.http.api.deposits import DepositsController
from service.http.api.duplicates import DuplicatesController
from service.http.api.exports import ExportsController, LooksController
from service.http.api.figures import FiguresController
from service.http.api.flags import FlagsController
from service.http.api.funds import FundsController
from service.http.api.household_reads import HouseholdReadsController
from service.http.api.households import HouseholdsController
from service.http.api.identity_matches import IdentityMatchesController
from service.http.api.indicators import IndicatorsController
from service.http.api.initiatives import InitiativesController
from service.http.api.interests import InterestsController
from service.http.api.list_files import ListFilesController
from service.http.api.lists import ListsController
from service.http.api.moves import MovesController
from service.http.api.musdes import MusdesController
from service.http.api.needs import NeedsController
from service.http.api.needs_board import NeedsBoardController
from service.http.api.partners import PartnersController
from service.http.api.payment_batches import PaymentBatchesController
from service.http.api.petitions import PetitionsController
from service.http.api.photos import PhotosController
from service.http.api.previews import PreviewsController
from service.http.api.programmes import ProgrammesController
from service.http.api.public import PublicController
from service.http.api.ranks import RanksController
from service.http.api.rechecks import RechecksController
from service.http.api.recommendations import RecommendationsController
from service.http.api.resurrections import ResurrectionsController
from service.http.api.rule_sets import RuleSetsController
from service.http.api.statements import PartnerStatementsController, StatementsController
from service.http.api.statuses import StatusesController
from service.http.api.subject_requests import SubjectRequestsController
from service.http.api.trail import TrailController
from service.http.api.unserved import UnservedController
from service.http.api.upzs import UpzsController
from service.http.api.validations import ValidationsController
from service.http.api.villages import VillagesController
from service.http.api.vintages import VintagesController
from service.http.api.worklists import WorkListsController
from service.http.api.year_ends import YearEndsController

CONTROLLERS: tuple[ControllerRouterHandler, ...] = (
    AccountsController,
    AgreementsController,
    AgingController,
    HouseholdsController,
    HouseholdReadsController,
    StatusesController,
    NeedsController,
    UnservedController,
    NeedsBoardController,
    InterestsController,
    AidReportsController,
    PublicController,
    VillagesController,
    ListsController,
    ListFilesController,
    PreviewsController,
    VintagesController,
    ResurrectionsController,
    RanksController,
    PartnersController,
    ProgrammesController,
    FundsController,
    UpzsController,
    DepositsController,
    YearEndsController,
    CommitmentsController,
    ClearancesController,
    FlagsController,
    DeliveriesController,
    AccountabilitiesController,
    PaymentBatchesController,
    ContributionsController,
    PartnerStatementsController,
    StatementsController,
    TrailController,
    SubjectRequestsController,
    ExportsController,
    LooksController,
    IndicatorsController,
    RecommendationsController,
    RuleSetsController,
    MusdesController,
    CorrectionsController,
    WorkListsController,
    ValidationsController,
    PhotosController,
    CoverageController,
    RechecksController,
    AnomaliesController,
    FiguresController,
    BudgetsController,
    ContradictionsController,
    IdentityMatchesController,
    DuplicatesController,
    AreaGroupsController,
    BoundariesController,
    InitiativesController,
    MovesController,
    PetitionsController,
)
