"""The environment: what is accepted, what is refused, and that every fault is named at once without its secret."""

from __future__ import annotations

import base64
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.settings import MUST, Settings, SettingsError, keygen, load_settings

EXAMPLE = Path(__file__).parents[1] / ".env.example"
SID, SECRET = "AC" + "0a" * 16, "hemligt-42"
TWILIO = {"TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": SECRET, "TWILIO_FROM": "+46700000000"}


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in MUST:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def in_environment(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return load_settings()


def faults_of(monkeypatch: pytest.MonkeyPatch, **variables: str) -> list[str]:
    """The names of the variables that are refused."""
    with pytest.raises(SettingsError) as caught:
        in_environment(monkeypatch, **variables)
    assert str(caught.value).splitlines() == list(caught.value.faults)
    return [fault.partition(":")[0] for fault in caught.value.faults]


def test_every_setting_is_in_the_example_and_the_other_way_round() -> None:
    """`.env.example` names exactly the settings there are, and each has a remedy."""
    named = re.findall(r"^([A-Z_]+)=", EXAMPLE.read_text("utf-8"), re.MULTILINE)
    fields = {name.upper() for name in Settings.model_fields}
    assert sorted(named) == sorted(fields) == sorted(name.upper() for name in MUST)


def test_the_example_as_it_is_gives_the_defaults(tmp_path: Path) -> None:
    """A fresh copy of `.env.example` works and says what is true without it."""
    (tmp_path / ".env").write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    copied = load_settings()
    (tmp_path / ".env").unlink()
    assert copied == load_settings()


def test_nothing_set_gives_the_contracts_defaults() -> None:
    """Without any variable the service is local, on SQLite, with every channel off."""
    settings = load_settings()
    assert settings.database_url.get_secret_value() == "sqlite:///ombud.db"
    assert (settings.host, settings.port, settings.municipality) == ("127.0.0.1", 8080, "botkyrka")
    assert (settings.sms_rate, settings.sms_price_ore, settings.sms_countries) == (1.0, Decimal(0), ("+46",))
    assert settings.telegram_api_url == "https://api.telegram.org"
    channels = (settings.telegram_on, settings.telegram_webhook, settings.sms_on, settings.mail_on)
    assert not any(channels)


def test_the_environment_wins_over_the_file_and_an_override_over_both(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`.env` is read, the environment goes before it, and what the program says goes before both."""
    (tmp_path / ".env").write_text("PORT=1001\nHOST=0.0.0.0\nSOMETHING_ELSE=1\n", "utf-8")
    assert (load_settings().port, load_settings().host) == (1001, "0.0.0.0")  # noqa: S104
    monkeypatch.setenv("PORT", "1002")
    assert load_settings().port == 1002
    assert load_settings(port=1003).port == 1003


def test_a_file_of_settings_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A line that would be passed over, another encoding, a file of somebody else's: one line each, and no start."""
    file = tmp_path / ".env"
    file.write_text('PORT=8188\nHOST 127.0.0.1\nSECRET_KEY="\n')
    with pytest.raises(SettingsError) as broken:
        load_settings(_env_file=str(file))
    assert [fault.partition(":")[0] for fault in broken.value.faults] == [f"{file}, line 2", f"{file}, line 3"]
    file.write_bytes("# på\nPORT=1".encode("latin-1"))
    with pytest.raises(SettingsError, match="UTF-8"):
        load_settings(_env_file=str(file))
    file.write_text("# på\nPORT=1", encoding="utf-8-sig")
    assert load_settings(_env_file=str(file)).port == 1


def test_settings_are_frozen() -> None:
    """Nothing changes a setting after the start."""
    settings = load_settings()
    with pytest.raises(ValidationError):
        settings.port = 1


REFUSED = {
    "DATABASE_URL": (
        *("mysql://a/b", "ombud.db", "postgresql://", "postgres://a/b", "sqlite", "postgresql://host:port/o"),
        *("sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite://ombud.db"),
    ),
    "SECRET_KEY": ("short", "é" * 43, base64.b64encode(b"x" * 31).decode(), base64.b64encode(b"x" * 33).decode()),
    "PUBLIC_URL": ("http://ombud.se", "ombud.se", "https://", "https://a.se?x=1", "https://a.se/#x", "https://a b"),
    "PORT": ("0", "65536", "http", "-1"),
    "TELEGRAM_BOT_TOKEN": ("abc", "abc:def", "12:", "12:a/b", "12:a b"),
    "TELEGRAM_API_URL": ("https://a.se/bot", "https://a.se?x", "api.telegram.org", "ftp://a.se", "https://u:p@a.se"),
    "TELEGRAM_WEBHOOK_SECRET": ("å", "a b", "x" * 257),
    "TWILIO_API_URL": ("https://a.se/2010", "https://a.se:99999", "a.se"),
    "SMTP_URL": ("mail.example.se", "http://a.se", "smtp://", "smtp://a:x"),
    "MAIL_FROM": ("ombudet", "a@", "a b@c", "Ombudet"),
    "SMS_RATE": ("0", "-1", "nan", "inf", "fast"),
    "SMS_PRICE_ORE": ("-1", "nan", "much"),
    "SMS_COUNTRIES": ("46", "+46,", "+46;+358", "SE", "+0"),
    "SMS_MONTHLY_CAP": ("-1", "1.5", "many"),
    "MAP_TILES_URL": ("http://a.se/{z}/{x}/{y}", "https://a.se/{z}/{x}", "https:///{z}/{x}/{y}"),
    "LOG_LEVEL": ("LOUD", "7"),
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in REFUSED.items() for value in values])
def test_a_value_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """Each variable refuses what it can't be, by its own name and nothing else's."""
    assert faults_of(monkeypatch, **{"MAIL_FROM": "a@b.se", name: value}) == [name]


ACCEPTED = {
    "DATABASE_URL": (
        "sqlite:///a.db",
        "sqlite:////var/ombud.db",
        "postgresql://u:p@h:5432/o",
        "postgresql+psycopg://h/o",
    ),
    "PUBLIC_URL": (
        "https://ombud.se",
        "http://localhost:8080",
        "http://127.0.0.1",
        "http://[::1]:80",
        "https://a.se/x",
    ),
    "PORT": ("1", "65535"),
    "TELEGRAM_BOT_TOKEN": ("123:abc", "123456789:AbC_d-E"),
    "TELEGRAM_API_URL": ("http://127.0.0.1:8081", "https://a.se:1/"),
    "TELEGRAM_WEBHOOK_SECRET": ("a", "A_-9" * 64),
    "MAIL_FROM": ("a@b.se", "Ombudet <ombudet@b.se>"),
    "SMS_RATE": ("0.2", "10"),
    "SMS_PRICE_ORE": ("0", "62.5"),
    "SMS_MONTHLY_CAP": ("0", "5000"),
    "MAP_TILES_URL": ("https://{s}.a.se/{z}/{x}/{y}.png",),
    "LOG_LEVEL": ("debug", "WARNING"),
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in ACCEPTED.items() for value in values])
def test_a_value_that_can_be_used_is_taken(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """The other side of each rule: what is right is not refused."""
    assert getattr(in_environment(monkeypatch, **{name: value}), name.lower()) is not None


def test_addresses_keep_no_trailing_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    """PUBLIC_URL and the origins can be joined with a path that begins with a slash."""
    settings = in_environment(monkeypatch, PUBLIC_URL="https://a.se/x//", TWILIO_API_URL="http://127.0.0.1:1/")
    assert settings.public_url == "https://a.se/x"
    assert settings.twilio_api_url == "http://127.0.0.1:1"


def test_countries_are_a_list_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """SMS_COUNTRIES holds one prefix or several, with or without spaces."""
    assert in_environment(monkeypatch, SMS_COUNTRIES="+46, +358").sms_countries == ("+46", "+358")


@given(st.binary(min_size=32, max_size=32), st.booleans(), st.booleans())
def test_a_key_is_read_in_either_alphabet_padded_or_not(key: bytes, urlsafe: bool, padded: bool) -> None:
    """32 bytes come back from base64, urlsafe or not, with or without the padding."""
    text = (base64.urlsafe_b64encode if urlsafe else base64.b64encode)(key).decode()
    assert load_settings(secret_key=text if padded else text.rstrip("=")).key == key


def test_keygen_makes_a_new_key_each_time() -> None:
    """What `ombud keygen` prints is a key that is accepted, and never the same twice."""
    first, second = keygen(), keygen()
    assert first != second
    assert len(load_settings(secret_key=first).key) == 32


def test_only_serving_requires_a_key() -> None:
    """`serve` names a missing key among the other faults; other commands do until they need it."""
    with pytest.raises(SettingsError) as caught:
        load_settings(serving=True, port=0)
    assert [fault.partition(":")[0] for fault in caught.value.faults] == ["PORT", "SECRET_KEY"]
    with pytest.raises(SettingsError, match=r"SECRET_KEY: .*keygen"):
        _ = load_settings().key
    assert load_settings(serving=True, secret_key=keygen()).key


def test_twilio_needs_all_three_and_a_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """SMS is on with three credentials and PUBLIC_URL; part of them is a fault for each that is missing."""
    assert faults_of(monkeypatch, TWILIO_FROM="+46700000000") == [
        "TWILIO_ACCOUNT_SID",
        "TWILIO_AUTH_TOKEN",
        "PUBLIC_URL",
    ]
    assert faults_of(monkeypatch, **TWILIO) == ["PUBLIC_URL"]
    assert in_environment(monkeypatch, **TWILIO, PUBLIC_URL="https://a.se").sms_on


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TWILIO_ACCOUNT_SID", "AC123"),
        ("TWILIO_ACCOUNT_SID", "SK" + "0a" * 16),
        ("TWILIO_AUTH_TOKEN", "a b"),
        ("TWILIO_FROM", "OMBUDET"),
        ("TWILIO_FROM", "0700000000"),
    ],
)
def test_a_twilio_credential_of_the_wrong_shape_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """The account, the token and the number each have a shape."""
    given_ = {**TWILIO, "PUBLIC_URL": "https://a.se", name: value}
    assert faults_of(monkeypatch, **given_) == [name]


def test_telegram_polls_without_a_webhook_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token alone polls; with a secret Telegram calls us, and then PUBLIC_URL is needed."""
    polling = in_environment(monkeypatch, TELEGRAM_BOT_TOKEN="1:a")
    assert polling.telegram_on
    assert not polling.telegram_webhook
    assert faults_of(monkeypatch, TELEGRAM_WEBHOOK_SECRET="s") == ["PUBLIC_URL"]
    assert in_environment(monkeypatch, PUBLIC_URL="https://a.se").telegram_webhook


def test_mail_needs_a_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail server without a sender would be silently off, so it is a fault."""
    assert faults_of(monkeypatch, SMTP_URL="smtp://localhost:25") == ["MAIL_FROM"]
    assert in_environment(monkeypatch, MAIL_FROM="a@b.se").mail_on


def test_every_fault_is_named_at_once_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Faults in values and faults between variables come in one message, one a line, each saying what to write."""
    bad = {name: values[0] for name, values in REFUSED.items()}
    found = faults_of(monkeypatch, **bad, TWILIO_FROM="x")
    assert sorted(found) == sorted([*bad, "TWILIO_FROM", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"])
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert all("write " in fault for fault in caught.value.faults)


SECRETS = {
    "DATABASE_URL": f"postgresql://ombud:{SECRET}@db/ombud",
    "TELEGRAM_BOT_TOKEN": f"123:{SECRET}",
    "TELEGRAM_WEBHOOK_SECRET": SECRET,
    "TWILIO_AUTH_TOKEN": SECRET,
    "SMTP_URL": f"smtp://ombud:{SECRET}@localhost",
}


def test_no_repr_shows_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither repr nor str of the settings holds a password, token or key."""
    key = keygen()
    others = {**TWILIO, "PUBLIC_URL": "https://a.se", "MAIL_FROM": "a@b.se", "SECRET_KEY": key}
    settings = in_environment(monkeypatch, **{**others, **SECRETS})
    assert SECRET not in repr(settings) + str(settings)
    assert key not in repr(settings) + str(settings)


def test_no_message_shows_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused secret is named, not shown, in the message and in what it was raised from."""
    bad = {name: f"{value} é" for name, value in SECRETS.items()}
    with pytest.raises(SettingsError) as caught:
        in_environment(monkeypatch, **{**bad, "DATABASE_URL": f"mysql://a:{SECRET}@b", "SECRET_KEY": SECRET})
    assert SECRET not in str(caught.value) + str(caught.value.__context__)
    assert caught.value.__suppress_context__
