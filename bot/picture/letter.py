"""A digest as a letter: the words of the chat version, the same words set as HTML, and the page as a PDF. The same
digest to the same mailbox is the same letter, however often it is sent: its Message-ID says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, Template

from bot.desk import Desk
from bot.picture.render import as_text
from bot.picture.shapes import Digest
from handlers.text import Text, _, verbatim

HERE = Path(__file__).parent
_BULLET = "•"
Block = list[tuple[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Envelope:
    """`sender` as in MAIL_FROM, `name` that of the letter in its Message-ID, `at` its date, the same at every try."""

    sender: str
    to: str
    name: str
    at: datetime


def letter(desk: Desk, digest: Digest, area: str | None, envelope: Envelope, pdf: bytes) -> EmailMessage:
    """The whole letter in the municipality's first language; without `pdf` it does not speak of one."""
    language = desk.town.languages[0]
    about = desk.area_name(area)
    subject = desk.voices.say(_("Situation picture, week {week}: {area}", week=digest.week[-2:], area=about), language)
    words = desk.voices.say(as_text(digest, desk.public_url), language)
    foot = [desk.voices.say(text, language) for text in _foot(desk, attached=bool(pdf))]
    made = _headed(desk, digest, area, envelope, subject)
    below = [*foot, desk.public_url] if desk.public_url else foot
    made.set_content("\n\n".join([words, "-- \n" + "\n".join(below)]) + "\n")
    title, blocks = _blocks(words)
    html = _template().render(
        lang=language, subject=subject, town=desk.town.name, title=title, blocks=blocks, foot=foot, url=desk.public_url
    )
    made.add_alternative(html, subtype="html")
    if pdf:
        name = f"lagesbild-{digest.week}-{area or desk.town.slug}.pdf"
        made.add_attachment(pdf, maintype="application", subtype="pdf", filename=name)
    made["Content-Language"] = language  # last: each content that is set or added takes such headers with it
    return made


def _headed(desk: Desk, digest: Digest, area: str | None, envelope: Envelope, subject: str) -> EmailMessage:
    """The headers. A list's id is for rules that sort mail (RFC 2919); nobody's machine is to answer (RFC 3834)."""
    made = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    domain = envelope.sender.rpartition("@")[2].strip("> ")
    made["From"], made["To"], made["Subject"] = envelope.sender, envelope.to, subject
    if desk.town.contact.email:
        made["Reply-To"] = desk.town.contact.email
    made["Date"] = format_datetime(envelope.at)
    made["Message-ID"] = f"<{envelope.name}@{domain}>"
    made["List-Id"] = f"<{area or desk.town.slug}.{digest.role}.lagesbild.{domain}>"
    made["Auto-Submitted"], made["X-Auto-Response-Suppress"] = "auto-generated", "All"
    return made


def _foot(desk: Desk, *, attached: bool) -> list[Text]:
    contact = desk.town.contact
    where = verbatim(contact.email or contact.phone or contact.url or desk.town.name)
    said = [_("The whole picture on one page is attached as a PDF.")] if attached else []
    said.append(_("This letter is sent by itself. Questions, or no more letters: {where}", where=where))
    if desk.public_url:
        said.append(_("The picture on the web, week by week. Write LOGGA_IN to the bot for a link of your own:"))
    return said


def _blocks(words: str) -> tuple[str, list[Block]]:
    """The title, and the paragraphs: what heads one, lists, and lines."""
    title, _newline, rest = words.partition("\n")
    paragraphs = [part.split("\n") for part in rest.strip("\n").split("\n\n") if part.strip()]
    many = any(line.startswith(_BULLET) for paragraph in paragraphs for line in paragraph)
    return title, [_block(paragraph, many=many) for paragraph in paragraphs]


def _block(paragraph: list[str], *, many: bool) -> Block:
    """What stands above other lines in a paragraph heads it, unless all of the letter is one list of lines."""
    found: Block = []
    for number, line in enumerate(paragraph):
        listed = line.startswith(_BULLET)
        heads = number == 0 and len(paragraph) > 1 and many and not listed
        kind = "head" if heads else "list" if listed else "lines"
        said = line.removeprefix(_BULLET).strip()
        if found and found[-1][0] == kind:
            found[-1][1].append(said)
        else:
            found.append((kind, [said]))
    return found


@cache
def _template() -> Template:
    return Environment(loader=FileSystemLoader(HERE), autoescape=True, trim_blocks=True).get_template("letter.html")
