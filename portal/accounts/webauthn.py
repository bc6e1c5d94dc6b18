"""Security keys, by the library `webauthn`: what is asked of one, and whether its answer holds.

The library is read when it is first needed: a portal whose providers answer never needs it.
"""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from portal.settings import Settings


class NotTheKey(Exception):
    """The answer does not hold."""


@dataclass(frozen=True)
class Enrolled:
    """A key as it is kept."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def place(settings: Settings) -> tuple[str, str]:
    """The host that keys are made for, and the origin their answers name."""
    parts = urlsplit(settings.base_url)
    return parts.hostname or "", f"{parts.scheme}://{parts.netloc}"


def ask_for_new(settings: Settings, staff_id: int, name: str, known: list[bytes]) -> dict[str, Any]:
    """What the browser is asked to have a key make: one that knows its owner by PIN or finger."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers import structs as s

    host, _origin = place(settings)
    options = generate_registration_options(
        rp_id=host,
        rp_name=settings.solution_name,
        user_id=f"staff-{staff_id}".encode(),
        user_name=name,
        authenticator_selection=s.AuthenticatorSelectionCriteria(
            resident_key=s.ResidentKeyRequirement.REQUIRED,
            user_verification=s.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[s.PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    asked: dict[str, Any] = json.loads(options_to_json(options))
    return asked


def ask(settings: Settings) -> dict[str, Any]:
    """What the browser is asked to have a key sign. No key is named: nobody learns which exist."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    options = generate_authentication_options(
        rp_id=place(settings)[0], user_verification=UserVerificationRequirement.REQUIRED
    )
    asked: dict[str, Any] = json.loads(options_to_json(options))
    return asked


def enrolled(settings: Settings, answer: str, challenge: str) -> Enrolled:
    """The new key that answered.

    Raises:
        NotTheKey: when the answer does not hold.
    """
    from webauthn import base64url_to_bytes, verify_registration_response

    host, origin = place(settings)
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=host,
            expected_origin=origin,
            require_user_verification=True,
        )
    except Exception as error:  # the library reads what strangers send, in many layers
        raise NotTheKey(type(error).__name__) from error
    return Enrolled(made.credential_id, made.credential_public_key, made.sign_count)


def named(answer: str) -> bytes:
    """Which key an answer says it is from.

    Raises:
        NotTheKey: when it says nothing that can be read.
    """
    from webauthn.helpers import parse_authentication_credential_json

    try:
        return parse_authentication_credential_json(answer).raw_id
    except Exception as error:
        raise NotTheKey(type(error).__name__) from error


def signed(
    settings: Settings, answer: str, challenge: str, public_key: bytes, sign_count: int
) -> int:
    """The key's new count, when it was the key that answered, and its owner who held it.

    Raises:
        NotTheKey: when the answer does not hold, or the count shows that the key was copied.
    """
    from webauthn import base64url_to_bytes, verify_authentication_response

    host, origin = place(settings)
    try:
        done = verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=host,
            expected_origin=origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except Exception as error:
        raise NotTheKey(type(error).__name__) from error
    return int(done.new_sign_count)
