"""Pages under /, in Indonesian, working without a script."""

from litestar.types import ControllerRouterHandler

from service.http.pages import accounts, my_account
from service.http.pages.accounts import AccountsController
from service.http.pages.description import DescriptionController
from service.http.pages.households import HouseholdsController
from service.http.pages.my_account import MyAccountController
from service.http.pages.needs import NeedsController
from service.http.pages.overview import OverviewController
from service.http.pages.partners import PartnersController
from service.http.pages.signing_in import SigningInController
from service.http.pages.single_sign_on import SingleSignOnController
from service.http.pages.villages import VillagesController
from service.http.static import AssetsController

CONTROLLERS: tuple[ControllerRouterHandler, ...] = (
    OverviewController,
    VillagesController,
    HouseholdsController,
    PartnersController,
    NeedsController,
    DescriptionController,
    AccountsController,
    *accounts.HANDLERS,
    MyAccountController,
    *my_account.HANDLERS,
    SigningInController,
    SingleSignOnController,
    AssetsController,
)
