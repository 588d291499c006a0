"""Signing in through the regency's own identity provider: OpenID Connect, code flow with PKCE.

    authorise (to the provider) → come back with a code → claims

The provider says who somebody is; what they may do here stands in their account. Its groups are a
condition: whoever lost the group of their account's role does not come in.
Source: OpenID Connect Core 1.0 §3.1; RFC 7636 (PKCE); RFC 9700 §2.1.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlencode

import httpx
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from msgspec import Struct

from service.http.problems import NotHere
from service.kernel.roles import Role

SCOPES = "openid profile"
WAIT_SECONDS = 10.0
LEEWAY_SECONDS = 60
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
SECOND_FACTORS = frozenset({"mfa", "otp", "hwk", "swk", "sms", "pop", "face", "fpt"})
"""Ways of proving oneself beside a password (RFC 8176)."""


class ProviderUnusable(Exception):  # noqa: N818  (a state of another service, answered as 503)
    """The identity provider does not answer, or not as it should."""


class NotFromProvider(NotHere):
    """Jawaban penyedia identitas tidak dapat dipercaya."""

    way_out = "Mulai kembali dari halaman masuk."


class NotInGroup(NotHere):
    """Grup Anda pada penyedia identitas tidak memuat peran akun ini."""

    way_out = "Hubungi pengelola penyedia identitas, atau administrator Sanding."


class Attempt(Struct, frozen=True):
    """What a browser keeps while its holder is at the provider."""

    state: str
    nonce: str
    verifier: str
    back: str


class Claims(Struct, frozen=True, kw_only=True):
    """What the provider says of whoever signed in there.

    Args:
        subject: its name for them, which never changes and is never given to another.
        username: what they are called there; here, the name of their account.
        has_second_factor: whether they proved themselves with more than a password.
    """

    subject: str
    username: str
    groups: tuple[str, ...] = ()
    has_second_factor: bool = False


class Provider(Struct, frozen=True, kw_only=True):
    """An identity provider, and what is agreed with it.

    Args:
        name: what people call it.
        issuer: its address; `/.well-known/openid-configuration` stands below it.
        groups: role by group.
        is_only_way: passwords open administrators' accounts only, for when the provider is down.
    """

    name: str
    issuer: str
    client_id: str
    client_secret: str
    groups: Mapping[str, Role]
    is_only_way: bool = False

    def authorise(self, redirect: str, back: str) -> tuple[str, Attempt]:
        """Return the address to send a browser to, and what it keeps meanwhile.

        Raises:
            ProviderUnusable: the provider does not answer.
        """
        attempt = Attempt(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            back=back,
        )
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": redirect,
            "scope": SCOPES,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": _challenge(attempt.verifier),
            "code_challenge_method": "S256",
        }
        return f"{self._metadata()['authorization_endpoint']}?{urlencode(asked)}", attempt

    def claims(self, attempt: Attempt, *, state: str, code: str, redirect: str) -> Claims:
        """Return who came back from the provider.

        Raises:
            NotFromProvider: the answer is to another question, or not signed by the provider.
            ProviderUnusable: the provider does not answer.
        """
        if not secrets.compare_digest(state.encode(), attempt.state.encode()):
            raise NotFromProvider
        metadata = self._metadata()
        told = _ask(
            "POST",
            metadata["token_endpoint"],
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": redirect,
                "code_verifier": attempt.verifier,
            },
            auth=(self.client_id, self.client_secret),
        )
        keys = KeySet.import_key_set(cast("KeySetSerialization", _ask("GET", metadata["jwks_uri"])))
        try:
            token = jwt.decode(str(told.get("id_token", "")), keys, algorithms=ALGORITHMS)
            jwt.JWTClaimsRegistry(
                leeway=LEEWAY_SECONDS,
                iss={"essential": True, "value": self.issuer},
                aud={"essential": True, "value": self.client_id},
                exp={"essential": True},
                sub={"essential": True},
                nonce={"essential": True, "value": attempt.nonce},
            ).validate(token.claims)
        except (JoseError, ValueError) as err:
            raise NotFromProvider from err
        return _read(token.claims)

    def require_role(self, claims: Claims, role: Role) -> None:
        """Refuse whoever is not in a group of an account's role.

        Raises:
            NotInGroup: the provider's groups don't give that role.
        """
        if role not in {self.groups.get(group) for group in claims.groups}:
            raise NotInGroup(role=role)

    def identity_hash(self, claims: Claims) -> str:
        """Return what an account keeps of its holder's identity: SHA-256, in hex."""
        return hashlib.sha256(f"{self.issuer}\n{claims.subject}".encode()).hexdigest()

    def _metadata(self) -> dict[str, Any]:
        found = _ask("GET", self.issuer.rstrip("/") + "/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise ProviderUnusable(f"the provider calls itself {found.get('issuer')!r}")
        return found


def _read(claims: Mapping[str, Any]) -> Claims:
    groups, methods = claims.get("groups", ()), claims.get("amr", ())
    return Claims(
        subject=str(claims["sub"]),
        username=str(claims.get("preferred_username", "")).lower(),
        groups=tuple(map(str, groups)) if isinstance(groups, list) else (),
        has_second_factor=isinstance(methods, list) and bool(SECOND_FACTORS & set(methods)),
    )


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _ask(method: str, address: str, **more: Any) -> dict[str, Any]:
    """Ask the provider something.

    Raises:
        ProviderUnusable: it does not answer, or not with an object.
    """
    try:
        answer = httpx.request(method, address, timeout=WAIT_SECONDS, **more)
        answer.raise_for_status()
        return msgspec.json.decode(answer.content, type=dict[str, Any])
    except (httpx.HTTPError, msgspec.MsgspecError) as err:
        raise ProviderUnusable(f"{method} {address}: {err}") from err
