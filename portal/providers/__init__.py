"""OpenID Connect providers: what each is called, asks for and answers with.

A profile is a file beside this one that says how a broker speaks: its scopes, the names of its
claims, its words for the levels of assurance, and what must be sent to ask for a level. Settings
name a profile and fill in the rest; what they say themselves goes before the profile.
"""

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

HERE = Path(__file__).parent
CLAIMS = {name: name for name in ("cpr", "cvr", "name", "loa", "roles", "email")}
LEVELS = ("low", "substantial", "high")
"""The levels of assurance of NSIS, the national standard, the lowest first."""
Level = Literal["low", "substantial", "high"]
# What speaks NSIS without a profile: its plain words, and its official addresses.
PLAIN = {word: word for word in LEVELS} | {
    f"https://data.gov.dk/concept/core/nsis/{path}{word.capitalize()}": word
    for path in ("", "loa/")
    for word in LEVELS
}


def names() -> list[str]:
    """The profiles there are."""
    return sorted(file.stem for file in HERE.glob("*.toml"))


def profile(name: str) -> dict[str, Any]:
    """What the profile says.

    Raises:
        ValueError: when there is none of that name.
    """
    if name not in names():
        raise ValueError(f"there is no profile {name!r}; there are {', '.join(names())}")
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


class Provider(BaseModel):
    """One OpenID Connect provider: who signs this audience in, and how it speaks."""

    model_config = ConfigDict(frozen=True)

    issuer: str
    client_id: str
    client_secret: SecretStr = SecretStr("")
    profile: str = ""
    """The file that says all below, where nothing else is set."""
    scope: str = "openid profile email"
    # Our word for a claim -> the provider's word for it. What is not named keeps its name.
    claims: dict[str, str] = Field(default_factory=lambda: dict(CLAIMS))
    userinfo: bool = False
    """Whether more claims must be fetched than the ID token holds."""
    level: Level = "substantial"
    """The lowest level of assurance this audience must sign in with."""
    levels: dict[str, Level] = Field(default_factory=dict)
    """The provider's words for levels, besides NSIS's own."""
    fixed_level: Level | None = None
    """For a provider that tells no level, because all of its sign-ins have this one."""
    ask: dict[str, dict[str, str]] = Field(default_factory=dict)
    """What is sent to ask for at least a level."""
    extra: dict[str, str] = Field(default_factory=dict)
    """What is always sent."""
    roles: dict[str, str] = Field(default_factory=dict)
    """The directory's words for our roles; with any, the directory alone says who has which."""
    sign_out_there: bool = True
    """Whether signing out here also signs out there, where the provider can."""

    @model_validator(mode="before")
    @classmethod
    def _begin_with_the_profile(cls, given: Any) -> Any:
        if not isinstance(given, dict) or not given.get("profile"):
            return given
        said = {k: v for k, v in profile(str(given["profile"])).items() if k in cls.model_fields}
        merged = said | given
        for name in ("claims", "levels", "ask", "extra", "roles"):
            merged[name] = dict(said.get(name, {})) | dict(given.get(name) or {})
        return merged

    @field_validator("claims")
    @classmethod
    def _name_every_claim(cls, given: dict[str, str]) -> dict[str, str]:
        return CLAIMS | given

    def level_of(self, claims: dict[str, Any]) -> Level | None:
        """The level that claims in our words speak of; None when it is not one we know."""
        told = claims.get("loa")
        if told is None or told == "":
            return self.fixed_level
        words: dict[str, Any] = PLAIN | self.levels
        level: Level | None = words.get(str(told)) or words.get(str(told).lower())
        return level

    def is_enough(self, level: Level | None) -> bool:
        """True when a sign-in of this level may come in."""
        return level is not None and LEVELS.index(level) >= LEVELS.index(self.level)

    def asking(self) -> dict[str, str]:
        """What is sent along: what always is, and what asks for the level that is demanded."""
        return self.extra | self.ask.get(self.level, {})

    def role_of(self, claims: dict[str, Any]) -> str | None:
        """The role the directory's claims give; of several the one that stands first in `roles`."""
        told = claims.get("roles") or []
        given = {told} if isinstance(told, str) else {str(one) for one in told}
        return next((ours for theirs, ours in self.roles.items() if theirs in given), None)
