"""What can be done about accounts: opened, bounded, handed on, closed; each after a fresh proof."""

from typing import Any

from service.aggregates.account import Account
from service.application import NotKnown, Receipt
from service.commands import accounts, credentials
from service.commands.requests import Explain
from service.http import languages
from service.http.pages.actions import Action, Scene
from service.http.pages.visits import Visit
from service.kernel.roles import ROLE_LABELS
from service.projections import accounts as read

ACCOUNT = "/akun/{account:str}"
MOST_ACCOUNTS = 1_000


def account_scene(visit: Visit) -> Scene:
    """Find the account in the address.

    Raises:
        NotKnown: there is none.
    """
    account: str = visit.parameters["account"]
    return scene_of(visit, account, back=f"/akun/{account}")


def own_scene(visit: Visit) -> Scene:
    """Find the account of whoever looks."""
    return scene_of(visit, visit.actor.account, back="/akun-saya")


def scene_of(visit: Visit, account: str, *, back: str) -> Scene:
    """Return what an action about an account needs.

    Raises:
        NotKnown: there is none.
    """
    _, known = visit.regency.ledger.look(Account, account)
    if not known.account or known.role is None:
        raise NotKnown
    until = languages.day("id", known.until) if known.until else "belum ditentukan"
    return Scene(
        title=f"{known.name}, {known.position}",
        back=back,
        ids={"account": account},
        about=(Account, account),
        facts=[
            ("Akun", account),
            ("Peran", ROLE_LABELS[known.role]),
            ("Lembaga", visit.partner(known.organisation)),
            ("Wilayah kerja", ", ".join(known.areas)),
            ("Hari terakhir", until),
        ],
        choices={"to": others(visit, account)} if visit.may("accounts.delegate") else {},
        values={"areas": list(known.areas)},
        state=known,
    )


def new_scene(visit: Visit) -> Scene:
    """Tell for whom an account can be."""
    roles = [(code, label) for code, label in ROLE_LABELS.items() if code != "system"]
    return Scene(
        title="Akun",
        back="/akun",
        choices={"organisation": visit.partners(), "role": roles},
        values={"areas": list(visit.actor.scope.areas)},
    )


def others(visit: Visit, account: str) -> list[tuple[str, str]]:
    """Return the accounts that could stand in for one, for whoever may know them."""
    visit.regency.engine.catch_up("accounts")
    asked = read.Asked(is_closed=False)
    with visit.regency.reading(visit.actor) as conn:
        found = read.find(conn, visit.regency.schema, asked, limit=MOST_ACCOUNTS)
    return [(one.account, f"{one.name}, {one.office}") for one in found if one.account != account]


def _is_open(known: Any) -> bool:
    return known is not None and not known.is_closed


def _to_account(receipt: Receipt, _: Scene) -> str:
    return f"/akun/{receipt.id}"


OPEN = Action(
    right="accounts.open",
    path="/akun/baru",
    title="Buka akun",
    done="Akun dibuka. Undang pemegangnya untuk membuat kata sandi.",
    lead="Satu akun untuk satu orang dalam satu jabatan. Jabatan baru berarti akun baru.",
    ask=accounts.Open,
    command=accounts.open_account,
    scene=new_scene,
    leads=_to_account,
    wants_proof=True,
)
ACTIONS: tuple[Action, ...] = (
    Action(
        right="accounts.change_scope",
        path=ACCOUNT + "/wilayah",
        title="Ubah wilayah kerja",
        done="Wilayah kerja diubah.",
        ask=accounts.ChangeScope,
        command=accounts.change_scope,
        scene=account_scene,
        fits=_is_open,
        wants_proof=True,
    ),
    Action(
        right="accounts.change_term",
        path=ACCOUNT + "/masa-jabatan",
        title="Ubah masa jabatan",
        done="Masa jabatan diubah.",
        lead="Sesudah hari terakhir akun tidak dapat dipakai. Kosongkan bila belum ditentukan.",
        ask=accounts.ChangeTerm,
        command=accounts.change_term,
        scene=account_scene,
        fits=_is_open,
        wants_proof=True,
    ),
    Action(
        right="accounts.delegate",
        path=ACCOUNT + "/pelimpahan",
        title="Limpahkan tugas",
        done="Tugas dilimpahkan.",
        ask=accounts.Delegate,
        command=accounts.delegate,
        scene=account_scene,
        fits=_is_open,
        wants_proof=True,
    ),
    Action(
        right="accounts.remove_second_factor",
        path=ACCOUNT + "/langkah-kedua",
        title="Lepas langkah kedua",
        done="Langkah kedua dilepas. Pemegang akun memasang ponsel baru saat masuk.",
        lead="Bila ponsel hilang. Pastikan dulu bahwa yang meminta memang pemegang akun.",
        ask=Explain,
        command=credentials.remove_second_factor,
        scene=account_scene,
        fits=lambda known: _is_open(known) and known.secret is not None,
        wants_proof=True,
        is_grave=True,
    ),
    Action(
        right="accounts.close",
        path=ACCOUNT + "/tutup",
        title="Tutup akun",
        done="Akun ditutup; semua sesi dan tokennya berakhir.",
        ask=Explain,
        command=accounts.close,
        scene=account_scene,
        fits=_is_open,
        wants_proof=True,
        is_grave=True,
    ),
)
OWN_DELEGATION = Action(
    right="account.keep",
    path="/akun-saya/pelimpahan",
    title="Limpahkan tugas saya",
    done="Tugas Anda dilimpahkan.",
    lead="Orang yang Anda pilih dapat bertindak atas nama jabatan Anda sampai hari terakhir.",
    ask=accounts.Delegate,
    command=accounts.delegate,
    scene=own_scene,
    wants_proof=True,
)
