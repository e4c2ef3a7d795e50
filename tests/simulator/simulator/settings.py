# SPDX-License-Identifier: Apache-2.0
"""What a test may switch while the simulator runs (control: set)."""

from dataclasses import dataclass, fields

CHOICES = {
    "expires_in_type": ("string", "number"),
    "git_accepts": ("any", "user_tokens", "oauth"),
    "revokes": ("login", "token"),
}


@dataclass
class Settings:
    access_token_lifetime: int = 3600  # seconds
    code_lifetime: int = 600
    refresh_grace: int = 60  # a used refresh token works this much longer
    refresh_idle: int = 30 * 86400  # an unused one dies after this
    expires_in_type: str = "string"  # as Foundry documents it
    rotate: bool = True  # off: a refresh token stays the same for ever
    strict_rotation: bool = False  # on: no grace, any second use revokes
    reply_refresh_token: bool = True  # off: refresh replies come without one
    git_accepts: str = "any"
    revokes: str = "login"  # or only the refresh token that is named

    def change(self, **changes):
        known = {field.name: field.type for field in fields(self)}
        for name, value in changes.items():
            if name not in known:
                raise ValueError(f"no such setting: {name}")
            if type(value) is not known[name]:
                raise ValueError(f"{name}: wants {known[name].__name__}")
            if value not in CHOICES.get(name, (value,)):
                raise ValueError(f"{name}: one of {CHOICES[name]}")
        for name, value in changes.items():
            setattr(self, name, value)
