"""A first guess at what a free message is about, so that a flow need not ask.

The guess is only filed in advance under the flow's own key; where two categories compete, or none is named, there
is no guess. Tables are for native speakers to extend (notation in `phrases`); a weak word is worth half a strong.
"""

from __future__ import annotations

import re
from functools import lru_cache

from handlers.reading.ordinary import ORDINARY
from handlers.reading.phrases import KNOWN, NOTHING, Phrases, Vocabulary, parse, words
from handlers.records import Category

STRONG: dict[Category, str] = {
    "skadegorelse": """
        klotter, klottrat, klottrar, klottrade, nerklottrad, graffiti, skadegörelse, vandalisering, vandaliserat
        vandalism, krossat/krossad/krossade glas/ruta/rutor/fönster*
        sönderslagen, sönderslaget, sönderslagna, slagit/slog/slår sönder
        sönder/trasig/krossad ruta/rutor/fönster/dörr/port/lås/bänk/entrédörr/gunga, förstört, förstörd
        uppbruten port/dörr
        graffiti, tagging, sprayed paint, spray painted, vandalised, vandalized, vandals, vandalism
        broken/smashed window/windows/glass/door/bench/lock
        تخريب, كتابة على الجدران, زجاج مكسور, كسر زجاج, vandalizm, kırık cam, camı/cam kırdı*, duvar yazı*, burburin
        dhalooyin jab*, muraayad jab*
        vandalismo, grafiti, pintadas, vidrio/vidrios/cristal/cristales roto/rotos, ilkivalta, töherry*, graffiteja
        rikottu ikkuna*
    """,
    "brand": """
        brand, brinner, brann, eldat, eldar, eldade, eld, eldning, soprumsbrand, bilbrand, papperskorg brinner
        anlagd, mordbrand, brandrök, brandfara, brandrisk, rök
        fire, fires, burning, burnt, burned, arson, flames, smoke, حريق, نار, يحترق, دخان, yangın, yanıyor*, yandı
        dab, gubanaya, incendio, fuego, quemado, quemando, tulipalo, palaa, savua
    """,
    "narkotika": """
        narkotika, droger, drog, knark, knarkar, knarkare, langar, langare, langning, droghandel, knarkhandel
        sprutor, kanyler, kanyl, hasch, cannabis, gräs röker, kokain, tramadol, säljer/köper droger/knark
        drugs, drug, dealing, dealers, dealer, needles, syringes, syringe, weed, cannabis, cocaine, heroin, مخدرات
        حشيش, مروج, إبر, uyuşturucu*, esrar, torbacı*, maandooriye*, daroogo, muqaadaraad*, xashiish
        drogas, droga, jeringas, jeringuillas, narcotráfico, traficantes, porros, huume*, huumekauppa*, neuloja
        ruiskuja, kannabista
    """,
    "samling": """
        gäng, gänget, ungdomsgäng, killgäng, hänger utanför/vid/i, samlas, samling, folksamling, ansamling
        ungdomar/killar samlas/hänger/står/sitter, grupp/grupper ungdomar/killar/män
        gang, gangs, loitering, hanging around/out, gathering, gather, crowd, group youths/boys/men/teenagers/guys
        تجمع, تجمعات, عصابة, شباب يتجمعون/واقفين, çete, toplanıyor*, gençler grup*
        koox, dhallinyaro isugu*, urursan, pandilla, pandillas, grupo jóvenes/chicos, se juntan, jengi*
        nuorisojengi*, porukka, kokoontuu, kokoontuvat, hengailee, hengailevat
    """,
    "ordning": """
        oljud, hög/hög musik, hög musik, störande, stör, störning, störningar, bråk, bråkar, bråkiga, fest, fester
        skrik, skriker, gap, fyllor, berusade, full/fulla personer/män, fyrverkerier, smällare, slagsmål, högljudda
        högljutt, raketer
        noise, noisy, loud music, loud, disturbance, disturbing, party, parties, drunk, drunks, shouting, screaming
        fireworks, firecrackers, fight, fights, brawl
        ضجيج, ضوضاء, إزعاج, موسيقى عالية, صراخ, شجار, سكارى, gürültü*, yüksek müzik, kavga, sarhoş*, buuq, sawaxan
        qaylo, muusik, ruido, ruidos, música alta, borrachos, gritos, pelea, peleas, petardos
        melu, melua, meteli*, häiriö*, kovaa musiikkia, humalaiset, juopot, tappelu, huutaa, huutavat, ilotulit*
    """,
    "vald_hot": """
        våld, misshandel, misshandlad, misshandlar, hotar, hot, hotad, hotade, hotfull, hotfulla, slagen, slog
        slår/slog/sparkar/sparkade kvinna/man/tjej/kille/pojke/flicka/barn*/någon/honom/henne/mig/varandra/person, slåss
        knivhuggen, kniv, pistol, vapen, skott, skjutning, skjuter, rån, rånad, rånade, överfall, trakasserar
        trakasserier, förföljd, våldtäkt*
        violence, violent, threat, threats, threatened, threatening, assault, assaulted, beaten, knife, gun, shots
        shooting, stabbed, robbed, robbery, mugged, harassed, harassment
        عنف, تهديد, يهدد*, ضرب, ضربوه, سكين, سلاح, إطلاق نار, اعتداء, تحرش, şiddet, tehdit*, dövdü*, bıçak*, silah*
        saldırı, taciz*, hanjabaad, rabshad, garaac*, mindi, rasaas, xabad, weerar
        violencia, amenaza, amenazas, amenazan, golpearon, cuchillo, pistola, disparos, tiroteo, asalto, acoso
        väkivalta*, uhkaili, uhkailee, uhkaus, puukko*, ammuttu, ampui, ryöstö*, pahoinpi*, ahdistel*
    """,
    "inbrott_stold": """
        inbrott, stöld, stölder, stulen, stulet, stulna, stjäl, stulit, stal, tjuv, tjuvar, snott, snodde
        cykelstöld*, inbrottsförsök, bryter/brutit sig, bröt sig, uppbrutet/uppbrutna förråd
        burglary, burglar, burglars, burgled, break in, break ins, theft, thefts, thief, thieves, stolen, stole
        stealing, سرقة, سرقوا, مسروق*, لص, لصوص, حرامي, hırsız*, çaldı*, çalındı, çalınmış, soygun
        tuug*, xatooyo, xaday, la xaday, robo, robos, robaron, robado, robada, ladrón, ladrones, hurto, murto
        murtoja, murtautu*, varkaus, varkauksia, varastettu, varastettiin, varas, varkaat
    """,
    "fordon": """
        skrotbil*, övergiven/övergivna/övergivet bil/bilar/fordon/moped, moped, mopeder, mopeden, mopedister
        fortkörning, kör för/alldeles fort, buskörning, vårdslös, vansinneskörning, epa, epatraktor*
        parkerad/parkerade/parkerar fel/gångväg*/cykelväg*, felparkerad*, crossar, motorcykel, motorcyklar
        fyrhjuling*, elsparkcykel, elsparkcyklar, racar, gatubil, bilrace, bilar fort
        abandoned/scrap/wrecked car/cars/vehicle/vehicles, speeding, reckless driving, mopeds, moped, racing
        motorbikes, motorbike, scooters, drives/drive/driving fast, parked illegally/wrong/badly
        سيارة مهجورة/متروكة/مسرعة, سيارات مسرعة/مهجورة, دراجات نارية, سرعة زائدة/جنونية, terk araba*/araç*, hurda*
        motosiklet*, hızlı sürüyor*/araba*, mopet*, baabuur duug*/xawaare*/la, xawaare, mooto*
        coche/coches/auto abandonado/abandonados/velocidad, motos, motocicletas, exceso velocidad, carreras
        hylätty auto, romuauto*, mopo, mopot, mopoilla, ylinopeu*, kaahaa, kaahaavat, kaahailu*
    """,
    "otrygg_plats": """
        lampan/lampa/lampor/lamporna/lyse/lyset trasig/trasiga/sönder/släckt/slocknat/saknas/fungerar/lyser/funkar
        gatubelysning* trasig/sönder/släckt/saknas/fungerar/lyser
        gatlampa*/belysning/belysningen/lyktstolpe/lyktstolpar trasig/trasiga/sönder/släckt/saknas/fungerar/lyser
        mörkt, mörk, otrygg/otryggt/otrygga, rädd/rädda, läskigt, dålig belysning, skymd sikt
        buskar/buskarna skymmer/hög/höga/sikten, ödsligt, ödslig, buskage, trasig/släckt lampa/belysning, belysning
        lamp/lamps/light/lights/streetlight/streetlights/lighting broken/out/dark/off/missing/not
        broken lamp/lamps/light/lights/streetlight, dark, unsafe, scared, afraid, scary, no lighting/light, deserted
        overgrown, dont/not/never/isnt feel safe, dont/not/never/isnt safe, känner/är mig inte trygg/trygga/tryggt
        مظلم, ظلام, إنارة, إضاءة, مصباح مكسور/معطل, غير آمن, خائف, مهجور, karanlık*
        ışık*/lamba* yanmıyor/bozuk/kırık, aydınlatma, güvensiz*, korkuyor*, mugdi, mugdiga
        nal*/nalka jab*/demay/ma, cabsi*, iftiin
        oscuro, oscura, farola*/luz/luces/lámpara* rota/rotas/apagada/fundida/no, inseguro, insegura, miedo
        iluminación, pimeä, pimeää, valo*/lamppu*/katuvalo* rikki/pimeänä/puuttuu/ei, turvaton*, pelottaa
        valaistus*
    """,
    "nedskrapning": """
        skräp, skräpigt, skräpar, nedskräpning, nerskräpning, nedskräpat, sopor, soporna, soppåsar, soprummet fullt
        sopsäckar, dumpat, dumpade, dumpar, grovsopor, råttor, råtta, fimpar, överfull*, hundbajs, sopberg
        litter, littering, trash, garbage, rubbish, dumped, dumping, rats, waste, قمامة, زبالة, نفايات, أوساخ, جرذان
        çöp*, pislik, sıçan*, qashin*, wasakh*, jiir, basura, basuras, suciedad, ratas, escombros
        roska*, roskia, jäte*, jätteitä, rotta, rottia, rottien
    """,
    "arrangemang": """
        fest/konsert/marknad/match/demonstration/festival/loppis/gårdsfest planeras/lördag/söndag/fredag/helgen
        arrangemang, evenemang, gårdsfest, loppis, demonstration, grillfest, konsert, festival, städdag
        nattvandring
        event, concert, festival, demonstration, market day, street party, flea market, مهرجان, حفلة, مظاهرة, فعالية
        etkinlik*, konser*, şenlik*, miting, bandhig, xaflad*, munaasabad*, evento, concierto, manifestación, fiesta
        tapahtuma*, konsertti*, mielenosoitus*, kirppis, pihajuhla*
    """,
    "rykte": """
        rykte, rykten, ryktet, ryktas, det sägs att, folk säger att, jag har hört, hörde/hört att, pratas om, rumour
        rumours, rumor, rumors, people say/are, i heard that, إشاعة, شائعات, إشاعات, يقولون إن
        söylenti*, dedikodu*, diyorlar, warar xan*, la sheegay, waxaa la leeyahay, rumor, rumores, se dice que
        dicen que, huhu*, kerrotaan, huhutaan
    """,
    "personal": """
        hotade/hotar/hotad/slog/spottade/spottat/kastade/skrek/angrep/attackerade personal/personalen/fastighetsskötar*
        hotade/hotar/hotad/slog/spottade/spottat/kastade/skrek/attackerade vaktmästar*/ordningsvakt*/väktare/väktaren
        hotade/hotar/hotad/slog/spottade/kastade/kastar/attackerade busschaufför*/bibliotekarie/fältare/brandmän/städare
        personal/personalen/fastighetsskötar*/vaktmästar*/väktare/väktaren/busschaufför* hotad/hotade/hotas/hotades
        personal/personalen/fastighetsskötar*/vaktmästar*/väktare/väktaren/busschaufför* slagen/attackerad/trakasserad
        staff/caretaker/janitor/driver/guard/cleaner threatened/attacked/assaulted/harassed
        threatened/attacked/spat staff/caretaker/janitor/driver/guard/cleaner
    """,
    "positivt": """
        tack för, bra jobbat, jättebra, fint, fin, glad, glada, kul, tryggare, bättre nu, lugnt, toppen, underbart
        roligt, lyckad, lyckat, beröm, trivs, härligt, fungerar bra, mysigt
        thanks for, thank you, great, good job, well done, nice, safer, happy, lovely, better now, calm, wonderful
        شكرا, ممتاز, رائع, جميل, أفضل, آمن أكثر, teşekkür*, harika, güzel, daha güvenli, mahadsanid, fiican
        wanaagsan
        gracias por, excelente, genial, contento, contentos, tranquilo, mejor ahora, kiitos, hienoa, hieno, mukava
        turvallisempi, parempi, rauhallista
    """,
}  # fmt: skip
WEAK: dict[Category, str] = {
    "samling": """
        ungdomar, killar, ungdomarna, youths, teenagers, شباب, gençler, dhallinyaro, jóvenes, nuoret, nuoria
    """,
    "fordon": """
        bil, bilen, bilar, bilarna, fordon, parkering, car, cars, vehicle, سيارة, سيارات, araba*, baabuur, coche
        coches, auto, autot
    """,
    "otrygg_plats": """
        tunnel, tunneln, gångtunnel, gångtunneln, lampa, lampan, lampor, lamporna, lamp, lamps, tunnel, tünel, túnel
    """,
    "skadegorelse": "trasig, trasigt, sönder, broken, damaged, damage, مكسور, kırık, roto, rota, rikki",
    "inbrott_stold": "förråd, förråden, källarförråd",
    "arrangemang": "planeras, inbjudan",
}  # fmt: skip

_ORDINARY = "hor hota hotell bild bilder bildar fest festen gang park skalp branden bredvid brant skratt "
_STRONG = {category: tuple(parse(table)) for category, table in STRONG.items()}
_WEAK = {category: tuple(parse(table)) for category, table in WEAK.items()}
_VOCABULARY = Vocabulary(
    (phrase for tables in (_STRONG, _WEAK) for phrases in tables.values() for phrase in phrases),
    _ORDINARY + ORDINARY,
    strict=True,
)
_FIND_STRONG = {category: Phrases(phrases) for category, phrases in _STRONG.items()}
_FIND_WEAK = {category: Phrases(phrases) for category, phrases in _WEAK.items()}
_FIRSTS = {
    name: strong.firsts | (_FIND_WEAK[name].firsts if name in _FIND_WEAK else NOTHING)
    for name, strong in _FIND_STRONG.items()
}
_NO_KIND = re.compile(r"\b(?:stor|gång)\b", re.IGNORECASE)  # big, and time: without their dots stör and gäng
_entries = lru_cache(KNOWN)(_VOCABULARY.entries)


def category(text: str) -> str | None:
    """The `handlers.records.Category` that `text` is about, from its words in seven languages; None where it
    names none, or where two are named equally. Never raises."""
    message = [_entries(word) for word in words(_NO_KIND.sub(" ", text))]
    heard = NOTHING.union(*message)
    spoken_of = [name for name, firsts in _FIRSTS.items() if not firsts.isdisjoint(heard)]
    ranked = sorted(((_weight(name, message), name) for name in spoken_of), reverse=True)
    best, second = (*(weight for weight, _ in ranked), 0.0, 0.0)[:2]
    return ranked[0][1] if best > second else None


def _weight(name: Category, message: list[frozenset[str]]) -> float:
    """The words that speak for a category: each word of a strong phrase counts one, of a weak a half."""
    strong = {place for start, end in _FIND_STRONG[name].find(message) for place in (start, end - 1)}
    weak = {start for start, _ in _FIND_WEAK[name].find(message)} if name in _FIND_WEAK else set()
    return len(strong) + 0.5 * len(weak - strong)
