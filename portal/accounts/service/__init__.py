"""Use cases of signing in: who is behind the claims; a sign-in opened, read, proved anew, ended."""

from portal.accounts.service.devices import tell_of_new_device
from portal.accounts.service.people import identify
from portal.accounts.service.proving import (
    Held,
    check_fresh,
    forget_expired,
    held_form,
    hold_form,
    prove_again,
)
from portal.accounts.service.roles import change_role, govern, set_active
from portal.accounts.service.sessions import (
    Place,
    end_all,
    end_by_provider,
    end_everywhere,
    end_of_staff,
    end_place,
    forget_tokens,
    places,
)
from portal.accounts.service.sign_ins import (
    COOKIE,
    SEALED_FOR,
    actor_behind,
    end_sign_in,
    hashed,
    keep_id_token,
    limits,
    load_actor,
    open_sign_in,
    revoke,
    sign_in_behind,
    time_left,
    touch,
)

__all__ = [
    "COOKIE",
    "SEALED_FOR",
    "Held",
    "Place",
    "actor_behind",
    "change_role",
    "check_fresh",
    "end_all",
    "end_by_provider",
    "end_everywhere",
    "end_of_staff",
    "end_place",
    "end_sign_in",
    "forget_expired",
    "forget_tokens",
    "govern",
    "hashed",
    "held_form",
    "hold_form",
    "identify",
    "keep_id_token",
    "limits",
    "load_actor",
    "open_sign_in",
    "places",
    "prove_again",
    "revoke",
    "set_active",
    "sign_in_behind",
    "tell_of_new_device",
    "time_left",
    "touch",
]
