"""Passkeys (WebAuthn, level 2): a device proves that it holds a key; the instance knows the public half only.

The challenge travels in a signed ticket, so that asking for a page writes nothing.
"""

import secrets
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
import webauthn
from flask import current_app, url_for
from flask_babel import gettext as _
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from consult import clock
from consult.accounts import factors
from consult.accounts.models import Passkey, User
from consult.audit.services import Action, record
from consult.db import db
from consult.errors import RuleBroken

AT_MOST = 10
VERIFIED = "preferred"  # a password came before: a touch is enough where a device asks for no more


def _origin() -> str:
    """The address of this instance, as browsers sign it."""
    base = current_app.config["BASE_URL"] or url_for("pages.home", _external=True)
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}"


def _place() -> str:
    return urlsplit(_origin()).hostname or "localhost"


def to_register(user: User) -> tuple[str, str]:
    """What a browser needs to make a passkey (JSON), and the ticket that comes back with it."""
    challenge = secrets.token_bytes(32)
    known = [PublicKeyCredentialDescriptor(id=one.credential) for one in factors.passkeys_of(user)]
    options = webauthn.generate_registration_options(
        rp_id=_place(),
        rp_name=current_app.config["INSTANCE_NAME"],
        user_id=f"consult-{user.id}".encode(),
        user_name=user.email or user.name,
        user_display_name=user.name,
        challenge=challenge,
        exclude_credentials=known,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=UserVerificationRequirement(VERIFIED)
        ),
    )
    return webauthn.options_to_json(options), factors.ticket(
        user, challenge=bytes_to_base64url(challenge), act="register"
    )


def register(user: User, *, ticket: str, answer: str, name: str) -> Passkey:
    """Keep a passkey that a browser made. Raises RuleBroken where its answer is not to the question of this ticket."""
    said = _said(ticket, user, "register")
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(said["challenge"]),
            expected_rp_id=_place(),
            expected_origin=_origin(),
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise RuleBroken(_("Cette clé d’accès n’a pas pu être enregistrée. Recommencez.")) from error
    if len(factors.passkeys_of(user)) >= AT_MOST:
        raise RuleBroken(_("Dix clés d’accès au plus : retirez-en une d’abord."))
    key = Passkey(
        user_id=user.id,
        credential=made.credential_id,
        public_key=made.credential_public_key,
        uses=made.sign_count,
        name=name[:80] or _("Clé d’accès"),
    )
    db.session.add(key)
    record(Action.ACCOUNT_SECURED, user, actor=user, by="passkey")
    return key


def to_log_in(user: User) -> tuple[str, str]:
    """What a browser needs to prove that it holds a passkey of this person (JSON), and the ticket that comes back."""
    challenge = secrets.token_bytes(32)
    options = webauthn.generate_authentication_options(
        rp_id=_place(),
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id=one.credential) for one in factors.passkeys_of(user)],
        user_verification=UserVerificationRequirement(VERIFIED),
    )
    return webauthn.options_to_json(options), factors.ticket(
        user, challenge=bytes_to_base64url(challenge), act="log-in"
    )


def is_proof(user: User, *, ticket: str, answer: str) -> bool:
    """Whether a browser holds a passkey of this person. A key whose count goes back was copied, and proves nothing."""
    said = _said(ticket, user, "log-in")
    try:
        credential = webauthn.helpers.parse_authentication_credential_json(answer)
        key = db.session.scalars(
            sa.select(Passkey).filter_by(user_id=user.id, credential=credential.raw_id)
        ).one_or_none()
        if key is None:
            return False
        proven = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(said["challenge"]),
            expected_rp_id=_place(),
            expected_origin=_origin(),
            credential_public_key=key.public_key,
            credential_current_sign_count=key.uses,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return False
    key.uses, key.used = proven.new_sign_count, clock.now()
    return True


def remove(user: User, passkey_id: int) -> None:
    """Forget a passkey of one's own."""
    gone = db.session.execute(sa.delete(Passkey).filter_by(id=passkey_id, user_id=user.id))
    if gone.rowcount:  # type: ignore[attr-defined]
        record(Action.ACCOUNT_UNSECURED, user, actor=user, by="passkey")


def _said(ticket: str, user: User, act: str) -> dict[str, Any]:
    known = factors.of_ticket(ticket)
    if known is None or known[0].id != user.id or known[1].get("act") != act:
        raise RuleBroken(_("Cette page est restée ouverte trop longtemps. Recommencez."))
    return known[1]
