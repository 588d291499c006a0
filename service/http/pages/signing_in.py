"""Signing in: account and password, then a code from the telephone; or a persona of the demo.

/masuk → (/masuk/pasang | /masuk/langkah-kedua) → /
"""

from typing import Annotated, Any
from uuid import uuid4

import segno
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect

from service.aggregates.account import Account
from service.application import Command, NotKnown
from service.commands import credentials as commands
from service.http import credentials
from service.http.authentication import AnyRequest, local, session_of
from service.http.calls import token_hash
from service.http.doors import Doors, place_of
from service.http.forms import Posted, first
from service.http.pages.rendering import render
from service.http.problems import FieldError
from service.projections import accounts
from service.regency import Regency
from service.sessions.session import Session

Back = Annotated[str, QueryParameter(name="kembali", max_length=500)]

WRONG = FieldError("account", "akun atau kata sandi tidak cocok")
WRONG_CODE = FieldError("code", "kode ini tidak berlaku; tunggu kode berikutnya, lalu coba lagi")
DIFFERENT = FieldError("again", "tidak sama dengan kata sandi di atas")
SECOND_STEP, ENROL = "/masuk/langkah-kedua", "/masuk/pasang"


class SigningInController(Controller):
    """The way in, and the way out."""

    include_in_schema = False
    opt = {"public": True}  # noqa: RUF012  (the framework's own way)

    @get("/masuk", sync_to_thread=True)
    def ask(
        self,
        request: AnyRequest,
        regency: NamedDependency[Regency],
        doors: NamedDependency[Doors],
        back: Back = "/",
    ) -> Response[Any]:
        """Ask for an account and its password."""
        session = session_of(request)
        if session is not None:
            return Redirect(local(back) if session.is_complete else SECOND_STEP)
        return _form(request, regency, doors, back=local(back))

    @post("/masuk", sync_to_thread=True)
    def enter(
        self,
        request: AnyRequest,
        regency: NamedDependency[Regency],
        doors: NamedDependency[Doors],
        posted: NamedDependency[Posted],
    ) -> Response[Any]:
        """Judge a password; the second step follows."""
        account, back = first(posted, "account").lower(), local(first(posted, "back") or "/")
        password = posted.get("password", [""])[0]
        known = credentials.check_password(regency, account, password, place_of(request).address)
        if known is None or (
            doors.provider and doors.provider.is_only_way and known.role != "administrator"
        ):
            errors = [WRONG]
            return _form(request, regency, doors, back=back, account=account, errors=errors)
        return begin(request, regency, doors, known, back)

    @post("/masuk/contoh", sync_to_thread=True)
    def try_persona(
        self,
        request: AnyRequest,
        regency: NamedDependency[Regency],
        doors: NamedDependency[Doors],
        posted: NamedDependency[Posted],
    ) -> Response[Any]:
        """Let anybody in as a persona of a demo; there are none elsewhere."""
        account = first(posted, "account")
        if account not in doors.personas:
            raise NotKnown
        token, _ = _start(request, regency, doors, account, is_complete=True)
        return _let_in(doors, token, local(first(posted, "back") or "/"))

    @get(SECOND_STEP, sync_to_thread=True)
    def ask_code(
        self, request: AnyRequest, regency: NamedDependency[Regency], back: Back = "/"
    ) -> Response[Any]:
        """Ask for a one-time code."""
        session = _partial(request)
        if session is None:
            return Redirect("/masuk")
        if _account(regency, session).secret is None:
            return Redirect(ENROL, query_params={"kembali": local(back)})
        return render(request, "signin_code.html", back=local(back), errors=[])

    @post(SECOND_STEP, sync_to_thread=True)
    def check_code(
        self,
        request: AnyRequest,
        regency: NamedDependency[Regency],
        doors: NamedDependency[Doors],
        posted: NamedDependency[Posted],
    ) -> Response[Any]:
        """Judge a one-time code, or a recovery code."""
        session = _partial(request)
        if session is None:
            return Redirect("/masuk", status_code=303)
        back = local(first(posted, "back") or "/")
        address = place_of(request).address
        if not credentials.check_code(
            regency, _account(regency, session), first(posted, "code"), address
        ):
            return render(request, "signin_code.html", status=400, back=back, errors=[WRONG_CODE])
        token = regency.sessions.prove(session, now=regency.ledger.clock())
        return _let_in(doors, token, back)

    @get(ENROL, sync_to_thread=True)
    def ask_telephone(
        self, request: AnyRequest, regency: NamedDependency[Regency], back: Back = "/"
    ) -> Response[Any]:
        """Show a square code for the holder's telephone."""
        session = _partial(request)
        if session is None or _account(regency, session).secret is not None:
            return Redirect("/masuk")
        return _enrolment(request, session, credentials.new_secret(), local(back))

    @post(ENROL, sync_to_thread=True)
    def enrol(
        self,
        request: AnyRequest,
        regency: NamedDependency[Regency],
        doors: NamedDependency[Doors],
        posted: NamedDependency[Posted],
    ) -> Response[Any]:
        """Take the telephone on once it has made a right code; show the recovery codes."""
        session = _partial(request)
        if session is None:
            return Redirect("/masuk", status_code=303)
        known = _account(regency, session)
        secret, back = first(posted, "secret"), local(first(posted, "back") or "/")
        credentials.count_attempt(regency, known.account, place_of(request).address)
        now = regency.ledger.clock()
        step = credentials.step_of(secret, first(posted, "code"), now)
        if step is None or not regency.sessions.use_code(known.account, step):
            return _enrolment(request, session, secret, back, [WRONG_CODE])
        codes = credentials.new_recovery_codes()
        hashes = tuple(credentials.recovery_hash(code) for code in codes)
        record(regency, known, lambda w: commands.enrol(w, secret=secret, recovery_hashes=hashes))
        regency.sessions.forgive(known.account)
        token = regency.sessions.prove(session, now=now)
        response = render(request, "signin_recovery.html", codes=codes, back=back)
        doors.let_in(response, token)
        return response

    @get("/undangan/{account:str}/{token:str}", sync_to_thread=True)
    def ask_password(
        self,
        request: AnyRequest,
        regency: NamedDependency[Regency],
        account: FromPath[str],
        token: FromPath[str],
    ) -> Response[Any]:
        """Ask whoever was invited for a password."""
        known = _invited(regency, account, token)
        return render(request, "signin_invitation.html", account=known, errors=[])

    @post("/undangan/{account:str}/{token:str}", sync_to_thread=True)
    def accept(
        self,
        *,
        request: AnyRequest,
        regency: NamedDependency[Regency],
        doors: NamedDependency[Doors],
        posted: NamedDependency[Posted],
        account: FromPath[str],
        token: FromPath[str],
    ) -> Response[Any]:
        """Keep the password that was chosen; the second step follows."""
        known = _invited(regency, account, token)
        errors = chosen_faults(posted, known)
        if errors:
            return render(
                request, "signin_invitation.html", status=400, account=known, errors=errors
            )
        hashed = credentials.hashed(posted["password"][0])
        record(
            regency,
            known,
            lambda w: commands.accept(w, password_hash=hashed, token_hash=token_hash(token)),
        )
        regency.sessions.end_all(account)
        return begin(request, regency, doors, _known(regency, account), "/")

    @post("/keluar", sync_to_thread=True)
    def leave(
        self,
        request: AnyRequest,
        regency: NamedDependency[Regency],
        doors: NamedDependency[Doors],
    ) -> Response[Any]:
        """End the session."""
        session = session_of(request)
        if session is not None:
            regency.sessions.end(session.id, account=session.account)
        return _let_in(doors, "", "/masuk")


def chosen_faults(posted: Posted, account: Account) -> list[FieldError]:
    """Return what is wrong with a password that was chosen, and with its repetition."""
    password, again = posted.get("password", [""])[0], posted.get("again", [""])[0]
    known = (account.account, account.name, account.position, account.organisation)
    errors = credentials.faults(password, *known)
    return errors or ([] if password == again else [DIFFERENT])


def _form(
    request: AnyRequest,
    regency: Regency,
    doors: Doors,
    *,
    back: str,
    account: str = "",
    errors: list[FieldError] | None = None,
) -> Response[str]:
    personas = []
    if doors.personas:
        regency.engine.catch_up("accounts")
        with regency.pool.connection() as conn:
            found = accounts.find(conn, regency.schema, accounts.Asked(is_closed=False), limit=200)
        by_name = {one.account: one for one in found}
        personas = [by_name[one] for one in doors.personas if one in by_name]
    return render(
        request,
        "signin.html",
        status=401 if errors else 200,
        back=back,
        account=account,
        errors=errors or [],
        personas=personas,
        provider=doors.provider,
    )


def begin(
    request: AnyRequest,
    regency: Regency,
    doors: Doors,
    known: Account,
    back: str,
    *,
    is_complete: bool = False,
) -> Response[Any]:
    """Start a session, and lead to the second step unless it was taken elsewhere."""
    token, _ = _start(request, regency, doors, known.account, is_complete=is_complete)
    if is_complete:
        return _let_in(doors, token, back)
    step = SECOND_STEP if known.secret else ENROL
    response: Response[Any] = Redirect(step, query_params={"kembali": back}, status_code=303)
    doors.let_in(response, token)
    return response


def _start(
    request: AnyRequest, regency: Regency, doors: Doors, account: str, *, is_complete: bool
) -> tuple[str, Session]:
    """Start a session, and end the one that the browser came with."""
    now = regency.ledger.clock()
    before = regency.sessions.find(doors.token_of(request), now=now)
    if before is not None:
        regency.sessions.end(before.id, account=before.account)
    return regency.sessions.start(
        account, is_complete=is_complete, place=place_of(request), now=now
    )


def _let_in(doors: Doors, token: str, back: str) -> Response[Any]:
    response: Response[Any] = Redirect(back, status_code=303)
    doors.let_in(response, token)
    return response


def _enrolment(
    request: AnyRequest,
    session: Session,
    secret: str,
    back: str,
    errors: list[FieldError] | None = None,
) -> Response[str]:
    square = segno.make(credentials.enrolment_address(session.account, secret), micro=False)
    return render(
        request,
        "signin_enrol.html",
        status=400 if errors else 200,
        square=square.svg_inline(scale=5, border=4, dark="#000", light="#fff"),
        secret=secret,
        back=back,
        errors=errors or [],
    )


def _partial(request: AnyRequest) -> Session | None:
    session = session_of(request)
    return None if session is None or session.is_complete else session


def _account(regency: Regency, session: Session) -> Account:
    return _known(regency, session.account)


def _known(regency: Regency, account: str) -> Account:
    return regency.ledger.look(Account, account)[1]


def _invited(regency: Regency, account: str, token: str) -> Account:
    """Return who was invited.

    Raises:
        NotKnown: nobody, or not any more; whoever guesses learns nothing.
    """
    known = _known(regency, account)
    is_invited = known.is_invited(token_hash(token), now=regency.ledger.clock())
    if not is_invited or known.actor(regency.ledger.today) is None:
        raise NotKnown
    return known


def record(regency: Regency, known: Account, command: Command) -> None:
    """Carry out a command as the holder of an account who is not quite signed in yet.

    Raises:
        NotKnown: nobody acts through the account today.
    """
    actor = known.actor(regency.ledger.today)
    if actor is None:
        raise NotKnown
    regency.ledger.record(actor, command, command_id=uuid4(), channel="page")
