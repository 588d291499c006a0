"""What can be set from outside: read once from the environment, then passed on as a value.

Every variable starts with `SANDING_`. A wrong value, and a name nobody knows, stop the start with
a sentence that says which one and what to write instead.
"""

import os
import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Self, cast
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from service.kernel.roles import ROLES, Role

_PREFIX = "SANDING_"
_SYSTEM_FOLDER = Path("/var/lib/sanding")


class BadSetting(Exception):  # noqa: N818  (named like the refusals: what is wrong, not "Error")
    """A variable has a value that cannot be used.

    Args:
        variable: its name, as in the environment.
        why: Indonesian, what is wrong and what to write instead.
    """

    def __init__(self, variable: str, why: str) -> None:
        super().__init__(f"{variable}: {why}")
        self.variable = variable


class Settings(Struct, frozen=True, kw_only=True):
    """How this installation runs."""

    host: str = "127.0.0.1"
    """`SANDING_HOST`: address the service listens on. Default 127.0.0.1: this machine only."""

    port: int = 8000
    """`SANDING_PORT`: port the service listens on. Default 8000."""

    workers: int = 1
    """`SANDING_WORKERS`: processes that answer requests. Default 1."""

    data_folder: Path
    """`SANDING_DATA`: everything this installation keeps on disk: the local database, the keys.

    Default `$XDG_DATA_HOME/sanding`, else `~/.local/share/sanding`; for root `/var/lib/sanding`,
    because PostgreSQL runs as another account, which cannot enter root's home.
    """

    keys_file: Path
    """`SANDING_KEYS`: file of the key-encryption keys. Default `keys.json` in the data folder.

    Whoever has this file and the vault can read personal data; whoever loses it cannot any more.
    """

    regency: str = "33.09"
    """`SANDING_REGENCY`: Kemendagri code of the regency or city. Default 33.09, Boyolali."""

    households: int = 20_000
    """`SANDING_HOUSEHOLDS`: how many households the demo makes up. Default 20000."""

    is_demo: bool = False
    """`SANDING_DEMO`: 1 lets anybody sign in as one of the demo's people. Default 0."""

    database_url: str | None = None
    """`SANDING_DATABASE_URL`: the database of the events and views, as the role `sanding_app`.

    None runs a local PostgreSQL in the data folder.
    """

    owner_url: str | None = None
    """`SANDING_OWNER_URL`: the same database as its owner, for making tenants and views."""

    vault_url: str | None = None
    """`SANDING_VAULT_URL`: the database of the keys: apart, so that its backups are short-lived."""

    public_url: str = ""
    """`SANDING_PUBLIC_URL`: where browsers reach the service, as `https://sanding.example.go.id`.

    Invitations and the identity provider lead there; with https, cookies travel over TLS only.
    Default: the address it listens on.
    """

    trusted_proxies: str = ""
    """`SANDING_TRUSTED_PROXIES`: addresses of proxies whose word on where a browser is counts,
    as `127.0.0.1,10.0.0.0/8`. Attempts to sign in, and what strangers ask on public pages, are
    counted by that. Default: none: behind a proxy, all of them then count as one."""

    oidc_issuer: str = ""
    """`SANDING_OIDC_ISSUER`: address of the regency's identity provider. Default: there is none."""

    oidc_name: str = "SSO kabupaten"
    """`SANDING_OIDC_NAME`: what people call the provider."""

    oidc_client: str = "sanding"
    """`SANDING_OIDC_CLIENT`: what the provider calls this service."""

    oidc_secret: str = ""
    """`SANDING_OIDC_SECRET`: what this service shows the provider to be known."""

    oidc_groups: str = ""
    """`SANDING_OIDC_GROUPS`: which role each group of the provider stands for:
    `pendamping=mentor,inspektorat=auditor`. Whoever is in no group of their role stays out."""

    oidc_only: bool = False
    """`SANDING_OIDC_ONLY`: 1 leaves passwords to administrators, for when the provider is down."""

    postgres_bin: Path | None = None
    """`SANDING_PG_BIN`: folder of the `postgres` program to run locally. None looks for one."""

    @classmethod
    def from_environment(cls, env: Mapping[str, str], **overrides: Any) -> Self:
        """Read the settings.

        Args:
            env: usually `os.environ`. An empty value counts as not set.
            overrides: values by field name that win over the environment, as from the command
                line; None means not given.

        Raises:
            BadSetting: a value cannot be used, a name is unknown, or two do not go together.
        """
        _refuse_unknown(env)
        given = {name: env.get(variable, "").strip() for name, variable in _VARIABLES.items()}
        given |= {name: str(value) for name, value in overrides.items() if value is not None}
        values = {
            name: _READERS[name](_VARIABLES[name], text) for name, text in given.items() if text
        }
        folder = values.setdefault("data_folder", _default_folder(env))
        values.setdefault("keys_file", folder / "keys.json")
        settings = cls(**values)
        settings._refuse_half_a_server()
        settings._refuse_half_a_provider()
        return settings

    @property
    def address(self) -> str:
        """Where browsers reach the service."""
        return self.public_url or f"http://{self.host}:{self.port}"

    def role_by_group(self) -> dict[str, Role]:
        """Return which role each group of the identity provider stands for."""
        pairs = (pair.partition("=") for pair in self.oidc_groups.split(",") if pair)
        return {group.strip(): cast("Role", role.strip()) for group, _, role in pairs}

    def as_environment(self) -> dict[str, str]:
        """Return the variables that give another process these very settings."""
        values = msgspec.structs.asdict(self)
        return {
            _VARIABLES[name]: str(int(value)) if isinstance(value, bool) else str(value)
            for name, value in values.items()
            if value not in (None, "")
        }

    def _refuse_half_a_server(self) -> None:
        urls = {
            "SANDING_DATABASE_URL": self.database_url,
            "SANDING_OWNER_URL": self.owner_url,
            "SANDING_VAULT_URL": self.vault_url,
        }
        if all(urls.values()) or not any(urls.values()):
            return
        missing = next(variable for variable, url in urls.items() if not url)
        raise BadSetting(
            missing,
            "belum diisi. Untuk server PostgreSQL sendiri, isi ketiganya: "
            f"{', '.join(urls)}. Untuk basis data lokal, kosongkan ketiganya.",
        )

    def _refuse_half_a_provider(self) -> None:
        if self.oidc_issuer and not self.oidc_groups:
            raise BadSetting(
                "SANDING_OIDC_GROUPS",
                "belum diisi, jadi tidak seorang pun dapat masuk lewat penyedia identitas. "
                "Isi seperti pendamping=mentor,inspektorat=auditor.",
            )


def _refuse_unknown(env: Mapping[str, str]) -> None:
    known = set(_VARIABLES.values())
    for variable in env:
        if variable.startswith(_PREFIX) and variable not in known:
            near = get_close_matches(variable, known, n=1)
            meant = (
                f"Mungkin maksudnya {near[0]}?"
                if near
                else f"Yang ada: {', '.join(_VARIABLES.values())}."
            )
            raise BadSetting(variable, f"nama ini tidak dikenal. {meant}")


def _default_folder(env: Mapping[str, str]) -> Path:
    if env.get("XDG_DATA_HOME", "").startswith("/"):  # a relative one is to be ignored, XDG says
        return Path(env["XDG_DATA_HOME"]) / "sanding"
    if os.geteuid() == 0:
        return _SYSTEM_FOLDER
    home = Path(env["HOME"]) if env.get("HOME") else Path.home()
    return home / ".local" / "share" / "sanding"


def _text(_variable: str, text: str) -> str:
    return text


def _path(_variable: str, text: str) -> Path:
    return Path(text).expanduser().absolute()


def _whole(least: int, most: int) -> Callable[[str, str], int]:
    def read(variable: str, text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise BadSetting(
                variable, f"“{text}” bukan bilangan bulat. Isi dengan {least} sampai {most}."
            )
        return int(text)

    return read


def _yes_or_no(variable: str, text: str) -> bool:
    if text not in ("0", "1"):
        raise BadSetting(variable, f"“{text}” tidak dikenal. Isi dengan 1 (ya) atau 0 (tidak).")
    return text == "1"


def _regency(variable: str, text: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]\.[0-9]{2}", text):
        raise BadSetting(
            variable,
            f"“{text}” bukan kode kabupaten/kota. Isi dengan kode Kemendagri seperti 33.09.",
        )
    return text


def _web_url(variable: str, text: str) -> str:
    try:
        parts = urlsplit(text)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query
    except ValueError:
        is_web = False
    if not is_web:
        raise BadSetting(
            variable, f"“{text}” bukan alamat web. Isi seperti https://sanding.example.go.id."
        )
    return text


def _networks(variable: str, text: str) -> str:
    for one in text.split(","):
        try:
            ip_network(one.strip())
        except ValueError as err:
            raise BadSetting(
                variable, f"“{one}” bukan alamat jaringan. Isi seperti 127.0.0.1,10.0.0.0/8."
            ) from err
    return text


def _groups(variable: str, text: str) -> str:
    for pair in text.split(","):
        group, _, role = pair.partition("=")
        if not group.strip() or role.strip() not in ROLES:
            raise BadSetting(
                variable,
                f"“{pair}” tidak dikenal. Isi seperti pendamping=mentor; peran yang ada: "
                f"{', '.join(ROLES)}.",
            )
    return text


def _postgres_url(variable: str, text: str) -> str:
    try:
        is_postgres = urlsplit(text).scheme in ("postgresql", "postgres")
    except ValueError:
        is_postgres = False
    if not is_postgres:  # the value may hold a password: it is not repeated
        raise BadSetting(
            variable,
            "bukan alamat PostgreSQL. Isi seperti postgresql://akun:sandi@server:5432/sanding.",
        )
    return text


_READERS: dict[str, Callable[[str, str], Any]] = {
    "host": _text,
    "port": _whole(1, 65535),
    "workers": _whole(1, 64),
    "data_folder": _path,
    "keys_file": _path,
    "regency": _regency,
    "households": _whole(1, 1_000_000),
    "is_demo": _yes_or_no,
    "database_url": _postgres_url,
    "owner_url": _postgres_url,
    "vault_url": _postgres_url,
    "public_url": _web_url,
    "trusted_proxies": _networks,
    "oidc_issuer": _web_url,
    "oidc_name": _text,
    "oidc_client": _text,
    "oidc_secret": _text,
    "oidc_groups": _groups,
    "oidc_only": _yes_or_no,
    "postgres_bin": _path,
}

_VARIABLES = {name: _PREFIX + name.upper() for name in _READERS} | {
    "data_folder": "SANDING_DATA",
    "is_demo": "SANDING_DEMO",
    "keys_file": "SANDING_KEYS",
    "postgres_bin": "SANDING_PG_BIN",
}
