"""The first word of a message decides where it goes, in every language, with or without accents, slash or not.

A table of words and a few patterns of codes; whether a code stands for anything is asked later, of the database.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.dialogue import fold, yes_or_no


@dataclass(frozen=True, slots=True)
class Intent:
    """What someone wants: a word of ours by its name, and what they wrote after it."""

    name: str
    argument: str = ""


# By SMS these belong to the law and to Twilio, whatever we would like them to mean.
_RESERVED = {
    "stop": "stop unsubscribe end quit stopall revoke optout cancel",
    "start": "start unstop",
    "help": "help info",
}
_WORDS = {
    "stop": "stop stopp stoppa sluta توقف إيقاف durdur jooji alto baja lopeta",
    "start": "start starta börja ابدأ başla bilow empezar aloita",
    "help": "help hjälp info مساعدة yardım caawi caawimaad caawimo ayuda apua ohje",
    "back": "back tillbaka bakåt رجوع geri dib atrás volver takaisin",
    "cancel": "cancel abort avbryt إلغاء iptal vazgeç kansal cancelar peruuta keskeytä",
    "menu": "menu meny قائمة القائمة menü liiska menú valikko",
    "language": "language språk لغة اللغة dil luqad luqadda idioma lengua kieli",
    "tip": "tip tips tipsa بلاغ bildirim ihbar talo warbixi aviso vihje vinkki",
    "my data": "mindata radera",
    "picture": "läge lägesbild lägesbilden situation الوضع görünüm panorama tilannekuva",
    "coverage": "täckning coverage تغطية kapsama cobertura kattavuus",
    "invite": "bjudin bjud_in invite",
    "members": "folk members",
    "leave": "lämna lamna leave",
    "move": "flytta move",
    "threat": "hot hotad hotat threat threatened",
    "log in": "logga_in loggain login log_in",
    "status": "status حالة durum xaalad estado tila",
    "action": "åtgärd action إجراء önlem tallaabo medida toimenpide",
    "report": "report rapport rapportera",
    "review": "review granska مراجعة incele hubi revisar tarkasta",
    "pause": "pause paus pausa",
    "patrol": "pass patrol دورية devriye roondo patrulla partio",
    "pulse": "safety trygghet أمان güvenlik seguridad turvallisuus",
    "inbox": "inkorg inkorgen inbox الوارد gelen sanduuq bandeja saapuneet",
    "forward": "vidare skicka_vidare forward",
    "tip_times": "tipstid tipstider tiptimes",
    "take_part": "med join gåmed انضمام katıl participar osallistu",
    "whose": "ombud",
    "groups": "grannsamverkan watch grupper groups",
    "news": "news nyheter أخبار haberler wararka noticias uutiset",
    "training": "training utbildning تدريب eğitim tababar formación koulutus",
    "ask": "ask fråga soru sor pregunta kysy",
    "broadcast": "utskick broadcast",
    "reply": "reply answer svara svar رد cevap yanıt jawaab responder vastaa",
}
MEANINGS = tuple(_WORDS)  # what a word of ours can mean
_MEANING = {fold(word): name for name, words in _WORDS.items() for word in words.split()}
_RESERVED_MEANING = {word: name for name, words in _RESERVED.items() for word in words.split()}
_TAKES_WORDS = ("tip", "status", "reply", "forward")

_COMMAND = re.compile(r"/(\w+)(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
_RECEIPT = re.compile(r"([A-Z2-9]{3}) ?[-–] ?([A-Z2-9]{3})(?![\w-])[\s:,.]*(.*)", re.DOTALL | re.IGNORECASE)
_WITHOUT_HYPHEN = re.compile(
    r"([A-Z2-9]{3})\s?([A-Z2-9]{3})(?![\w-])[\s:,.]*(.*)", re.DOTALL | re.IGNORECASE | re.ASCII
)
_INVITATION = re.compile(r"([A-Z2-9]{4})-([A-Z2-9]{4})-([A-Z2-9]{4})", re.IGNORECASE)
_MOVING = re.compile(r"(?=.*\d)([A-Z2-9]{4})[-–]([A-Z2-9]{4})", re.IGNORECASE)
_MOVING_LOOSE = re.compile(r"(?=.*\d)([A-Z2-9]{4})\s?[-–]?\s?([A-Z2-9]{4})", re.IGNORECASE)
_NOTHING = re.compile(r"[0٠۰][\s,.;/-]*([1-4١-٤۱-۴])[\s,.;/-]+(\d{4})\W*")  # Arabic and Persian digits too
_GREETINGS = {
    fold(word)
    for word in [
        "hej",
        "hejsan",
        "hallå",
        "tjena",
        "hi",
        "hello",
        "hey",
        "مرحبا",
        "السلام_عليكم",
        "سلام",
        "merhaba",
        "selam",
        "salaan",
        "hola",
        "moi",
        "hei",
        "terve",
    ]
}
_THANKS = {
    fold(words)
    for words in (
        *("tack", "tack så mycket", "tack tack", "tackar", "thanks", "thank you", "شكرا", "teşekkürler", "sağol"),
        *("mahadsanid", "gracias", "kiitos"),
    )
}

_NEW_TIP = {
    fold(words)
    for words in (
        *("nytt tips", "ett nytt tips", "new tip", "a new tip", "بلاغ جديد", "yeni bildirim", "yeni ihbar"),
        *("talo cusub", "warbixin cusub", "aviso nuevo", "nuevo aviso", "uusi vihje", "uusi vinkki"),
    )
}

_REGRETS = {
    fold(words)
    for words in (
        *("glöm det", "glöm det jag skrev", "strunt i det", "strunta i det", "ångrar mig", "jag ångrar mig"),
        *("ta bort mitt tips", "ta bort tipset", "strunt samma", "skicka inte", "skicka det inte", "glöm alltihop"),
        *("forget it", "forget what i wrote", "never mind", "nevermind", "cancel that", "actually forget it"),
        *("delete my tip", "delete my tip please", "dont send it", "don't send it"),
    )
}

_ENOUGH = {
    fold(words)
    for words in (
        *("inga fler sms", "inga fler sms tack", "inga mer sms", "jag vill inte ha sms", "ta bort mig"),
        *("jag vill inte ha mer sms", "jag vill inte ha fler sms", "sluta skicka sms", "sluta skicka"),
        *("sluta sms:a mig", "sluta smsa mig", "sluta sms:a", "sluta smsa", "ta bort mitt nummer"),
        *("sluta skriva till mig", "sluta skriva", "skriv inte till mig", "sluta tack", "stopp tack"),
        *("stop texting me", "stop writing to me", "stop sending sms", "no more sms", "no more sms please"),
        *("no more texts", "no more texts please", "no more messages", "remove me", "remove my number"),
        *("unsubscribe me", "stop please", "please stop"),
    )
}
_WHOSE = re.compile(
    r"(?:vem|vilka) ar (?:mitt |vart |vara )?ombud(?:et|en)?(?: har| i (\w+))?"
    r"|who is (?:my|the|our) ombud(?: in (\w+))?"
)
_LANGUAGES = {
    fold(phrase): code
    for code, phrases in {
        "sv": ("svenska", "på svenska", "svenska tack", "swedish", "språk svenska"),
        "en": ("english", "in english", "english please", "engelska", "på engelska", "språk english"),
        "ar": ("العربية", "عربي", "بالعربية", "arabiska", "arabic"),
        "tr": ("türkçe", "turkiska", "turkish"),
        "so": ("soomaali", "af soomaali", "somaliska", "somali"),
        "es": ("español", "en español", "spanska", "spanish"),
        "fi": ("suomi", "suomeksi", "finska", "på finska", "finnish", "språk suomi"),
    }.items()
    for phrase in phrases
}
_WORDS_OF_A_NAME = 2  # of an area's
_WISHES = {
    fold(words)
    for words in (
        *("kom med du också", "jag vill vara med", "jag vill bli ombud", "bli ombud", "bli grannstödjare"),
        *("i want to join", "i want to take part", "i want to help"),
    )
}
_MOVES = {
    fold(words)
    for words in ("flytta nummer", "byta nummer", "byt nummer", "nytt nummer", "ny telefon", "new number", "new phone")
}
_PHRASES = (
    ("stop", _ENOUGH),
    ("move", _MOVES),
    ("greeting", _GREETINGS),
    ("new tip", _NEW_TIP),
    ("cancel", _REGRETS),
    ("take_part", _WISHES),
    ("thanks", _THANKS),
)


_LONGEST = 40  # characters: nothing of the above is half as long


def route(text: str, channel: str) -> Intent | None:
    """The word or code of ours that the message begins with; None for a message in people's own words."""
    text = text.strip()
    command = _COMMAND.fullmatch(text)
    if command:
        return _commanded(command[1], command[2] or "")
    return _coded(text) or _worded(text, channel)


def _commanded(word: str, argument: str) -> Intent:
    return Intent(_MEANING.get(fold(word.replace("_", " ")), "unheard"), argument.strip())


def _coded(text: str) -> Intent | None:
    if _INVITATION.fullmatch(text):
        return Intent("join", text)
    if _MOVING.fullmatch(text):
        return Intent("move", text)
    nothing = _NOTHING.fullmatch(text)
    if nothing:
        return Intent("nothing", f"{int(nothing[1])} {int(nothing[2])}")
    about = receipt(text)
    return Intent("about", text) if about else None


def _worded(text: str, channel: str) -> Intent | None:
    whole = fold(text) if len(text) <= _LONGEST else ""
    if channel == "sms" and whole in _RESERVED_MEANING:
        return Intent(_RESERVED_MEANING[whole])
    if whole in _MEANING:
        return Intent(_MEANING[whole])
    for name, phrases in _PHRASES:
        if whole in phrases:
            return Intent(name)
    if whole in _LANGUAGES:
        return Intent("language", _LANGUAGES[whole])
    if whose := _WHOSE.fullmatch(whole):
        return Intent("whose", whose[1] or whose[2] or "")
    first, _, rest = text.partition(" ")
    name = _MEANING.get(fold(first), "")
    head, mark, rest_of = text.partition(":")
    if mark and fold(head) in _NEW_TIP:
        return Intent("new tip", rest_of.strip())
    return Intent(name, rest.strip()) if rest and _takes(name, first, rest.strip()) else None


def _takes(name: str, first: str, rest: str) -> bool:
    """Whether what follows our word `first` is what that word takes, and no sentence that begins like it."""
    if name in _TAKES_WORDS and ((name == "tip" and first.endswith(":")) or receipt(rest, loose=True)):
        return True
    if name == "picture":
        return fold(first) == "lage" and len(rest.split()) <= _WORDS_OF_A_NAME
    if name in ("whose", "groups"):
        return " " not in rest
    if name == "broadcast":
        return _MEANING.get(fold(rest)) == "stop"
    if name in ("pulse", "news"):
        return yes_or_no(rest) is not None
    return (
        name in ("patrol", "action")
        or (name == "pause" and len(rest) <= _LONGEST)
        or (name == "move" and bool(moving(rest)))
    )


def receipt(text: str, *, loose: bool = False) -> tuple[str, str] | None:
    """The receipt code a text begins with, as we write it, and what follows; `loose` accepts one without its
    hyphen, where a code is what is expected, unless it reads as words: letters alone, and more words after them."""
    text = text.strip()
    bare = _WITHOUT_HYPHEN.fullmatch(text) if loose else None
    if bare and (not bare[3] or any(c.isdigit() for c in bare[1] + bare[2])):
        text = f"{bare[1]}-{bare[2]} {bare[3]}"
    found = _RECEIPT.match(text)
    return (f"{found[1]}-{found[2]}".upper(), found[3].strip()) if found else None


def moving(text: str) -> str:
    """The code that moves somebody to another telephone, as we write it, also where its hyphen was left out; "" if the
    text is none."""
    found = _MOVING_LOOSE.fullmatch(text.strip())
    return f"{found[1]}-{found[2]}".upper() if found else ""


def payload(argument: str) -> Intent:
    """What `/start` was given: an invitation, a poster's place or an area; else nothing."""
    if not argument:
        return Intent("greeting")
    if _INVITATION.fullmatch(argument):
        return Intent("join", argument)
    return Intent("poster", argument)
