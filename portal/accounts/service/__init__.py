"""Use cases of signing in: who is behind the claims; a sign-in opened, read, proved anew, ended."""

from portal.accounts.service.people import identify
from portal.accounts.service.proving import (
    Held,
    check_fresh,
    forget_expired,
    held_form,
    hold_form,
    prove_again,
)
from portal.accounts.service.sign_ins import (
    COOKIE,
    actor_behind,
    end_sign_in,
    hashed,
    limits,
    load_actor,
    open_sign_in,
    revoke,
    sign_in_behind,
)

__all__ = [
    "COOKIE",
    "Held",
    "actor_behind",
    "check_fresh",
    "end_sign_in",
    "forget_expired",
    "hashed",
    "held_form",
    "hold_form",
    "identify",
    "limits",
    "load_actor",
    "open_sign_in",
    "prove_again",
    "revoke",
    "sign_in_behind",
]
