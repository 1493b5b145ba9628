"""What the doctor asks of others: Telegram, Twilio, the mail server, and what time it is there."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bot.alarms import SKEWED
from bot.channels import Channel, SendError
from bot.clock import system_clock
from bot.mail import CannotMail, Mail
from bot.municipality import Municipality
from bot.operating.doctor.finding import Finding
from bot.settings import Settings

_RECENT = timedelta(hours=1)
_REACHABLE = "check the credentials and that the provider can be reached"
MAIL_REMEDIES = {
    "login_refused": "check the user and the password in SMTP_URL",
    "no_login_offered": "the server offers no login: take user and password out of SMTP_URL, or use its other port",
    "no_tls": "the server offers no TLS on this port: write smtps://…:465, or the port that has STARTTLS",
    "certificate": "write the host's name as its certificate has it, or renew the certificate",
}


async def telegram(channel: Any, settings: Settings, *, fix: bool) -> AsyncIterator[Finding]:
    """Who we are there, and whether updates are brought to where we are; with `fix` that is set right."""
    try:
        yield Finding("telegram", "ok", f"@{(await channel.me())['username']}")
        yield await _telegram_webhook(channel, settings, fix=fix)
    except SendError as error:
        yield Finding("telegram", "fault", error.reason, _REACHABLE)


async def _telegram_webhook(channel: Any, settings: Settings, *, fix: bool) -> Finding:
    what, want = "telegram webhook", f"{settings.public_url}/webhooks/telegram" if settings.telegram_webhook else ""
    there = await channel.registered()
    wrong = there.url != want or bool(want and not there.complete)
    if fix and (wrong or want):
        secret = settings.telegram_webhook_secret
        await channel.deliver_to(want or None, secret.get_secret_value() if secret else None)
        return Finding(what, "ok", f"was {_or_none(there.url)}; set to {_or_none(want)}")
    if wrong:
        found = f"{_or_none(there.url)}, and should be {_or_none(want)}"
        return Finding(what, "fault", found, "`ombud doctor --fix` sets it; `ombud serve` does so at its start")
    found = f"{_or_none(there.url)}, {there.waiting} updates wait"
    if want and there.error and there.failed_at and system_clock() - there.failed_at < _RECENT:
        found = f"{found}; at {there.failed_at:%H:%M} UTC Telegram could not bring one: {there.error}"
        return Finding(
            what, "fault", found, "see that PUBLIC_URL leads here (name, certificate, proxy), and to `serve`"
        )
    return Finding(what, "ok", found)


def _or_none(url: str) -> str:
    return url or "none (we ask for updates)"


async def twilio(channel: Any, settings: Settings) -> AsyncIterator[Finding]:
    """The account, its money, our number, and where what is written to it is brought."""
    account = await channel.account()
    status, balance = account.get("status", ""), account.get("balance", "")
    yield _as_wanted("twilio", status, "active", "see Twilio's console: a suspended account sends nothing")
    yield _balance(balance)
    remedy = "TWILIO_FROM must be a number of this account that can take SMS"
    yield _as_wanted("twilio number", account.get("number", "?"), "ok", remedy, settings.twilio_from or "")
    if "webhook" in account:
        yield _twilio_webhook(account, f"{settings.public_url}/webhooks/twilio/sms")


def _as_wanted(what: str, found: str, wanted: str, remedy: str, name: str = "") -> Finding:
    if found == wanted:
        return Finding(what, "ok", name or found)
    return Finding(what, "fault", found, _REACHABLE if found.startswith("?") else remedy)


def _balance(found: str) -> Finding:
    what = "twilio balance"
    if found.startswith("?"):
        return Finding(what, "fault", found, _REACHABLE)
    try:
        empty = Decimal(found.split(" ")[0]) <= 0
    except ArithmeticError:
        return Finding(what, "note", found)
    return (
        Finding(what, "fault", found, "pay in money at Twilio: nothing is sent")
        if empty
        else Finding(what, "ok", found)
    )


def _twilio_webhook(account: Mapping[str, str], want: str) -> Finding:
    what, url, method = "twilio webhook", account["webhook"], account["method"]
    if account.get("application"):
        found = f"an application ({account['application']}) takes its place"
    elif (url, method) != (want, "POST"):
        found = f"{url or 'none'} ({method}), and should be {want} (POST)"
    else:
        return Finding(what, "ok", url)
    where = 'in Twilio\'s console, at the number, under Messaging, "A message comes in"'
    return Finding(what, "fault", found, f"{where}: Webhook, {want}, HTTP POST")


async def mail(settings: Settings, town: Municipality | None) -> Finding:
    """Whether alarms can be mailed. Connects and logs in, and sends nothing."""
    if settings.smtp_url is None and town is not None and town.recipients:
        remedy = "set SMTP_URL and MAIL_FROM, or take [[recipients]] out of the municipality's file"
        return Finding("mail", "fault", "mailboxes are to get the digest, and SMTP_URL is not set", remedy)
    if settings.smtp_url is None:
        return Finding("mail", "note", "SMTP_URL is not set", "set it, or nobody is mailed when the database fails")
    try:
        how = await Mail(settings.smtp_url.get_secret_value(), str(settings.mail_from)).check()
    except CannotMail as error:
        remedy = MAIL_REMEDIES.get(error.reason, "check SMTP_URL, and that the server can be reached from here")
        return Finding("mail", "fault", error.reason, remedy)
    if town is not None and not town.alarm_mail:
        remedy = "write addresses into [alarms] mail in the municipality's file"
        return Finding("mail", "note", f"the server takes mail ({how}), and nobody is to get alarms", remedy)
    return Finding("mail", "ok", f"the server takes mail ({how})")


def clocks(channels: Mapping[str, Channel]) -> Finding:
    """This machine's clock against those of the providers that have just answered."""
    now = system_clock()
    known = {name: skew for name, c in channels.items() if (skew := getattr(c, "skew", None)) is not None}
    found = f"{now:%Y-%m-%d %H:%M:%S} UTC ({time.strftime('%Z')} on this machine)"
    if not known:
        return Finding("clock", "ok", f"{found}, compared with nobody's")
    name, skew = max(known.items(), key=lambda each: abs(each[1]))
    if abs(skew) > SKEWED:
        side = "behind" if skew > 0 else "ahead of"
        remedy = "turn time synchronisation on: timedatectl set-ntp true"
        return Finding("clock", "fault", f"{found}, {abs(skew):.0f} s {side} {name}'s", remedy)
    return Finding("clock", "ok", f"{found}, as {' and '.join(sorted(known))} have it")
