"""The environment, read once at start into frozen settings; every fault is named at once, with what to do about it.

No message or repr ever holds a secret's value. What each variable is for stands in `.env.example`.
"""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Mapping
from decimal import Decimal
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self
from urllib.parse import SplitResult, urlsplit

from dotenv.parser import parse_stream
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ModelWrapValidatorHandler,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ENV_FILE = ".env"
LOCAL = ("localhost", "127.0.0.1", "::1")

# What each variable must be: the remedy, in the words after "NAME: ".
MUST = {
    "database_url": "write sqlite:///ombud.db or postgresql://user:password@host/database",
    "secret_key": "write 32 random bytes in base64; `ombud keygen` makes them",
    "public_url": "write the service's https:// address, without a query (http:// only for localhost)",
    "host": "write the address to listen on, like 127.0.0.1 or 0.0.0.0",
    "port": "write a port, 1 to 65535",
    "municipality": "write a name like botkyrka, or the path of a .toml file",
    "telegram_bot_token": "write the token as BotFather gave it: digits, a colon, letters",
    "telegram_api_url": "write an origin like https://api.telegram.org: no path, no query",
    "telegram_webhook_secret": "write 1 to 256 of A-Z, a-z, 0-9, _ and -; or leave it empty for long polling",
    "twilio_account_sid": "write AC and 32 hexadecimal digits, from Twilio's console",
    "twilio_auth_token": "write the auth token from Twilio's console",
    "twilio_from": "write the number as +46700000000, without spaces (an alphanumeric sender can't get answers)",
    "twilio_api_url": "write an origin like https://api.twilio.com: no path, no query",
    "smtp_url": "write smtp://user:password@host:587 or smtps://user:password@host:465",
    "mail_from": "write an address like ombudet@example.se, or Ombudet <ombudet@example.se>",
    "sms_rate": "write how many segments a second may leave: a number above 0",
    "sms_price_ore": "write what a segment costs in öre: a number, 0 or more",
    "sms_countries": "write the prefixes that may be sent to, with commas: +46,+358",
    "sms_monthly_cap": "write how many segments a month may leave: a whole number, 0 or more; or leave it empty",
    "map_tiles_url": "write an https:// address with {z}, {x} and {y}; or leave it empty for no map",
    "log_level": "write DEBUG, INFO, WARNING, ERROR or CRITICAL",
}


class SettingsError(Exception):
    """The environment can't be used. `faults` are the lines of the message: one variable and its remedy each."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def _require(holds: object) -> None:
    if not holds:
        raise ValueError("see MUST")


def _matching(pattern: str) -> AfterValidator:
    def check(value: Any) -> Any:
        _require(re.fullmatch(pattern, value.get_secret_value() if isinstance(value, SecretStr) else value))
        return value

    return AfterValidator(check)


def _split(value: str) -> SplitResult:
    """The parts of a web address without spaces, user, query or fragment, and with a port that can be one."""
    parts = urlsplit(value)
    _require(parts.scheme in ("http", "https") and parts.hostname and parts.port != 0)
    _require(not (parts.username or "@" in parts.netloc or set("?#\\") & set(value) or re.search(r"\s", value)))
    return parts


def _origin(value: str) -> str:
    _require(_split(value).path in ("", "/"))
    return value.removesuffix("/")


def _public(value: str) -> str:
    parts = _split(value)
    _require(parts.scheme == "https" or parts.hostname in LOCAL)
    return value.rstrip("/")


def _key(value: SecretStr) -> SecretStr:
    _require(len(_bytes(value)) == 32)
    return value


def _bytes(value: SecretStr) -> bytes:
    """Base64 in either alphabet, padded or not; ValueError for anything else."""
    text = value.get_secret_value().strip().rstrip("=").translate(str.maketrans("-_", "+/"))
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)


def _database(value: SecretStr) -> SecretStr:
    """A SQLite database in a file, or a PostgreSQL database on a host: what is kept in memory is lost."""
    text = value.get_secret_value()
    _require(re.fullmatch(r"sqlite(\+\w+)?:///(?!:memory:).+|postgresql(\+\w+)?://[^/\s].*", text))
    _require(text.startswith("sqlite") or urlsplit(text).port != 0)
    return value


def _mail_server(value: SecretStr) -> SecretStr:
    parts = urlsplit(value.get_secret_value())
    _require(parts.scheme in ("smtp", "smtps") and parts.hostname and parts.port != 0)
    _require(parts.path in ("", "/") and not parts.query)
    return value


def _mailbox(value: str) -> str:
    _require(re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(value)[1]) and "\n" not in value)
    return value


def _tiles(value: str) -> str:
    parts = urlsplit(value)
    _require(parts.scheme == "https" and parts.hostname and not re.search(r"\s", value))
    _require(all(hole in value for hole in ("{z}", "{x}", "{y}")))
    return value


def _prefixes(value: object) -> object:
    if not isinstance(value, str):
        return value
    prefixes = tuple(part.strip() for part in value.split(","))
    _require(all(re.fullmatch(r"\+[1-9][0-9]{0,6}", prefix) for prefix in prefixes))
    return prefixes


Filled = Annotated[str, _matching(r"\S(.*\S)?")]
Origin = Annotated[str, AfterValidator(_origin)]
Level = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]


class Settings(BaseSettings):
    """What the operator has set. SettingsError names every fault; empty values count as unset."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )
    required: ClassVar[tuple[str, ...]] = ()

    database_url: Annotated[SecretStr, AfterValidator(_database)] = SecretStr("sqlite:///ombud.db")
    secret_key: Annotated[SecretStr, AfterValidator(_key)] | None = None
    public_url: Annotated[str, AfterValidator(_public)] | None = None
    host: Filled = "127.0.0.1"
    port: int = Field(8080, ge=1, le=65535)
    municipality: Filled = "botkyrka"
    telegram_bot_token: Annotated[SecretStr, _matching(r"[0-9]+:[A-Za-z0-9_-]+")] | None = None
    telegram_api_url: Origin = "https://api.telegram.org"
    telegram_webhook_secret: Annotated[SecretStr, _matching(r"[A-Za-z0-9_-]{1,256}")] | None = None
    twilio_account_sid: Annotated[str, _matching(r"AC[0-9a-fA-F]{32}")] | None = None
    twilio_auth_token: Annotated[SecretStr, _matching(r"\S+")] | None = None
    twilio_from: Annotated[str, _matching(r"\+[1-9][0-9]{6,14}")] | None = None
    twilio_api_url: Origin = "https://api.twilio.com"
    smtp_url: Annotated[SecretStr, AfterValidator(_mail_server)] | None = None
    mail_from: Annotated[str, AfterValidator(_mailbox)] | None = None
    sms_rate: float = Field(1.0, gt=0, allow_inf_nan=False)
    sms_price_ore: Decimal = Field(Decimal(0), ge=0, allow_inf_nan=False)
    sms_countries: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_prefixes)] = ("+46",)
    sms_monthly_cap: int | None = Field(None, ge=0)
    map_tiles_url: Annotated[str, AfterValidator(_tiles)] | None = None
    log_level: Annotated[Level, BeforeValidator(lambda level: str(level).upper())] = "INFO"

    @property
    def key(self) -> bytes:
        """The 32 bytes of SECRET_KEY; SettingsError where it is not set."""
        if self.secret_key is None:
            raise SettingsError(f"SECRET_KEY: {MUST['secret_key']}")
        return _bytes(self.secret_key)

    @property
    def telegram_on(self) -> bool:
        return self.telegram_bot_token is not None

    @property
    def telegram_webhook(self) -> bool:
        """Whether Telegram calls us; otherwise we poll."""
        return self.telegram_on and self.telegram_webhook_secret is not None

    @property
    def sms_on(self) -> bool:
        return self.twilio_account_sid is not None

    @property
    def mail_on(self) -> bool:
        return self.smtp_url is not None

    @model_validator(mode="wrap")
    @classmethod
    def _name_every_fault(cls, given: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Faults of one variable and faults between several, all in one SettingsError."""
        faults = _between(given, cls.required)
        try:
            made = handler(given)
        except ValidationError as error:
            names = dict.fromkeys(str(fault["loc"][0]) for fault in error.errors(include_input=False))
            faults = [f"{name.upper()}: {MUST[name]}" for name in names] + faults
        if faults:
            raise SettingsError(*faults) from None
        return made


class ServeSettings(Settings):
    """Settings for a process that keeps real messages: it can't do without a key."""

    required = ("secret_key",)


def load_settings(*, serving: bool = False, **overrides: Any) -> Settings:
    """The settings from the environment and `.env`, with `overrides` by field name (`port=0` …) on top.

    `serving` requires what `ombud serve` can't do without. SettingsError names every fault, one a line.
    """
    if faults := _unreadable(overrides.get("_env_file", ENV_FILE)):
        raise SettingsError(*faults)
    return (ServeSettings if serving else Settings)(**overrides)


def _unreadable(name: str | None) -> list[str]:
    """What keeps the file of settings from being read, line by line: a line passed over would be a setting lost."""
    try:
        if name is None or not Path(name).is_file():
            return []
        with Path(name).open(encoding="utf-8-sig") as file:
            lines = [binding.original.line for binding in parse_stream(file) if binding.error]
    except UnicodeDecodeError:
        return [f"{name}: write it in UTF-8"]
    except OSError as error:
        return [f"{name}: {error.strerror}; let the user that the service runs as read it"]
    return [f"{name}, line {line}: write NAME=value, with a quote at both ends or none" for line in lines]


def keygen() -> str:
    """A fresh SECRET_KEY."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _between(given: Mapping[str, object], required: tuple[str, ...]) -> list[str]:
    """The rules that need more than one variable."""

    def unset(name: str) -> bool:
        return given.get(name) is None

    twilio = ("twilio_account_sid", "twilio_auth_token", "twilio_from")
    missing = {name: "serve" for name in required if unset(name)}
    if not all(map(unset, twilio)):
        missing |= {name: "SMS (all three TWILIO_ variables or none)" for name in twilio if unset(name)}
        missing |= {"public_url": "SMS: Twilio calls and signs it"} if unset("public_url") else {}
    if not unset("telegram_bot_token") and not unset("telegram_webhook_secret") and unset("public_url"):
        missing["public_url"] = "TELEGRAM_WEBHOOK_SECRET: Telegram calls it (or leave the secret empty, to poll)"
    if not unset("smtp_url") and unset("mail_from"):
        missing["mail_from"] = "SMTP_URL"
    return [f"{name.upper()}: is missing, needed for {what}; {MUST[name]}" for name, what in missing.items()]
