"""What residents ask of us: what came of their tip, who reads what they write and knows who they are, or how what we
have of them is seen and erased. All that we can answer ourselves; whatever else they ask is for the ombud.

The cues are Swedish and English.
"""

from __future__ import annotations

import re
from typing import Literal

from handlers.dialogue import fold

Asked = Literal["outcome", "who", "data", ""]

_LONGEST = 14  # words: more than that is a story with a question in it

_SOON = r"(?: (?:nu|an|annu|da|sen|yet|now|so far))?"
_BEGUN = r"(?:hej |hello |hi )?(?:(?:ok |okej )?(?:tack|thanks|thank you) )?(?:men |och |but |and )?"
_MY_TIP = (
    r"(?:det|detta|mitt tips|tipset|mina tips|mitt meddelande|mitt sms|it|this|my tip|my tips|my message|my report)"
)
_OUTCOME = re.compile(
    rf"(?:hej )?(?:men |och |sa |so |and )?(?:"
    rf"hur (?:gick|gar|blev) {_MY_TIP}(?: till)?{_SOON}(?: med .+)?|hur ligger {_MY_TIP} till{_SOON}"
    rf"|vad (?:hande|hander|blev|har hant)(?: det)?{_SOON}(?: (?:med|av) .+)?"
    rf"|(?:har|hander) (?:det )?(?:nagot|nat|nanting|nagonting)(?: hant| gjorts| gjort)?{_SOON}(?: med .+)?"
    rf"|har (?:det|ni|ombudet|nagon) (?:hant|gjort) (?:nagot|nat|nanting|nagonting){_SOON}(?: at .+| med .+)?"
    rf"|ar {_MY_TIP} (?:fixat|lagat|klart|atgardat|lost){_SOON}"
    rf"|(?:nagot|nat|nagra) (?:nytt|nyheter)(?: om .+)?"
    rf"|har (?:ni|du|ombudet|nagon) (?:fatt|last|sett|tagit emot) {_MY_TIP}{_SOON}"
    rf"|(?:kom|gick) {_MY_TIP} (?:fram|ivag)"
    rf"|what (?:happened|is happening|came of|became of)(?: (?:to|with|of))?(?: {_MY_TIP}| the \w+)?{_SOON}"
    rf"|any (?:news|update|updates|progress)(?: (?:on|about) .+)?|how (?:did|is) it (?:go|going){_SOON}"
    rf"|did (?:you|they|anyone) (?:get|receive|see|read) {_MY_TIP}"
    rf"|(?:is|has) (?:it|anything) (?:been )?(?:fixed|done|happened|solved){_SOON}"
    rf")"
)
_WHO = re.compile(
    rf"{_BEGUN}(?:"
    r"(?:vem|vilka) (?:laser|har last|kan lasa|far lasa|ser|kan se|far se|har sett|far) (?:allt )?"
    r"(?:det har|detta|det|mitt tips|tipset|mina tips|mitt meddelande|mitt nummer|(?:det|vad) jag (?:skriver|skickar)"
    r"|vem jag ar)(?: .+)?"
    r"|(?:ar|blir) (?:jag|det|detta|det har|tipset|mitt tips|man) (?:helt |verkligen )?anonymt?(?: .+)?"
    r"|(?:kan|far) (?:jag|man) (?:vara|tipsa) (?:helt )?anonymt?"
    r"|(?:ser|vet|kan|far|visar)(?: \w+){1,2} (?:se |veta |fa )?(?:mitt nummer|mitt namn|vem jag ar"
    r"|att det ar jag(?: som \w+)?|vem som (?:tipsat|tipsar|skrev|skrivit|skriver))"
    r"|syns (?:mitt nummer|mitt namn|jag|det vem jag ar)(?: .+)?|(?:sparas|sparar ni) mitt (?:nummer|namn)"
    r"|kommer mitt (?:nummer|namn) (?:att )?(?:synas|visas)(?: .+)?|vad gor ni med mitt (?:nummer|namn)(?: .+)?"
    r"|(?:vem|vilka) ar (?:ni|du)|ar (?:du|det har|det) en (?:robot|bot|manniska|riktig manniska)"
    r"|who (?:reads|sees|can read|can see|has read|has seen|will read|will see|gets) "
    r"(?:this|it|my tip|my tips|my message|my number|what i (?:write|send))(?: .+)?"
    r"|(?:am i|is (?:it|this|my tip)) (?:really |completely )?anonymous|can i (?:be|stay|remain) anonymous"
    r"|(?:can|do|does|will) .{1,30} (?:see|know|find out|get) (?:my (?:number|name)|who i am|that it is me|it is me)"
    r"|who are you|are you a (?:bot|robot|person|human|real person)"
    r")"
)
_MINE = (
    r"(?:det jag (?:skrev|skickade|har skrivit|har skickat)"
    r"|(?:mitt|mina) (?:tips|meddelanden?|sms|nummer|namn|uppgifter|data)"
    r"|tipset|(?:allt|uppgifter|det) (?:ni har )?om mig|what i (?:wrote|sent)"
    r"|my (?:tips?|messages?|number|name|data)|(?:everything|the data|what you have) (?:about|on) me)"
)
_DATA = re.compile(
    rf"{_BEGUN}(?:"
    rf"hur (?:tar|far) (?:jag|man) bort {_MINE}|hur raderar (?:jag|man) {_MINE}"
    rf"|(?:hur )?(?:kan|far) (?:jag|man|ni|du) (?:ta bort|fa bort|radera) {_MINE}(?: igen| efterat)?"
    rf"|jag (?:vill|skulle vilja|onskar) (?:ta bort|fa bort|ha bort|radera) {_MINE}"
    rf"|jag (?:vill|onskar) att ni (?:tar bort|raderar) {_MINE}"
    r"|(?:vad|vilka uppgifter|vilken information) (?:har|vet|sparar) ni om mig"
    rf"|how (?:do|can) i (?:delete|erase|remove) {_MINE}"
    rf"|(?:can|could) (?:i|you) (?:please )?(?:delete|erase|remove) {_MINE}"
    rf"|(?:please |i want (?:you )?to )?(?:delete|erase|remove) {_MINE}(?: please)?"
    rf"|(?:snalla )?(?:ta bort|tag bort|radera|slang|ta tillbaka) {_MINE}(?: tack| snalla)?"
    rf"|what do you (?:have|know|keep) (?:about|on) me"
    rf")"
)
_IT = r"(?: det| det dar| den| allt| tipset)?(?: igen)?(?: tack| snalla)?"
_UNDONE = re.compile(
    rf"(?:nej )?(?:snalla )?(?:radera|angra|ta tillbaka){_IT}|(?:nej )?(?:jag )?(?:angrar mig|angrade mig)"
    r"|det var fel att skicka|take it back|(?:please )?(?:delete|erase|undo)(?: it| that| this)?(?: please)?"
)
_DROPPED = re.compile(
    rf"(?:nej )?(?:snalla )?(?:ta bort|tag bort|glom|strunta i|strunt i|skit i){_IT}"
    r"|(?:no )?(?:forget|drop|remove|cancel)(?: it| that| this)?(?: please)?"
)
_ASKED: dict[Asked, re.Pattern[str]] = {"who": _WHO, "data": _DATA, "outcome": _OUTCOME}


def asked_of_us(words: str) -> Asked:
    """What a message asks that we can answer: "outcome", "who", "data", or "" for anything else. Never raises."""
    folded = fold(words)
    if len(folded.split()) > _LONGEST:
        return ""
    return next((asked for asked, words_for_it in _ASKED.items() if words_for_it.fullmatch(folded)), "")


def undone(words: str) -> bool:
    """Whether somebody wants what they sent undone."""
    return bool(_UNDONE.fullmatch(fold(words)))


def dropped(words: str) -> bool:
    """Whether somebody who is in the middle of a tip does not want to send it; else "take that away" may be rubbish."""
    return undone(words) or bool(_DROPPED.fullmatch(fold(words)))
