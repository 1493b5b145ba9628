"""Mail to those who run the service, over real SMTP: encrypted where the server can, taken by everyone or not at all,
and without a secret in what is said about it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from fakes.mail import PASSWORD, USER, Way, mail_server
from served import free_port

from bot.mail import CannotMail, Mail

LOGIN = f"{USER}:hemligt%3F%26@"
TO = ("drift@example.se", "jour@example.se")


@pytest.mark.parametrize("way", ["clear", "starttls", "tls"])
@pytest.mark.parametrize("login", [False, True])
async def test_a_letter_arrives_whole(tmp_path: Path, way: Way, login: bool) -> None:
    """To everyone at once, with its Swedish letters, encrypted where the server can be."""
    async with mail_server(tmp_path, way, login=login) as server:
        mail = Mail(server.url(LOGIN if login else ""), "Ombudet <ombudet@example.se>", trust=server.trust)
        await mail.send(TO, "Larm från Botkyrka", "Sammanställningen är sen. Åtgärda!")
        assert await mail.check() == ("in the clear" if way == "clear" else "TLS")
    (letter,) = server.letters
    assert (letter["Subject"], letter["From"]) == ("Larm från Botkyrka", "Ombudet <ombudet@example.se>")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "Åtgärda!" in letter.get_content()
    assert server.recipients == [list(TO)]
    assert server.encrypted == [way != "clear"]
    assert server.logins == 2 * login


@pytest.mark.parametrize("way", ["clear", "starttls", "tls"])
async def test_a_wrong_password_is_said_without_it(tmp_path: Path, way: Way) -> None:
    """Whoever is refused hears so, and nothing of the password."""
    async with mail_server(tmp_path, way, login=True) as server:
        mail = Mail(server.url(f"{USER}:hunter2@"), "ombudet@example.se", trust=server.trust)
        with pytest.raises(CannotMail) as refused:
            await mail.check()
    assert refused.value.reason == "login_refused"
    assert "hunter2" not in repr(refused.value) + str(refused.value.__context__)


@pytest.mark.parametrize("way", ["starttls", "tls"])
async def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path, way: Way) -> None:
    """TLS with a stranger is no TLS."""
    async with mail_server(tmp_path, way) as server:
        with pytest.raises(CannotMail) as refused:
            await Mail(server.url(), "ombudet@example.se").check()
    assert refused.value.reason == "certificate"


async def test_a_password_never_leaves_in_the_clear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To another machine that offers no TLS nothing is said of the password."""
    monkeypatch.setattr("bot.mail._LOCAL", ())
    async with mail_server(tmp_path, "clear", login=True) as server:
        with pytest.raises(CannotMail) as refused:
            await Mail(server.url(f"{USER}:{PASSWORD[:-2]}@"), "ombudet@example.se").check()
    assert (refused.value.reason, server.logins) == ("no_tls", 0)


@pytest.mark.parametrize(("answer", "reason"), [("451 later", "smtp_451"), ("550 no", "smtp_550")])
async def test_a_refused_letter_is_an_error(tmp_path: Path, answer: str, reason: str) -> None:
    """The server's number is the reason, and its words are left out."""
    async with mail_server(tmp_path) as server:
        server.refuse = answer
        with pytest.raises(CannotMail) as refused:
            await Mail(server.url(), "ombudet@example.se").send(TO, "x", "y")
    assert refused.value.reason == reason


async def test_a_server_that_is_not_there_is_out_of_reach() -> None:
    """Nobody listens: said at once."""
    with pytest.raises(CannotMail) as refused:
        await Mail(f"smtp://127.0.0.1:{free_port()}", "ombudet@example.se").check()
    assert refused.value.reason == "unreachable"


async def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection without a greeting ends by itself."""
    hung_up = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()
        hung_up.set()

    monkeypatch.setattr("bot.mail.SECONDS", 0.2)
    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(CannotMail) as refused:
        await Mail(f"smtp://127.0.0.1:{port}", "ombudet@example.se").check()
    server.close()
    await hung_up.wait()
    assert refused.value.reason == "timeout"
