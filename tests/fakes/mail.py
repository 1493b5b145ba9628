"""A mail server: aiosmtpd in the running event loop, in the clear, with STARTTLS or with TLS from the start, with a
login or without, and with refusals on demand."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Way = Literal["clear", "starttls", "tls"]
USER, PASSWORD = "larm", "hemligt?&"


@dataclass
class MailServer:
    """`letters` are what it took, `logins` how often somebody logged in; `refuse` is an answer for the next letters,
    such as "451 later"."""

    way: Way
    port: int = 0
    trust: ssl.SSLContext | None = None
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    logins: int = 0
    encrypted: list[bool] = field(default_factory=list)
    refuse: str = ""
    refused_mailboxes: dict[str, str] = field(default_factory=dict)
    cut: str = ""
    """What happens once after a letter has been taken: "drop" (the line, without an answer) or "hang"."""
    cut_at_quit: bool = False

    def url(self, login: str = "") -> str:
        """As SMTP_URL."""
        return f"{'smtps' if self.way == 'tls' else 'smtp'}://{login}127.0.0.1:{self.port}"

    async def handle_DATA(self, line: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refuse:
            return self.refuse
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.recipients.append(list(envelope.rcpt_tos))
        self.encrypted.append(session.ssl is not None or self.way == "tls")
        cut, self.cut = self.cut, ""
        if cut == "drop":
            _hang_up(line)
        if cut == "hang":
            await asyncio.sleep(2)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        if address in self.refused_mailboxes:
            return self.refused_mailboxes[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_QUIT(self, line: SMTP, *_: object) -> str:  # noqa: N802
        if self.cut_at_quit:
            _hang_up(line)
        return "221 Bye"

    def authenticate(self, *asked: Any) -> AuthResult:
        given = asked[-1]
        assert isinstance(given, LoginPassword)
        good = (given.login.decode(), given.password.decode()) == (USER, PASSWORD)
        self.logins += good
        return AuthResult(success=good, handled=False)


@asynccontextmanager
async def mail_server(
    folder: Path, way: Way = "clear", *, login: bool = False, port: int = 0
) -> AsyncIterator[MailServer]:
    """A mail server until the block ends; its certificate is its own, and `trust` vouches for it."""
    made = MailServer(way)
    ours = None
    if way != "clear":
        ours, made.trust = _certified(folder)
    options: dict[str, Any] = {"hostname": "mail.example.se"}
    if way == "starttls":
        options["tls_context"] = ours
    if login:
        options |= {"authenticator": made.authenticate, "auth_require_tls": way == "starttls"}
    loop, lines = asyncio.get_running_loop(), list[SMTP]()

    def answer() -> SMTP:
        lines.append(SMTP(made, loop=loop, **options))
        return lines[-1]

    server = await loop.create_server(answer, "127.0.0.1", port, ssl=ours if way == "tls" else None)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        for line in lines:
            _hang_up(line)
        await asyncio.sleep(0)
        await server.wait_closed()


def _hang_up(line: SMTP) -> None:
    """Cut the connection, and with STARTTLS the one beneath it too."""
    for transport in (line.transport, getattr(line, "_original_transport", None)):
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()


def _certified(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate for this machine, and a visitor's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "mail.pem"
    file.write_bytes(pem + secret)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    visitor = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    visitor.load_verify_locations(cadata=pem.decode())
    return server, visitor
