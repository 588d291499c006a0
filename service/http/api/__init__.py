"""JSON under /api/v1, one controller a noun."""

from litestar.types import ControllerRouterHandler

from service.http.api.accounts import AccountsController
from service.http.api.agreements import AgreementsController
from service.http.api.commitments import CommitmentsController
from service.http.api.contributions import ContributionsController
from service.http.api.corrections import CorrectionsController
from service.http.api.deliveries import DeliveriesController
from service.http.api.exports import ExportsController, LooksController
from service.http.api.figures import FiguresController
from service.http.api.funds import FundsController
from service.http.api.household_reads import HouseholdReadsController
from service.http.api.households import HouseholdsController
from service.http.api.lists import ListsController
from service.http.api.musdes import MusdesController
from service.http.api.needs import NeedsController
from service.http.api.partners import PartnersController
from service.http.api.programmes import ProgrammesController
from service.http.api.statuses import StatusesController
from service.http.api.subject_requests import SubjectRequestsController
from service.http.api.trail import TrailController
from service.http.api.villages import VillagesController

CONTROLLERS: tuple[ControllerRouterHandler, ...] = (
    AccountsController,
    AgreementsController,
    HouseholdsController,
    HouseholdReadsController,
    StatusesController,
    NeedsController,
    VillagesController,
    ListsController,
    PartnersController,
    ProgrammesController,
    FundsController,
    CommitmentsController,
    DeliveriesController,
    ContributionsController,
    TrailController,
    SubjectRequestsController,
    ExportsController,
    LooksController,
    MusdesController,
    CorrectionsController,
    FiguresController,
)
