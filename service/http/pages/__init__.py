"""Pages under /, in Indonesian, working without a script."""

from litestar.types import ControllerRouterHandler

from service.http.live import LiveController
from service.http.pages import (
    account_actions,
    accountabilities,
    adoption_actions,
    agreement_actions,
    aid_reports,
    area_group_actions,
    budget_actions,
    commitment_actions,
    contradictions,
    corrections,
    duplicates,
    figure_actions,
    fund_actions,
    household_actions,
    indicator_actions,
    initiative_actions,
    interests,
    matches,
    merges,
    musdes_actions,
    partner_actions,
    petitions,
    photos,
    privacy_actions,
    quality_actions,
    rule_set_actions,
    statement_actions,
    upz_actions,
    village_actions,
)
from service.http.pages.accountabilities import AccountabilitiesController
from service.http.pages.accounts import AccountsController
from service.http.pages.actions import controller
from service.http.pages.aging import AgingController
from service.http.pages.agreements import AgreementsController
from service.http.pages.aid_reports import AidReportsController
from service.http.pages.area_groups import AreaGroupsController
from service.http.pages.boundaries import BoundariesController
from service.http.pages.budget_imports import BudgetImportsController
from service.http.pages.budgets import BudgetsController
from service.http.pages.calendars import CalendarsController
from service.http.pages.clearances import ACTIONS as CLEARANCE_ACTIONS
from service.http.pages.clearances import REQUEST as ASK_CLEARANCE
from service.http.pages.clearances import ClearancesController
from service.http.pages.commitments import CommitmentsController
from service.http.pages.contradictions import ContradictionsController
from service.http.pages.contributions import ContributionsController
from service.http.pages.description import DescriptionController
from service.http.pages.digests import DigestsController
from service.http.pages.duplicates import DuplicatesController
from service.http.pages.duties import DutiesController
from service.http.pages.figures import FiguresController
from service.http.pages.flags import ACTIONS as FLAG_ACTIONS
from service.http.pages.flags import FlagsController
from service.http.pages.funds import FundsController
from service.http.pages.grids import GridsController
from service.http.pages.home import HomeController
from service.http.pages.households import HouseholdsController
from service.http.pages.initiatives import InitiativesController
from service.http.pages.interests import InterestsController
from service.http.pages.list_files import ListFilesController
from service.http.pages.lists import ListsController
from service.http.pages.merges import MergesController
from service.http.pages.moves import MovesController
from service.http.pages.musdes import MusdesController
from service.http.pages.musdes_grid import MusdesGridController
from service.http.pages.my_account import MyAccountController
from service.http.pages.needs import NeedsController
from service.http.pages.overview import OverviewController
from service.http.pages.packages import PackagesController
from service.http.pages.partners import PartnersController
from service.http.pages.payment_batches import PaymentBatchesController
from service.http.pages.petitions import PetitionsController
from service.http.pages.photos import PhotosController
from service.http.pages.preferences import PreferencesController
from service.http.pages.previews import PreviewsController
from service.http.pages.privacy import PrivacyController
from service.http.pages.programmes import ProgrammesController
from service.http.pages.public import PublicController
from service.http.pages.purposes import PurposesController
from service.http.pages.quality import QualityController
from service.http.pages.recommendations import RecommendationsController
from service.http.pages.reporting import ReportingController
from service.http.pages.resurrections import ResurrectionsController
from service.http.pages.rule_sets import RuleSetsController
from service.http.pages.seals import SealsController
from service.http.pages.search import SearchController
from service.http.pages.signing_in import SigningInController
from service.http.pages.single_sign_on import SingleSignOnController
from service.http.pages.statements import StatementsController
from service.http.pages.trail import TrailController
from service.http.pages.unserved import UnservedController
from service.http.pages.upzs import UpzsController
from service.http.pages.villages import VillagesController
from service.http.pages.vintages import WITHDRAW, VintagesController
from service.http.pages.worklists import WorkListsController
from service.http.pages.year_ends import YearEndsController
from service.http.static import AssetsController

ACTIONS = (
    *commitment_actions.NEW,
    *commitment_actions.ACTIONS,
    *commitment_actions.DELIVERY_ACTIONS,
    ASK_CLEARANCE,
    *CLEARANCE_ACTIONS,
    *FLAG_ACTIONS,
    *adoption_actions.ACTIONS,
    interests.SAVE,
    *interests.ACTIONS,
    *aid_reports.ACTIONS,
    household_actions.REGISTER,
    *household_actions.ACTIONS,
    *merges.ACTIONS,
    village_actions.ENROL,
    *village_actions.ACTIONS,
    village_actions.COSIGN,
    partner_actions.ENROL,
    *partner_actions.PARTNER_ACTIONS,
    partner_actions.ENLIST,
    *partner_actions.PROGRAMME_ACTIONS,
    fund_actions.OPEN,
    fund_actions.OPEN_BOUND,
    *fund_actions.FUND_ACTIONS,
    *upz_actions.ACTIONS,
    account_actions.OPEN,
    *account_actions.ACTIONS,
    account_actions.OWN_DELEGATION,
    WITHDRAW,
    privacy_actions.RECEIVE,
    *privacy_actions.REQUEST_ACTIONS,
    agreement_actions.SIGN,
    agreement_actions.REPORT,
    *agreement_actions.AGREEMENT_ACTIONS,
    *indicator_actions.ACTIONS,
    *rule_set_actions.ACTIONS,
    statement_actions.ISSUE,
    figure_actions.COMPUTE,
    figure_actions.REPORT,
    figure_actions.SET_TARGET,
    *figure_actions.ACTIONS,
    contradictions.DECIDE,
    matches.TAKE_OVER,
    *duplicates.ACTIONS,
    *musdes_actions.ACTIONS,
    *corrections.ACTIONS,
    *quality_actions.ACTIONS,
    *budget_actions.ACTIONS,
    area_group_actions.CREATE,
    *area_group_actions.ACTIONS,
    initiative_actions.START,
    *initiative_actions.ACTIONS,
    *initiative_actions.STAGE_ACTIONS,
    petitions.PROPOSE,
    petitions.OBJECT,
    *petitions.ACTIONS,
    photos.RETRACT,
    *accountabilities.ACTIONS,
)
"""Everything that can be done from a page with a form of its own."""

CONTROLLERS: tuple[ControllerRouterHandler, ...] = (
    HomeController,
    OverviewController,
    VillagesController,
    WorkListsController,
    GridsController,
    PhotosController,
    QualityController,
    HouseholdsController,
    PartnersController,
    ContributionsController,
    StatementsController,
    ContradictionsController,
    DuplicatesController,
    MergesController,
    MovesController,
    PetitionsController,
    DutiesController,
    AgingController,
    DigestsController,
    ProgrammesController,
    FundsController,
    YearEndsController,
    UpzsController,
    CommitmentsController,
    ClearancesController,
    FlagsController,
    UnservedController,
    PackagesController,
    PaymentBatchesController,
    AccountabilitiesController,
    NeedsController,
    InterestsController,
    AidReportsController,
    PublicController,
    ReportingController,
    RecommendationsController,
    RuleSetsController,
    TrailController,
    ListsController,
    ListFilesController,
    PreviewsController,
    VintagesController,
    ResurrectionsController,
    SearchController,
    PreferencesController,
    PrivacyController,
    AgreementsController,
    FiguresController,
    BudgetsController,
    BudgetImportsController,
    AreaGroupsController,
    BoundariesController,
    InitiativesController,
    MusdesController,
    MusdesGridController,
    SealsController,
    corrections.CorrectionsController,
    PurposesController,
    LiveController,
    DescriptionController,
    AccountsController,
    CalendarsController,
    MyAccountController,
    SigningInController,
    SingleSignOnController,
    AssetsController,
    controller(ACTIONS),
)
