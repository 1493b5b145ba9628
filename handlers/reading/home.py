"""Whose home a message speaks of: the writer's or somebody else's, which is never the place of a tip.

"I see it from my window at Albyvägen 12" tells where the writer lives. Tables are for native speakers to extend.
"""

from __future__ import annotations

import re

_LIVES = (
    r"bor|bodde|hemma(?:\s+hos\s+\w+)?|adress(?:en)?|hemadress(?:en)?"
    r"|live|lives|living|address|at\s+home|my\s+place"
    r"|vivo|vive|vivimos|en\s+casa\s+de|asun|asuu|asumme|kotona|kotonani|osoitteeni"
    r"|evim|evimden|adresim|deganahay|degganahay|noolahay|guriga\w*"
    r"|[أا]سكن|نسكن|يسكن|ساكن|ساكنة|عنواني|بيتي|شقتي"
)
_ROOM = r"(?:fönst(?:er|ret|ren)|balkong(?:en)?|lägenhet|altan|uteplats|kök|sovrum|vardagsrum|hem|villa|radhus)"
_SEEN_FROM = (
    rf"(?:mitt|min|mina|vårt|vår|våra|hans|hennes|deras)\s+(?:\w+\s+)?\w*{_ROOM}"
    r"|(?:my|our|his|her|their)\s+(?:\w+\s+)?(?:window|windows|balcony|apartment|flat|house|home|kitchen|bedroom)"
    r"|(?:mi|mis|nuestra?)\s+(?:ventanas?|balcón|casa|piso|apartamento)"
    r"|ikkunastani|ikkunastamme|parvekkeeltani|penceremden|balkonumdan|daaqad\w*|نافذتي|شباكي|شرفتي|بلكونتي"
)
_AFTER = (
    r"(?:(?:där|som|dit)\s+)?(?:jag|vi|han|hon|de|dom)\s+bor\b|bor\s+(?:jag|vi|han|hon|de|dom)\b"
    r"|(?:where\s+)?(?:i|we|he|she|they)\s+lives?\b|(?:där|donde)?\s*vivo\b|asun\b|asumme\b"
    r"|['’]?\w{0,3}\s*(?:oturuyorum|yaşıyorum|oturuyor)\b|ayaan\s+(?:deganahay|degganahay|ku\s+noolahay)\b"
    r"|är\s+min\s+adress|is\s+my\s+address"
)
_TURN = r"(?:och|men|så|när|då|fast|ser|såg|säljer|det|dom|som|and|but|when|see|saw|they|pero|veo|mutta|näen)"
_TO = r"(?:i|på|vid|nära|bredvid|bakom|in|at|on|near|en|calle)"


def homes(street: str, spot: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What finds a home before ("jag bor på …") and after ("… där jag bor") the words that tell it is one, for the
    patterns of a street with its number and of a landmark."""
    between = rf"(?:\s+(?!{_TURN}\b)[\w-]+){{0,4}}?"
    said = rf"(?<!\w)(?i:{_LIVES}|{_SEEN_FROM})(?!\w)"
    before = (
        rf"{said}(?:(?i:{between})\s+(?:{street}|{spot})|(?i:\s+är|\s+is)?[\s,:(]+{street}"
        rf"|(?i:\s+{_TO}\s+)\w[\w-]*(?:\s+[A-ZÅÄÖ][\w-]*)*(?:\s\d{{1,3}}\b)?)"
    )
    return re.compile(before), re.compile(rf"{street}\s*,?\s*(?i:{_AFTER})")
