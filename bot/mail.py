"""Mail, straight to the mail server: it needs neither the outbox nor the database.

An error says what went wrong in a word; neither the password nor the server's own words are in it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from typing import Literal
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPException, SMTPNotSupported, SMTPResponseException

Fate = Literal["later", "never", "unknown"]
_PORTS = {"smtp": 587, "smtps": 465}
_LOCAL = ("localhost", "127.0.0.1", "::1")
SECONDS = 15.0  # for each step
LONGEST = 45.0  # for all of it


class CannotMail(Exception):
    """The mail was not taken; `reason` is safe to log. `fate` says what becomes of a letter: "later" it may be taken,
    "never", or "unknown": it may have been. `alone` if that is about this letter, not about the server."""

    def __init__(self, reason: str, fate: Fate = "later", *, alone: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.fate, self.alone = reason, fate, alone


class Mail:
    """`url` as in SMTP_URL: smtp:// begins in the clear and goes over to TLS where the server offers it, smtps:// is
    TLS from the start. A password is never sent in the clear, save to this machine itself. `trust` is for a server
    whose certificate nobody else vouches for."""

    def __init__(self, url: str, sender: str, *, trust: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        self._tls = parts.scheme == "smtps"
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._sender, self._trust = sender, trust

    async def send(self, to: Sequence[str], subject: str, body: str) -> None:
        """One message to all of them; CannotMail if the server does not take it for everyone."""
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = self._sender, ", ".join(to), subject
        letter["Date"], letter["Message-ID"] = formatdate(), make_msgid(domain=self._domain)
        letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: nothing is to answer it by itself
        letter.set_content(body)
        async with self._server() as server:
            refused, _ = await server.send_message(letter, sender=self.address, recipients=list(to))
            if refused:
                raise CannotMail("recipient_refused")

    async def deliver(self, letter: EmailMessage, to: str) -> None:
        """A whole letter to one mailbox. Raises CannotMail, whose `fate` says whether it is to be tried again; a letter
        that was taken before the connection was lost has arrived."""
        step = "hello"
        try:
            async with self._server() as server:
                await server.mail(self.address)
                step = "mailbox"
                await server.rcpt(to)
                step = "letter"
                await server.data(letter.as_bytes())
                step = "taken"
        except CannotMail as error:
            if step != "taken":
                raise _of_a_letter(error.reason, step) from None

    async def check(self) -> str:
        """Connect, say hello, log in, and send nothing; returns "TLS" or "in the clear"."""
        async with self._server() as server:
            return "TLS" if _encrypted(server) else "in the clear"

    @property
    def sender(self) -> str:
        """As in MAIL_FROM, perhaps with a name."""
        return self._sender

    @property
    def address(self) -> str:
        return parseaddr(self._sender)[1]

    @property
    def _domain(self) -> str:
        return self.address.rpartition("@")[2]

    @asynccontextmanager
    async def _server(self) -> AsyncIterator[SMTP]:
        trust = self._trust or ssl.create_default_context()
        server = SMTP(
            hostname=self._host,
            port=self._port,
            use_tls=self._tls,
            timeout=SECONDS,
            tls_context=trust,
            local_hostname=self._domain,
        )
        try:
            async with asyncio.timeout(LONGEST):
                await server.connect()
                await self._log_in(server)
                yield server
                await server.quit()
        except (SMTPException, OSError, TimeoutError, ValueError) as error:
            raise CannotMail(_reason(error)) from None
        finally:
            server.close()

    async def _log_in(self, server: SMTP) -> None:
        await server.ehlo()
        if not self._user:
            return
        if not _encrypted(server) and self._host not in _LOCAL:
            raise CannotMail("no_tls")
        await server.login(self._user, self._password)


def _of_a_letter(reason: str, step: str) -> CannotMail:
    """What a failure means for a letter: a refusal for good of the mailbox or of the letter is its end; without an
    answer to the letter nobody knows."""
    answered = reason.startswith("smtp_")
    if step == "hello":
        return CannotMail(reason)
    if answered:
        return CannotMail(reason, "never" if reason.startswith("smtp_5") else "later", alone=reason != "smtp_421")
    return CannotMail(reason, "unknown" if step == "letter" else "later")


def _encrypted(server: SMTP) -> bool:
    return server.transport is not None and server.transport.get_extra_info("ssl_object") is not None


def _reason(error: Exception) -> str:
    match error:
        case SMTPAuthenticationError():
            return "login_refused"
        case SMTPNotSupported():
            return "no_login_offered"
        case ssl.SSLCertVerificationError():
            return "certificate"
        case SMTPResponseException():
            return f"smtp_{error.code}"
    cause = error.__cause__ or error.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return "certificate"
    return "timeout" if isinstance(error, TimeoutError) else "unreachable"
