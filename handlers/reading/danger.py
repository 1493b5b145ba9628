"""The words of danger in seven languages, for native speakers to read and extend: data, and nothing else.

The notation is in `phrases`, what is done with the words in `emergency`. A language is a table, so the file is as
long as the languages need. `ordinary` was found by comparing each language's commonest words with the tables.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tongue:
    """The words of danger in one language. `always` fires; `now` fires unless the text has a word of `past` and
    none of `present`. `harmless` is passed over; `ordinary` are words a typo away from danger; `common` words
    tell the language where two share a word; `cry` is the word that fires alone with an exclamation mark."""

    always: str
    now: str
    past: str
    present: str
    harmless: str
    ordinary: str
    common: str
    cry: str


SWEDISH = Tongue(
    always="""
        skriker/ropar/skrek/ropade hjälp, hjälp min/mamma/pappa/son/dotter/barn/någon/nån/det/han/hon/de/dom/snälla
        rör/rörde sig inte/ej, inte/ej rör sig, svarar/vaknar/reagerar inte/ej, inte svarar/vaknar/reagerar/kontaktbar
        kan/kunde inte/ej svara
        ramlat/fallit/trillat/ramlade i vattnet/sjön/isen/medvetslös*, gått genom isen
        ramlat/fallit från/ut balkong*/taket/fönstret
        kört/körde på barn*/någon/nån/person*/man/kvinna/cyklist*/gubbe/pojke/flicka, jagar/förföljer mig/oss/henne
        hjälp/hälp/jälp/hjelp/hjälpa/rädda mig/mej/oss, hjälpmig, hjälp hjälp, hjälp nu/snabbt/genast, snälla hjälp
        behöver hjälp nu/snabbt/genast/akut, kom fort/snabbt, sos, nödläge, nödsituation, nödfall, i nöd
        ring/ringer/ringa/ringt/larma 112, ring/ringa/larma polisen/polis/ambulans*/brandkåren
        skicka polis*/ambulans*
        behöver/behövs/kalla ambulans*/polis, ambulans nu/behövs, livsfara, livshotande, fara för liv
        livsfarligt läge
        förföljer dotter/son/sonen/barn/barnen/syster/bror/mamma/flicka/pojke/tjej/kvinna/kille/honom/flickvän
        medvetslös*, svimmat/svimmade/avsvimmad/svimmar, andas/andades inte/ej, slutat andas
        inte/ingen/ej andas/luft
        hjärtattack, hjärtinfarkt, hjärtstopp, hjärtstillestånd, en/har/fått stroke, kramper/krampar
        drunknar/drunkna/drunknat/drunknade, håller på att dö, döende, dör nu/snart
        våldta*, våldtäkt*, gisslan, kidnappad/kidnappat/kidnappar, överdos/överdoserat, kvävs/kvävas/kväver
        hoppa från bron/balkong*/taket/fönstret, ta/tar livet av sig/mig, självmord*, hänga/hänger sig
        hotar/hotad/hotat/hotade/hotas mig/oss/henne/honom/kniv/pistol/vapen/yxa/hammare/döda, dödshot*
        mördar/mörda/mördad/mördat/mördade/mördare/mord, dödar/döda/dödat mig/oss/henne/honom/någon, ihjäl
        stryper/stryps/strypt, vill/orkar inte/ej leva, vill dö
        utanför/utanfor min/vår dörr rädd/hotar/bankar, förföljd
        knivhuggen/knivhuggits/knivhögg/knivhugger/knivhuggning, knivskuren/knivskär/knivskars, skottskadad
    """,
    now="""
        rök överallt/trappan/trapphuset/trappuppgången/lägenhet*/huset, rökutveckling, gas luktar
        försöker ta/bryta/komma sig/in, någon/nån inne/inbrott
        slår/misshandlar fru/frun/flickvän/sambo/hustru/barn/barnen
        blir/blev/blivit/är huggen/jagad/jagade/förföljd/förföljda/hotad/hotade/strypt, strypgrepp
        följer/följt/följd efter mig/mej/oss/henne/honom
        blod i trapphuset/trappan/hissen/porten/tunneln/källaren/tvättstugan
        hotar/hotade/hotat personal*/tjej*/kille*/folk/barn*/man/mannen/kvinna/kvinnan/pojke/flicka/vakt*/tant/gubbe
        hotar/hotade/hotat varandra/dem/dom, jagar kille*/tjej*/pojke/pojken/flicka/flickan/barn/man/mannen/kvinna/folk
        man/mannen/gubbe/gubben/kvinna/kvinnan/tant/person/personen/kille/tjej/pojke/flicka ligger på marken/golvet
        sköt nyss/precis/mot
        någon/nån/kille/gubbe står utanför dörr/dörren, någon/nån/kille/gubbe är/står på min/vår balkong/altan
        skriker kvinna/tjej, nersparkad/nedsparkad/sparkat/slagit ner/ned/mig/henne/honom, misshandel, skjutits
        knivhot
        följer mig/mej/oss, jag blir följd
        någon/nån/de/dom/han/hon/kille/killar/man går/springer/smyger/kör efter mig/mej/oss
        någon/nån/de/dom/han/hon/killen/mannen är/e/står/sitter/väntar utanför/bakom/vid min/vår dörr/ytterdörr
        kille/killar/killarna/män/ex/exet är/står/sitter/väntar utanför/bakom/vid min/vår dörr/ytterdörr
        är/e/står/sitter någon/nån/kille/killar/gubbe/män utanför/bakom/vid min/vår dörr/ytterdörr
        en man är/står utanför/bakom/vid min/vår dörr/ytterdörr, är/står en man utanför/bakom/vid min/vår dörr/ytterdörr
        utanför/bakom/vid dörr/dörren och bankar/bultar/dunkar/hamrar/sparkar/skriker
        är/e/står någon/nån utanför/bakom dörr/dörren, någon/nån är/e utanför/bakom dörr/dörren
        bankar/bultar/dunkar/hamrar/sparkar/slår på min/vår dörr/ytterdörr
        någon/nån/de/dom/han/hon/man bankar/bultar/dunkar/hamrar/sparkar på dörr/dörren
        någon/nån/de/dom/han/hon/man rycker/sliter i min/vår/dörr/dörren/dörrhandtaget/handtaget
        någon/nån/de/dom/han/hon/man försöker öppna min/vår dörr/ytterdörr
        någon/nån/de/dom/han/hon/kille/killar/killarna/gäng/gänget/ex/exet står/sitter väntar mig/mej/oss
        en/två/tre/några/flera/okänd/okända man står/sitter väntar mig/mej/oss
        någon/nån/de/dom/han/killar/killarna/gäng/ex/exet väntar mig/mej/oss utanför/dörr/dörren/porten/trappan
        en/två/tre/några/flera/okänd/okända man väntar mig/mej/oss utanför/dörr/dörren/porten/trappan
        någon/nån/de/dom/han/hon/kille/killar/gäng trappan/trapphuset/trappuppgången/hissen väntar mig/mej/oss
        någon/nån/de/dom/han/hon/kille/killar/gäng porten/källaren/tunneln/garaget väntar mig/mej/oss
        en/två/tre/några/flera/okänd/okända man trappan/trapphuset/trappuppgången/hissen väntar mig/mej/oss
        en/två/tre/några/flera/okänd/okända man porten/källaren/tunneln/garaget väntar mig/mej/oss
        någon/nån/de/dom/han/killar/gäng väntar mig/mej/oss trapphuset/trappuppgången/källaren/tunneln/garaget
        någon/nån/de/dom/han/hon/kille/killar försöker ta/dra/röva min/mitt/mina/vår/våra dotter/son/barn
        följer efter min/mitt/mina/vår/vårt/våra dotter/son/barn/syster/bror/mamma/flicka/pojke/tjej/flickvän/fru/sambo
        någon/nån/de/dom/han/kille/killar/gubbe/mannen/bil följer efter barnen/sonen/flickan/pojken/tjej/tjejen
        någon/nån/de/dom/han/kille/killar/gubbe/mannen/bil följer efter barn/flicka/pojke/kvinna/kvinnan/tjejer/ungarna
        en/två/tre/några/flera/okänd/okända man följer efter barn/barnen/sonen/flicka/flickan/pojke/pojken
        en/två/tre/några/flera/okänd/okända man följer efter tjej/tjejen/tjejer/kvinna/kvinnan/ungarna
        någon/nån/de/dom/han/kille/killar/gubbe/mannen/bil följer min/mitt/mina/vår/våra dotter/son/barn/syster/flickvän
        en/två/tre/några/flera/okänd/okända man följer min/mitt/mina/vår/våra dotter/son/barn/syster/flickvän
        jagar min/mitt/mina/vår/våra dotter/son/barn/syster/bror, dotter/son/hon/han/vi blir följd/följda
        någon/nån/de/dom/han/hon/kille/killar är/e/kommer/cyklar efter mig/mej/oss
        en/två/tre/några/flera/okänd/okända man är/e/kommer/cyklar efter mig/mej/oss
        någon/nån/de/dom/han/kille/killar/killen/gäng/gänget/gubbe går/springer/smyger/kommer bakom mig/mej/oss
        en/två/tre/några/flera/okänd/okända man går/springer/smyger/kommer bakom mig/mej/oss
        går/springer/smyger/kommer någon/nån/kille/killar/gubbe bakom mig/mej/oss
        går/springer/smyger/kommer en/två/tre/några/flera/okänd/okända man bakom mig/mej/oss
        mitt/henne ex är/e/står/sitter/väntar utanför/trappan/porten, är/e/står/sitter/väntar mitt/henne ex utanför
        exet/exman/exmannen/exmake/exsambo/exkille/expojkvän är/e/står/sitter/väntar utanför/trappan/porten
        låst in mig/mej/oss toaletten/toan/toa/badrummet/sovrummet/rummet/köket/garderoben/hemma/lägenheten/bilen
        låst in mig/mej/oss han/rädd/någon/nån/bankar, hon/mamma/tjej/kvinna låst in sig toaletten/badrummet/sovrummet
        gömmer/gömt mig/mej/oss toaletten/badrummet/garderoben/sovrummet/källaren/rädd/han/någon/nån
        omringat/omringar/omringade mig/mej/oss/henne/honom, jag/vi är/e/blir/blev omringad/omringade
        sparkar in/ner/upp dörr/dörren/port/porten/ytterdörr/ytterdörren
        någon/nån/de/dom/han/hon/kille/killar/man slår/bankar in dörr/dörren/port/porten/ytterdörr/ytterdörren
        försöker/håller slå/sparkar/bankar/bryta in/ner/upp dörr/dörren/port/porten/ytterdörr/ytterdörren
        ska/tänker/vill slå/sparkar/bankar in/ner dörr/dörren/ytterdörr/ytterdörren
        sparkat/slagit in min/vår dörr/ytterdörr, sparkar/slår in ruta/rutan/rutor/rutorna/fönster*
        står/sitter någon/nån/kille/killar/gäng väntar mig/mej/oss
        står/sitter en/två/tre/några/flera/okänd/okända man väntar mig/mej/oss
        utanför min/vår dörr/port/lägenhet/hus väntar mig/mej/oss
        vågar inte/ej hem/ut väntar mig/mej/oss
        brinner/brinnr/brinnner, brinna, brann, bränder, eld, elden, eldar, eldsvåda, i lågor, lågor från/ur/slår
        brand, branden, bilbrand
        husbrand, lägenhetsbrand, soprumsbrand, källarbrand, skogsbrand, brandrök, mordbrand, bränner, tänder eld/på
        brandlarm* går/tjuter/ringer
        rök från/ur/väller/kommer, väller rök, luktar/lukt gas/brandrök, gasläcka, gaslukt
        skjuter, skott, skotten, pistolskott, skottlossning, skjutning, skjuten, skjutna, beskjuten, sköt, skjutit
        pistol, pistoler, gun, gevär, revolver, automatvapen, maskingevär, vapen, skjutvapen
        beväpnad/beväpnade/beväpnat, skjuta
        kniv, knivar, kniven, knivslagsmål, hugger/huggen/högg/hugga honom/henne/någon/mig, machete, med yxa
        blöder, blödning, blodig/blodiga, blod överallt/på/mycket
        misshandlar/misshandlas/misshandlad/misshandlade/misshandel
        slår/sparkar/sparkas mig/henne/honom/någon/ner/ned/barn*/kille/killen/tjej/man/pojke/flicka/folk/varandra
        slår/sparkar/sparkas kvinna/kvinnan/mannen/tjejen/pojken/flickan/person/personen/gubbe/gubben/tant/dem/dom
        sparkar som ligger, drar kvinna/tjej/flicka/henne/honom håret, blir/blev slagen/sparkad/knuffad
        slås/slogs ner/ned/mot
        nerslagen/nedslagen/nersparkad, slår ihjäl, slagsmål, slåss, överfall/överfallen/överfölls/överfaller
        attackerar/attackerad/attackeras/attackerade/attack/attacken/attacker, rån, rånar/rånas/rånad/rånade/rånat
        inbrott pågår/nu/just, pågår/pågående inbrott, bryter/bryta/brutit sig in, bryter upp, tar sig in
        krossar ruta/rutor/fönster*, slår/slår sönder ruta/rutor/fönster*/bilar/dörren, personrån
        slår/slog mig/mamma/pappa/syster/bror, pågår/pågående brott/skadegörelse, vandaliserar nu/just
        tjuv/tjuvar/tjuven/inbrottstjuv* nu/inne/här/i, stjäl/stjäler nu/just
        bomb, bomben, bomber, bombhot, sprängning, sprängladdning, explosion, exploderar/exploderade/exploderat
        sprängs
        handgranat, granat, detonation, smällde/smäll kraftig/kraftigt/hög
        barn/barnet/pojke/flicka/son/dotter/bebis/unge försvunnen/försvunnet/försvunnit/försvann/borta/saknas
        påkörd/påkört/påkörda, trafikolycka, bilolycka, krock/krockat/krockade skadad/skadade/allvarlig*/fast
        någon/nån/man/kille/tjej/kvinna/barn/pojke/flicka/person/grannen/folk skadad/skadat/skadade/skadats
        ligger livlös/stilla/orörlig/medvetslös/blodig, livlös
    """,
    past="""
        igår, i går, förra, förrgår, häromdagen, i somras, i vintras, i våras, i höstas, i fjol
        dagar/dag/vecka/veckor/månad/månader/år sedan/sen
        i måndags/tisdags/onsdags/torsdags/fredags/lördags/söndags
    """,
    present="nu, just, nyss, precis, pågår, igen, fortfarande, håller på",
    harmless="""
        ni/ombudet/kommunen/polisen/botkyrkabyggen/ingen svarar/svarat inte, hjälpa mig/oss att/med
        brand varnare/övning/syn/släckare/station/post/dörr, ingen/inget/inga brand/eld/skott/vapen/fara
        skjuter/skjuts/sköt upp/fram/in/igen/på, skjuten dörr, skott skärra/pengar/av, vatten pistol/pistoler
        inget nödläge, inte akut, tack hjälp, snö skott, eld på grillen, badbomb, kniv och gaffel
        information/utbildning brand, vid fara/livsfara/nödläge ring/ringa/ringer 112
        vi/ni/jag/du/ombudet/kommunen svara
        slå/slår på lampan/lamporna/ljuset/belysningen
        röker/parkerar/klottrar/skräpar/slänger/slängt/kissar utanför/bakom/vid
        följer med/upp/frågan/ärendet mig/mej/oss, i nöd och lust, leksaks pistol/vapen
        bänk/bänken/lampa/lampan/staket*/dörr* skadad, rån museet
        hjälp/hjälpa mig/mej/oss få bättre/mer/igång/svara/ordning/reda/rent/tyst/ljus/lyse/lugn/belysning
        hjälp/hjälpa mig/mej/oss få borta skräp*/klotter*/graffiti*/sopor*/cyklar*/moped*/råttor*/snö/snön/bilar*
        hjälp/hjälpa mig/mej/oss städa/laga/fixa/rensa/måla/plantera/förstå
        hjälp/hjälpa mig/mej/oss med/mot belysning*/lampa*/lampor*/ljuset/skräp*/klotter*/graffiti*/sopor*
        hjälp/hjälpa mig/mej/oss med/mot råttor*/städning/städningen/låset/snö/snön/trafiken/buller*
        katt/katten/katter/duvor/duvorna/måsar/måsarna följer, grannens hund/hundar följer mig/mej/oss
        är/e/går/står/kommer efter/bakom mig/mej/oss kön/listan/tvättlistan/turordning
        slå/slår/sparkar in kod/koden/portkod/portkoden/boll/bollen/bollar/grus/snö/skräp dörr/dörren/port/porten
        omringad/omringade skräp*/sopor*/staket*/bygg*/vägar
    """,
    ordinary="""
        blond bloom brinda brain düşman duran duyan sivua
        agare ahmed andra armar arme armen aron asien band banden binder bland bloggig blomma blyga blyger
        bombe borde braket branch brandt brant brister broder brons brun brunn bugger bygger darpa ding
        doder dorrar elda ellen finner firas grand granit grannat grant gumman hinner hjarta hoger kallar
        kampar kanada kanin knivig kramar kravas kraver kravs kristi kvarter lagan lagar lager lagom leden
        livlig loder lovat lydig mind mini minner mora morfar morka morkare morsa pistage piston radar
        ragnar rakade rakar rakat raknade raknar raknas raknat rana rann ranta rasar rasist ringar rinner
        saknar sandra sangare sanger scott simmar skador skatt skatten skett skjorta skjut skjutsar skjutsat
        skolan skolning skont skort skota skoter skots skotsel skotta skottar skotte skrot skruvar slags
        slott slutar snoskottning snott sott spanning sprang stott strand strike svimma tappa tappar tappat
        trivs tros någons sätter ekman examen glömmer vagen vaken valdsam valen vapnet varen vasen vinner
    """,
    common="och det är en ett på i jag som inte har vid med av till för nu någon min vi ni här där",
    cry="hjälp hjälpp",
)

ENGLISH = Tongue(
    always="""
        scream/screaming/screams/yelling/shouting/crying help/for
        not/isnt/wont moving/responding/responsive/waking/conscious
        wont wake, fell/fallen/falling in/into/through/from water/lake/ice/balcony/window/roof
        chasing/following me/us/her, hit/ran/run over
        help my/there/theres/someone/someones/somebody/mum/mom/dad/son/daughter/he/she/they/theyre/im
        help/hlp/save me/us/him/her, helpme, please/pls/plz help, help please/pls/plz/now, help help
        need/needs help now/fast/asap/urgent/urgently/immediately, send help/police/ambulance
        come quick/quickly/fast
        call/ring/calling/dial 112/911/999, call/get/need/needs police/cops/ambulance now/quick/fast/asap
        need/needs ambulance, ambulance now/please
        call ambulance/cops, sos, mayday, emergency, life danger, life threatening, in danger
        unconscious, passed out, collapsed, collapse, not/isnt/cant/cannot/stopped/stops breathing/breathe/breath
        no pulse, want/wanna die, dont/not want live
        heart attack, cardiac arrest, having/had stroke, seizure, drowning/drowned
        choking/choked/choke/chokes/strangling/strangled
        rape/raped/raping/rapist, sexually assaulted, hostage/hostages, kidnapped/kidnapping/abducted
        overdose/overdosed/overdosing
        suicide/suicidal, kill himself/herself/myself/themselves, jump off/from, dying, bleeding death
        threatened/threatening/threatens/threaten me/us/her/him/knife/gun/weapon/kill
        kill/killing/murder me/us/him/her/someone
        murdered/murdering/murder/murders/murderer, gonna kill, death threat/threats
    """,
    now="""
        hitting/hits/hit/beats/beating/kicking/punching his/her/wife/me/him/girlfriend/kid/child/someone/guy/man
        hitting/hits/hit/beats/beating/kicking/kicks/punching/punches woman/girl/boy/lady/somebody/person/people/guy/man
        punch/kick/beat guy/man/woman/girl/boy/kid/person
        jumped and/by, got jumped, smoke apartment/stairs/stairwell/building/house, tried/tries/trying break/get in/into
        guns fired, blood, smells like gas, hes/shes got/has gun/knife
        fire, fires, flame, on fire, burning, flames, ablaze, arson, smoke coming/from/out/everywhere, smell gas
        gas leak
        shooting, shoots, shootings, shots, gunshot, gunshots, gunfire, gunman, shot someone/him/her/me/at
        been/got/was shot
        gun, guns, pistol, rifle, firearm, firearms, armed, weapon, weapons, knife, knives, machete, stabbed
        stabbing, stab
        bleeding, blood everywhere/on/ground, lot blood, beaten up/by, beating up/him/her/someone, beat him/her/up
        broken into, someone/somebody/they broken in
        attacked, attacking, attacks, attack on, being attacked, assaulted, assaulting, assault, hit by car
        run over, car crash/accident
        someone/sum1/somebody/man/woman/person/people/ppl/neighbour hurt/injured/wounded/unresponsive
        kid/child/boy/girl/baby hurt/injured/wounded/unresponsive
        fight, fights, fighting, robbery, robbed, robbing, mugged, mugging, being followed
        breaking/broke/breaks in/into/door/window, break in now/progress/happening, burglary now/progress/happening
        burglar/burglars/thief/thieves/intruder/intruders inside/now/here/in, intruder, stealing now/right
        bomb, bombs, bomber, explosion, explode, explodes, exploded, explosions, exploding, explosive, explosives
        grenade
        child/kid/son/daughter/boy/girl/baby/toddler missing/disappeared/vanished/lost/gone
        someone/somebody/sum1/some1/they/he/she/man/men/guy/guys/boys follow/follows me/us
        someone/somebody/sum1/some1/they/he/she/man/men/guy/guys is/are/standing/waiting outside/behind/at my/our door
        theyre/hes/shes/someones outside/behind/at my/our door
        is/are/theres someone/somebody/sum1/some1/man/men/guy/guys/people/stranger outside/behind/at my/our door
        banging/pounding/hammering/kicking on/at/in my/our door, kicking my/our door
        door wont/refuses leave, door wont go away
        someone/somebody/sum1/some1/they/he/man/guy trying/tries open my/our door
        they/theyre/he/hes/someone/man/men/guy/guys/boys waiting me/us outside/door/stairs/stairwell
        dare/afraid/scared home/out/outside waiting me/us
        someone/somebody/sum1/some1/they/theyre/he/hes/man/men/guy/guys follow/follows/following my/our daughter/son/kid
        someone/somebody/sum1/some1/they/theyre/he/hes/man/men/guy/guys follow/follows/following my/our kids/child
        someone/somebody/sum1/some1/they/theyre/he/hes/man/men/guy/guys follow/follows/following my/our children/sister
        chasing my/our daughter/son/kid/kids/child/children/sister/brother
        someone/somebody/sum1/some1/they/theyre/he/hes/man/men/guy/guys walking/walks/running behind/after me/us
        someone/somebody/sum1/some1/they/he/man/men/guy/guys is/are after me/us, theyre/hes/someones after me/us
        someone/somebody/they/man/men/guy/guys standing/sitting stairs/stairwell/hallway waiting me/us
        my ex outside/downstairs, my ex at/is door, locked myself/ourselves in bathroom/toilet/bedroom/closet/room/house
        im/am/were hiding bathroom/toilet/bedroom/closet/wardrobe, surrounded me/us
        we/were/im/am surrounded, kicking/kicks/smashing in/down door, kicking/kicks/smashing door in/down
        trying/tries kick/break/smash/bash door
    """,
    past="""
        yesterday, last week/month/year/summer/winter/spring/autumn, days/weeks/months/month/week/years/year ago
        other day, long time ago, in the past
    """,
    present="now, right now, just, still, again, happening, currently",
    harmless="""
        fire drill/alarm/alarms/extinguisher/exit/exits/door/doors/escape/station/hydrant/safety/inspection
        fire place/pit/works/practice
        smoke detector/alarm, not emergency, emergency exit/exits/number/light/lights/lighting/door/contact
        fight for/against/crime, photo shooting, shooting range/star, knife and fork, bath bomb, flu shots
        screen shots, glue gun
        smoking/dealing/selling/dumping/leaving/parking/trash/garbage/rubbish/left outside/behind/at
        follow/follows/following up me/us, get in touch/contact
        no fire/weapon/weapons/emergency/danger, help me understand/find/with, weapons amnesty, water gun/pistol
        burning question, in case emergency/danger call/ring/dial 112
        help me/us get rid/more/better, help us understand/find/clean/fix, following her friends/friend
        help us with light/lights/lighting/lamp/lamps/trash/garbage/rubbish/graffiti
        is/are behind/after me/us queue/line, surrounded trash/garbage/rubbish/fence/fences/construction
        vid fara/livsfara/nödläge ring 112
    """,
    ordinary="""
        ahmed aimed alarmed areas arena arms army asset attach attached attract attracted banner better
        blending boobs boring brad branded brandon brands breeding burying buying cars checking chocking
        choosing chose clothing coke cooked cooking decoration delay destination detention doing donation
        drawing drying dryings during dyeing eden elder ellen emergence explain explore explored exploring
        export exported fame fancy farmed fighter figure files finds finer fines fired firms firs first
        flamed flight flights frame frames fries gear grant heal heaven hello hospital hostel husband jobbed
        killings knits lobbed mind minds mini mortar night overall plea racing racist radar rand ranks rant
        rapid rapids rated rating riffle rifles robber robot rope rubbed rubbing sandra scots scott shirts
        shocking shoes shoot shops short shorts shouting shows slots spots springs stable stacked string
        strips struggling stubbed taco trying turning violation wanting warning wasting writing leaning hiring hiking
        surround surrounds surrounding surroundings
    """,
    common="the a is are and in at on there someone my i we he she they you with has have of to it please near was",
    cry="help",
)

ARABIC = Tongue(
    always="""
        لا/ما/لم/مش يتحرك/تتحرك/بيتحرك/يستجيب/تستجيب/يرد/يصحى/يستيقظ
        تصرخ/يصرخ/بيصرخ/بتصرخ/صراخ نجدة/النجدة/ساعدوني/مساعدة
        سقط/وقع/وقعت/سقطت في/من ماء/الماء/البحيرة/شرفة/شباك/بلكونة, يلاحقني, يطاردني, بحاجة مساعدة/إسعاف/شرطة
        محتاج/محتاجة مساعدة
        ساعدوني, ساعدني, ساعدونا, ساعدنا, ساعديني, النجدة, نجدة, أنقذوني, أنقذونا, أنقذني, أنقذوا, الحقوني, الحقونا
        استغاثة
        اتصل/اتصلوا/اتصلي/اتصلو/كلموا/اطلبوا/اطلب 112/شرطة/الشرطة/بالشرطة/إسعاف/الإسعاف/بالإسعاف/نجدة, إسعاف
        سيارة إسعاف
        فاقد/فاقدة/فقد/فقدت وعي/الوعي/وعيه/وعيها, مغمى, أغمي, غاب عن الوعي
        لا/ما/مش/لم/مو يتنفس/تتنفس/أتنفس/بيتنفس, توقف التنفس
        نوبة/أزمة/سكتة/جلطة قلبية/قلب/دماغية, سكتة, جلطة, ذبحة, يغرق/تغرق/غرق/بيغرق, اختناق/يختنق/تختنق/بيختنق
        اغتصاب, اغتصب, يغتصب, اغتصبها, اغتصبني, اغتصبوها, تحرش جنسي, رهينة, رهائن
        اختطف/اختطاف/خطف/خطفوا/انخطف/مخطوف/مخطوفة
        انتحار, ينتحر, تنتحر, بيموت/يموت/سيموت/بموت/أموت/نموت/تموت, يقتل/قتل/قتلوا/سيقتلني/يقتلني/يقتلها/قتلوه
        خطر على حياة/حياتي
        يهدد/يهددني/هددني/هددوني/يهددونا/يهددها/تهديد سكين/بسكين/سلاح/بسلاح/مسدس/بمسدس/قتل/بالقتل, يهددني, هددني
        حالة طارئة, حالة طوارئ, جرعة زائدة
        يتبعني, تتبعني, بيتبعني, يتبعوني, يتبعونني, يلحقني, بيلحقني, يلحقوني, بيلحقوني, بيلاحقني, يلاحقونني
    """,
    now="""
        يضرب زوجته/امرأة/طفل/ابنه/مرته, دخان, صدم/صدمت طفل/طفلا/شخص/سيارة, يحاول/يحاولون دخول/الدخول/كسر
        حريق, حريقة, حرائق, نار, نيران, يحترق, تحترق, بيحترق, بتحترق, احترق, احترقت, محترق, يشتعل, تشتعل, مشتعلة
        اشتعلت, لهب
        دخان كثيف/يخرج/طالع/من/أسود, رائحة/ريحة غاز, تسرب غاز
        إطلاق نار/رصاص/الرصاص, يطلق/يطلقون/أطلق/أطلقوا نار/الرصاص/رصاص, رصاص, رصاصة, طلقات, مسدس, سلاح, أسلحة, مسلح
        مسلحون, مسلحين, بندقية
        سكين, سكينة, سكاكين, بسكين, طعن, طعنوه, طعنه, طعنها, طعنوا, طعنة, يطعن, مطعون, انطعن, طعنات, ساطور
        ينزف, تنزف, بينزف, نزيف, دم/دماء كثير/كثيرة/أرض/على, جريح, جرحى, مصاب, مصابون, مصابين, مجروح
        يضرب, يضربون, يضربونه, ضربوه, يضربها, ضربني, يضربني, بيضرب, بيضربوه, بيضربوا, عم يضرب, ضرب مبرح, اعتداء
        يعتدي, هجوم, يهاجم, هاجموا, هاجمني
        شجار, مشاجرة, عراك, خناقة, سطو, يسرق/يسرقون/بيسرقوا/سرقة الآن/هلق/بيت
        لص/لصوص/حرامي/حرامية بيت/داخل/الآن/هنا/جوا/في
        يقتحم, يقتحمون, اقتحام, اقتحموا, يكسر/يكسرون/بيكسروا/كسروا باب/شباك/نافذة
        انفجار, انفجر, انفجرت, انفجارات, قنبلة, قنابل, متفجرات, عبوة ناسفة
        طفل/طفلي/طفلة/ابني/ابنتي/بنتي/ولد/ولدي/بنت مفقود/مفقودة/ضائع/ضائعة/ضاع/ضاعت/اختفى/اختفت/تاه/تاهت
        حادث سير/سيارة/خطير, دهس, دهسته, دهسه
        ماشي/ماشيين/يمشي/بيمشي/يمشون/بيمشوا خلفي/ورائي/وراي, شخص/حدا/واحد/رجل/زلمة عالباب
        شخص/حدا/واحد/رجل/زلمة على/عند/أمام/قدام/خلف/ورا/وراء/خارج بابي
        شخص/حدا/واحد/رجل/زلمة على/عند/أمام/قدام/خلف/ورا/وراء/خارج باب بيتي/بيتنا/شقتي/شقتنا/منزلي
        يدق/بيدق/يدقون/بيدقوا/يطرق/يطرقون/يخبط/بيخبط بابي
        يدق/بيدق/يدقون/بيدقوا/يطرق/يطرقون/يخبط/بيخبط باب بقوة/بيتي/شقتي
        ينتظرونني/ينتظروني/يستنوني/بيستنوني/مستنييني/ناطريني أمام/قدام/عند/تحت/خارج/برا/برة
        شخص/حدا/واحد/رجل/زلمة/شاب/شباب/سيارة يتبع/يلحق/بيلحق/تتبع ابنتي/بنتي/ابني/أولادي/ولادي/أطفالي/أختي
        يلاحق/يلاحقون/بيلاحق/بيلاحقوا/يطارد/يطاردون ابنتي/بنتي/ابني/أولادي/ولادي/أطفالي/أختي
        ماشي/ماشيين/يمشي/بيمشي/يمشون ورا/وراء/خلف ابنتي/بنتي/ابني/أولادي/ولادي/أطفالي/أختي
        يركل/يركلون/يرفس/يرفسون/بيرفس/بيرفسوا باب, قفلت/سكرت/أغلقت/حبست حالي/نفسي حمام/غرفة
        حاصرونا, حاصروني, يحاصروننا, يحاصرونني, نحن/إحنا محاصرون/محاصرين
        طليقي أمام/قدام/برا/برة/خارج/عند/تحت/عالباب, زوجي سابق أمام/قدام/برا/برة/خارج/عند/تحت/عالباب
    """,
    past="""
        أمس, امبارح, مبارح, البارحة, الماضي, الماضية, الفائت
        قبل يوم/يومين/أسبوع/اسبوعين/شهر/شهرين/سنة/أيام/أسابيع/سنوات, منذ أسبوع/شهر/سنة/أيام
    """,
    present="الآن, هلق, هلأ, دلوقتي, حاليا, توا, مازال, لا يزال",
    harmless="""
        طفاية/مطفأة/إنذار/جهاز/كاشف/باب/تدريب/سلم حريق/دخان, مخرج/باب/رقم طوارئ, ألعاب نارية, لا يوجد حريق/خطر
        لعبة مسدس, قمامة/زبالة/نفايات على/عند/أمام/قدام/خلف/ورا/وراء/خارج
    """,
    ordinary="""
        ابتدا اختراق اختلاف اختلف ارتدا اسعار اضعاف اعتاد اعتدت اعدا انتشار انتصار انتظار بريق بكين بيروت
        بيوت تحترم تنتشر تنتظر حدايق حديق حديقه حريه حقايق حقيق حقيقه رصيف ساكن سفينه سكان سكنت سكنيه سلام
        سيمون ضربه طبقات طرقات طريق طعام طلبات عريق غريق فريق قابل قابله قالوا قبله مابين محترف محترم مخاوف
        مسلسل مسلمون مسلمين نيسان يحترم يرتدي ينتشر ينتظر
        اشتغل اشتغلت تشتغل يشتغل مشتغلة محاضرون محاضرين يرفضون ياكلون يشكلون يلاحظ يلاحظون بالحق طريقي
    """,
    common="في من على هناك يوجد هل انا هو هي مع عند الى هنا فيه شخص بيت ان",
    cry="النجدة ساعدوا",
)

TURKISH = Tongue(
    always="""
        hareket etmiyor/etmiyo, kıpırdamıyor*, uyanmıyor*, cevap/tepki vermiyor*, imdat diye
        yardım/imdat bağırıyor*/istiyor*/çığlık*
        suya düştü/düştüm, balkondan/pencereden/camdan düştü/atladı/atlayacak, beni takip/kovalıyor*
        yerde yatıyor baygın/kanlar/hareket
        yardım edin/et/eder/edermisiniz/ediniz/lütfen, yardım yardım, acil yardım, acil/acilen ambulans/polis/gelin
        imdat
        kurtarın/kurtar/kurtarin beni/bizi/onu, kurtarın, ambulans çağır*/lazım/gönder*/gerek*/ara*, ambulans
        polis/polisi çağır*/gönder*/ara/arayın
        112 ara/arayın/çağır*, 112yi/112ye ara*, acil durum, bilinci/bilincini/bilinç kapalı/kaybetti/yok/yerinde
        bilinçsiz*, baygın, bayıldı, bayıldım
        nefes almıyor/alamıyor*/alamıyo/yok/alamıyorum, nefessiz, kalp krizi, kalp durdu, kalbi durdu, felç geçir*
        inme geçir*
        boğuluyor*, boğuldu, boğulmak*, boğuyor*, tecavüz*, rehin, rehine, kaçırıldı, kaçırdılar, kaçırıyor*
        intihar*, ölüyor*, ölmek üzere
        öldürecek*, öldürüyor*, öldürdü*, öldüreceğim, tehdit bıçak*/silah*/ediyor*/ediliyor*/ediyo/etti, aşırı doz
        can güvenliği/tehlikesi, hayati tehlike
    """,
    now="""
        karısını/kadını/eşini/çocuğu/beni/onu dövüyor*/vuruyor*/bıçak*, duman, araba çocuğa/adama çarptı
        içeri/eve girmeye çalışıyor*
        yangın, yangını, yanıyor*, yanıyo, alev, alevler, alev aldı, tutuştu, duman çıkıyor/geliyor/var
        gaz kaçağı/kokusu
        ateş ediyor*/ediyorlar/etti/ettiler/açtı/açıldı/ediliyor, silah, silahı, silahlı*, silahla, silah ses*
        tabanca*, tüfek*, kurşun*
        vuruldu, vurdular, vurulmuş, vurdu, çatışma, bıçak, bıçağı, bıçakla, bıçaklı*, bıçakladı*, bıçaklandı
        bıçaklıyor*, bıçaklanmış, bıçaklama
        kanıyor, kanama, kanaması, kan kaybediyor/içinde/var, kanlar, yaralı*, yaralandı*, yaralanan, yaralanmış
        dövüyor*, dövüldü, dövdüler, dövdü, darp*, saldırı, saldırıyor*, saldırdı*, saldırgan, kavga, kavgası
        soygun*, soyuyor*, soydular, gasp*, hırsız* içeride/var/evde/şimdi/girdi/giriyor/burada, hırsızlık şu/şimdi
        zorla giriyor*/girdi*/girmeye, kapı/kapıyı/camı/pencere* kırıyor*/kırdı*/zorluyor*, eve giriyor*/girdi*
        evde biri/yabancı
        bomba, bombalı, patlama, patladı, patlıyor, patlamalar, patlayıcı*, el bombası
        çocuk/çocuğum/çocuğumuz/oğlum/kızım/bebek/bebeğim/çocuğu/oğlu/kızı kayıp/kayboldu/yok/kaybettim/kaybolmuş
        trafik kazası, araba çarptı, çarptı
        bizi takip ediyor*/ediyo, peşimde/peşimizde biri/birisi/birileri/adam/adamlar/var, peşimdeler
        arkamdan/peşimden geliyor*/yürüyor*
        biri/birisi/birileri/adam/adamlar kapımda/kapımızda
        kapımda/kapımızda/kapıda biri/birisi/birileri/adam/adamlar/yabancı var/duruyor*/bekliyor*
        kapımın/kapımızın önünde/dışında/arkasında biri/birisi/birileri/adam/adamlar/yabancı var/duruyor*/bekliyor*
        kapıma/kapımı/kapımıza/kapımızı kırıyor*/kırdı*/vuruyor*/yumrukluyor*/tekmeliyor*/zorluyor*/dayandı*
        dışarıda/kapıda/aşağıda beni/bizi bekliyor*
        kızımı/oğlumu/çocuğumu/çocuklarımı/kardeşimi takip ediyor*/ediyo
        kızımı/oğlumu/çocuğumu/çocuklarımı/kardeşimi kovalıyor*
        kapıyı tekmeliyor*/yumrukluyor*, kapıyı/kapımı/kapımızı kırmaya çalışıyor*
        kendimi/kendimizi tuvalete/banyoya/odaya/eve kilitledim/kilitledik
        etrafımızı/etrafımı/bizi/beni sardılar/sarıyorlar/çevirdiler/kuşattılar
        eski kocam/karım/eşim/sevgilim/nişanlım dışarıda/kapıda/kapımda/aşağıda
    """,
    past="dün, geçen hafta/ay/yıl/sene/gün/yaz/kış, hafta/ay/yıl/gün/sene önce, evvelki",
    present="şimdi, şuan, şu an, hala, hâlâ, yine, az önce, demin",
    harmless="""
        yangın tatbikatı/tüpü/söndürücü*/merdiven*/kapısı/dolabı/alarmı/çıkışı/dedektör*, duman dedektör*
        acil durum çıkışı/kapısı
        yangın/tehlike yok, oyuncak tabanca/silah, acil çıkış, yüz yıl kavga, kedi beni takip, takip ediyorum/ediyoruz
    """,
    ordinary="""
        yanmıyor agaca ahmed aletler alevi aliyor arkada atacak atama atanan bacak bakla bamba bicki birak boluyor
        bombe boyuyor bozuldu brad calisma carsi dogdu doldu dondu dovme duyuyor eden elde ellen evden
        goruyor grant hukuki hukuku ihlal ihmal inaniyor islah kaciyor kafama kaliyor kanada kanarya kapama
        karisti kasiyor kavak kavgaci kayma kaynama kayniyor kiniyor kodlari kollari koyuyor kursuni
        kurtaran kurtarir maddi mini miydi moda oluyor patates patika patlican radar rahat saglikli saldi
        sarildi sayili scott sila silahsiz siyah soruyor taniyor tutmaya uyuyor vurgu yakalanan yakin
        yakiyor arkadan kasımda peşinde peşinden yangi yanlis yanliyor yaralar yardimci yaygin yayin yazin yaziyor
        sanıyorlar soruyorlar şarkılar
    """,
    common="""
        bir ve var çok bu da de ne için burada evde biri birisi bana ben biz adam şimdi lütfen sokakta mahallede
    """,
    cry="yardım imdat",
)

SOMALI = Tongue(
    always="""
        ma dhaqaaqayo/dhaqaaqaayo/dhaqaaqo/jawaabayo/kacayo/toosayo
        qaylinaya/qaylinaysa/qayliyay caawi/caawimaad/gargaar
        biyo/biyaha ku dhacay/dhacday, balakoon* ka dhacay/dhacday, i eryanaya/raacaya/raacayo/raacaysa/raacayaan
        isoo raacaya/raacayo/raacaysa/raacayaan
        i caawi/caawiya/caawin/caawiyaa, na caawi/caawiya, icaawi, icaawiya, nacaawiya
        caawimaad/gargaar/caawimo deg/degdeg/hadda, gargaar
        i badbaadi/badbaadiya, na badbaadi/badbaadiya, ibadbaadi, ibadbaadiya, 112 wac/waca/soo
        wac/waca/u 112/booliska/booliis/boliska/ambalaas*/ambulance/gurmad*
        booliska u/noo yeer/yeera/wac/waca, ambalaas, ambalaaska, ambulance, ambalans, xaalad degdeg*, gurmad
        miyir la/beelay/beeshay/daboolan/ma, miyirbeelay, suuxday, suuxay, suuxdin, suuxsan
        ma neefsanayo/neefsaneyso/neefsanayso/neefsan/neefsaneyo
        neefsan waayay/waaysay/la/kari, neefta/neef ka/la/ku dhegtay/istaagtay, wadne xanuun/istaag/qabad*
        wadna xanuun/istaag, wadnaha istaag*
        qaraqmay, qaraqmaya, qaraqmayo, qaraqmaysa, biyaha ku, hafanaya, hafatay, hafanayo, kufsi, kufsaday
        kufsanaya, kufsatay, la kufsaday, afduub*, la haystayaal
        is dil*, isdil*, dhimanaya, dhimanayo, dhimanaysa, naf bax*, dilaya, dilayaan, i dilaya, dili doona, dilay
        u hanjabay/hanjabaya, hanjabay, hanjabaya, hanjabaad
        noloshu/nolosha khatar, khatar ku jira, naftayda
    """,
    now="""
        xaaskiisa/naagtiisa/ilmaha garaacaya/garaacayo, baabuur jiiray/jiirtay/ku, gaari jiiray/jiirtay
        dab, dabka, dabku, dab kacay, gubanaya, gubanayo, gubaneysa, gubanaysa, gubtay, holcaya, ololaya, qiiq
        qiiqa, gaas urayaa/daadanaya
        rasaas, rasaasta, xabad, xabbad, xabado, xabadda, toogasho, toogtay, toogteen, toogatay, tooganaya, ridaya
        ridayaan, qori, qoriga, bastoolad*, baastoolad*, hub, hubaysan, hubka
        mindi, mindida, mindiyo, middi, mindiyeeyay, mindiyeeyeen, mindiyeynaya, toorrey, toorey, dhiig, dhiigga
        dhiigbax*, dhiigaya, dhiigayo, dhiigaysa
        dhaawac, dhaawacan, dhaawacmay, dhaawacantahay, garaacaya, garaacayaan, garaacay, garaaceen, la garaacay
        garaacid, tumayaan, tumaya
        weerar, weeraraya, weerareen, weeraray, dagaal, dagaallamaya, dagaalamaya, is dilaya, dhac, dhacaya
        dhacayaan, dhaceen, la dhacay
        tuug/tuugo/tuugada/tuugag guriga/gudaha/hadda/ku, jabinaya, jabinayaan, jabsanaya, albaabka/daaqadda jab*
        guriga soo galay/jab*, xadayaan hadda
        qarax, qaraxay, qaraxa, qarxay, qarxaya, bam, bambo, bambaanooyin, bambaano, bumbo, miino
        ilmo/ilmaha/canug/canuga/inan/ilmahayga lumay/luntay/la/waayay/maqan
        wiil/wiilka/wiilkayga/gabadh/gabadha/gabadhayda lumay/luntay/la/waayay/maqan
        shil, shil baabuur
        i/na daba socda/socdo/socdaan/socota/soconaya/jooga/joogaan, idaba/nadaba socda/socdo/socdaan/socota/soconaya
        nin/niman albaabka taagan, qof/nin/niman albaabkayga/albaabkeyga/albaabkeenna taagan/jooga/joogo/joogaan
        qof/nin/niman taagan/jooga/joogo/joogaan albaabkayga/albaabkeyga/albaabkeenna
        albaabkayga/albaabkeyga/albaabkeenna qof/nin/niman taagan/jooga/joogo/joogaan
        i/igu/na/nagu sugayaan/sugaya bannaanka/banaanka/dibadda/albaabka
        gabadhayda/gabadheyda/wiilkayga/wiilkeyga/ilmahayga/carruurtayda/caruurtayda/walaashay daba socda/socdo/socdaan
        gabadhayda/gabadheyda/wiilkayga/wiilkeyga/ilmahayga/carruurtayda/caruurtayda/walaashay daba socota/jooga/joogaan
        gabadhayda/gabadheyda/wiilkayga/wiilkeyga/ilmahayga/carruurtayda/caruurtayda eryanaya/eryanayaan/eryanaysa
        albaabka/albaabkayga/albaabkeyga laadaya/laadayaan/laadayaa, laadayaan/laadaya albaabka/albaabkayga/albaabkeyga
        musqusha/qolka/suuliga isku xiray/xirnay/xirtay, na/i hareereeyeen/hareereeyay
        ninkaygii/ninkeygii hore bannaanka/banaanka/dibadda/albaabka
    """,
    past="""
        shalay, todobaadkii/toddobaadkii/bishii/sanadkii/sannadkii hore, todobaad/bil/sanad/maalmo ka hor, dorraad
        dorraad
    """,
    present="hadda, imika, weli, hada, haatan",
    harmless="""
        dab damis*, dabdamis*, qalabka dabka, tababar dab, dab malaha, albaabka dabka, hub malaha, nabad
        albaabka/daaqadda waa jabay/jabtay/jaban
    """,
    ordinary="dabaq dabadeed dhaqan dhacdo dhawaaq dhawaan waraaq qaraar dhigay dhisay hubaal hubiyo wiilal",
    common="waa ayaa oo waxaa waxa ku ka la u iyo qof nin halkan guriga agteeda fadlan si naga",
    cry="caawimaad gargaar caawi",
)

SPANISH = Tongue(
    always="""
        no se mueve, no mueve/reacciona/responde/despierta/contesta
        gritando/grita/pidiendo/pide ayuda/auxilio/socorro
        cayó agua/balcón/ventana/lago/río, me persigue/persiguen/siguen, ayuda mi/hay/alguien/está
        ayúdame, ayúdenme, ayúdennos, ayudadme, ayúdanos, ayudarme, ayúdeme, ayuda ayuda, ayuda por/x favor
        ayuda ya/ahora/urgente/rápido, necesito/necesitamos ayuda
        auxilio, socorro, sálvame, sálvennos, llama/llamen/llame/llamad/llamar 112/911/policía/ambulancia/bomberos
        ambulancia, manden/envíen policía/ayuda, sos
        inconsciente, desmayó, desmayado, desmayada, no respira/respirar/respiro/respirando/reacciona, infarto
        ataque corazón/cardíaco/cardiaco, paro cardíaco/cardiaco, derrame cerebral
        ahogando, ahoga, ahogó, ahogándose, asfixia, violación, violando, violaron, violada, violó, violador, rehén
        rehenes, secuestro, secuestraron, secuestrado, secuestrada
        suicid*, muriendo, se muere, matar/matando/mata me/lo/la/nos/a, me/lo/la/nos matar/matan/mata, matarme
        matarlo, matarla, mató, mataron, sobredosis
        amenaza/amenazan/amenazando/amenazado/amenazada/amenazó arma/cuchillo/pistola/navaja/muerte
        me/nos amenaza/amenazan/amenazando/amenazó, emergencia, peligro de/muerte
        estrangula*, apuñal*
    """,
    now="""
        pega/golpea/pegando/maltrata mujer/esposa/niño/hijo/novia, humo, atropellado/atropelló niño
        intentan/intenta entrar/forzar
        fuego, incendio, incendios, incendiado, incendió, incendiando, ardiendo, arde, quemando, se quema, en llamas
        llamas, humo sale/saliendo/de/negro, olor/huele/fuga gas
        disparos, disparo, disparando, disparan, disparar, disparó, dispararon, dispara, tiroteo, balazo, balazos
        balacera, tiros, pistola, pistolas, arma, armas, armado, armados, armada, rifle, escopeta
        cuchillo, cuchillos, navaja, navajas, puñal, puñalada, puñaladas, machete, sangrando, sangra, sangre
        desangra, desangrando
        herido, herida, heridos, heridas, lesionado, pegando, golpeando, golpean, golpea, golpeado, pegan, golpeada
        paliza, agresión, agrediendo, agredido, agredida, agreden, agredió
        atacando, atacan, ataca, atacaron, atacado, atacó, pelea, peleando, peleándose, robando, atraco, atracando
        atracaron, asalto, asaltando, asaltaron, asaltado, robo ahora/curso/mismo
        ladrón/ladrones/intruso dentro/casa/ahora/aquí, entrando/entran/entrar casa/fuerza
        forzando puerta/cerradura/ventana, rompiendo/rompen/romper puerta/ventana
        bomba, bombas, explosión, explosiones, explotó, explota, explotado, granada, explosivo, explosivos
        niño/niña/hijo/hija/bebé/menor desaparecido/desaparecida/perdido/perdida/desapareció/perdió/falta
        atropellado, atropellaron, atropelló, atropellada, accidente coche/grave/tráfico
        alguien/hombre/hombres/tipo/tipos/chico/chicos/coche me/nos sigue/siguen, siguiéndome, siguiéndonos
        me/nos sigue/siguen alguien/hombre/hombres/tipo/tipos/chico/chicos, me/nos sigue a casa
        me/nos siguiendo/persiguiendo
        hay/está/están alguien/hombre/hombres/tipo/tipos en/a/ante/tras/fuera/detrás/frente mi/nuestra puerta
        alguien/hombre/hombres/tipo/tipos está/están en/a/ante/tras/fuera/detrás/frente mi/nuestra puerta
        hay alguien en/tras/fuera/detrás puerta, aporrea/aporrean/aporreando puerta
        me/nos espera/esperan/esperando fuera/afuera/abajo/portal/puerta
        alguien/hombre/hombres/tipo/tipos/chico/chicos/coche sigue/siguen mi/mis/nuestra/nuestro hija/hijo/hijas/hijos
        está/están/viene/vienen siguiendo mi/mis/nuestra/nuestro hija/hijo/hijas/hijos/hermana
        persigue/persiguen/persiguiendo hija/hijo/hijas/hijos/hermana, patea/patean/pateando puerta
        intenta/intentan/intentando tirar/romper/echar/derribar/abrir mi/la/nuestra puerta
        me/nos/estoy/estamos encerrado/encerrada/encerrados/encerradas/encerré baño/cuarto/habitación
        me/nos rodeado/rodearon, mi ex está/espera fuera/afuera/abajo/puerta/portal
        alguien/hombre/hombres/tipo/tipos camina/caminan/caminando/viene/vienen/corre detrás mí/nosotros/nosotras
    """,
    past="ayer, pasado, pasada, hace días/semanas/semana/meses/mes/años/año, antier, anteayer",
    present="ahora, ahorita, todavía, acaba, acaban, otra vez, sigue, siguen",
    harmless="""
        simulacro incendio/incendios/evacuación, alarma/detector/detectores incendio/incendios/humo
        salida/puerta/luz/número/escalera emergencia/incendios
        fuegos artificiales, no es emergencia, no hay fuego/peligro/heridos, bomba agua, agua bomba, tiros libres
        pelea de perros, sigue/siguen sin/pareciendo/faltando
    """,
    ordinary="""
        agencia ahogar ahorra alma almas amada amado amas aprendiendo arco arder areas arena arias armadas
        armando armar armario atado atracar atraccion auxiliar ayudarnos ayudarte calmado cuchilla daba
        donde explorar expresiones fijo firmes fuera fuero golpear granadas grant grunando guzman harma
        helado herir hierba hoguera incendiar infante juego llamado llaman llegando luego mini moda mora
        mucha pagan pagando palma pega pegado pegar pelear peleas penal quedando racing radar ramas raras
        camino correo pasea pasean paseando ratas razas resolver robado roban salto salvaje sandra sangria sangriento
        scott tios tipos tirar tiras tires tiro toros valen viola volando
    """,
    common="el la los las hay una un en de y que está están por favor con mi se me del al ha aquí",
    cry="ayuda socorro auxilio",
)

FINNISH = Tongue(
    always="""
        ei/eikä liiku/reagoi/vastaa/herää/liikkua, huutaa/huusi/kirkuu/huutavat apua/hätä*
        putosi/tippui/pudonnut/kaatui veteen/järveen/jäihin/parvekkeelta/ikkunasta
        minua/mua/meitä seurataan/seuraa/jahdataan/jahtaa/vainotaan
        seuraa/seurataan/jahtaa/jahtaavat minua/mua/meitä, seuraavat minua/mua
        apua minun/lapsi/äiti/isä/joku/täällä/mies, tarvitsee apua/ambulanssi*
        auttakaa, auttakaa minua/meitä, auta/auttaa/autakaa minua/meitä/nopeasti, auttakaa heti, apua apua
        apua nyt/heti/nopeasti/äkkiä, tarvitsen/tarvitaan/tarvitsemme apua/ambulanssi*
        pelastakaa, soita/soittakaa/soitan/soittaa 112/hätänumero*/poliisi*/ambulanssi*/hätäkeskus*, ambulanssi*
        lähettäkää poliisi*/apua/ambulanssi, hätätilanne, hätätapaus, hengenvaara*, sos
        tajuton, tajuttomana, tajuttoma*, pyörtyi, pyörtynyt
        ei/en/eikä hengitä/hengittää/henkeä/hengittämään/hengity, lakkasi hengittämästä, sydänkohtaus*
        sydänkohtauksen, sydäninfarkti*, sydänpysähdys, aivohalvaus, aivoinfarkti
        hukkuu, hukkumassa, hukkui, hukkumaisillaan, tukehtuu, tukehtumassa, kuristaa, kuristi, raiskaus, raiskattu
        raiskaa, raiskattiin, raiskasi, raiskataan, raiskaamassa
        panttivan*, siepattu, siepattiin, sieppasi, kidnapattu, kidnapattiin, itsemurha*
        tappaa itsensä/minut/hänet/jonkun/meidät, tappaa, tappoi, tapettu, tapetaan, kuolee, kuolemassa, murha
        murhattu, murhasi, yliannostus*
        uhkaa/uhkasi/uhkaili/uhkailee/uhkaavat/uhattiin puukolla/aseella/veitsellä/tappaa/minua/tappamisella/meitä
        tappouhkaus*
    """,
    now="""
        hakkaa vaimoaan/lasta/naista/minua, savua, yrittää tulla/murtautua/päästä sisään/sisälle
        ajoi/ajettiin lapsen/jonkun/ihmisen päälle
        tulipalo, tulipaloa, tulipalossa, palaa, liekeissä, liekit, liekkejä, tuli irti, syttyi palamaan, tulessa
        savua tulee/tupruaa/nousee/rappu*, kaasuvuoto, kaasun haju, haisee kaasu*
        ampuu, ampuvat, ammutaan, ammuttu, ammuttiin, ampui, ampuivat, ampuminen, ampumista, ammuskel*, laukaus
        laukauksia, laukaukset, ase, aseet, aseella, aseen, aseita, pistooli*, kivääri*, aseistautun*
        puukko, puukot, puukolla, puukon, puukottaa, puukotti, puukotettu, puukotettiin, puukotus, puukottivat
        veitsi, veitsellä, veitsen, viidakkoveitsi, vuotaa verta, verenvuoto*, verta maassa/joka/kaikkialla, veressä
        verissään
        hakkaa, hakkaavat, hakataan, hakattu, hakattiin, pahoinpi*, lyö, lyövät, lyödään, potkii, potkivat
        potkitaan, tappelu, tappelevat, tappelee, tapellaan, hyökkää, hyökkäsi, hyökkäys, hyökkäävät, hyökättiin
        päälle käytiin
        ryöstö, ryöstettiin, ryöstetty, ryöstää, ryöstetään, ryöstivät, ryöstön, murto meneillään/nyt/käynnissä
        murtautuu, murtautuvat, murtautuvat, murtautumassa, varas/varkaat/varkaita/murtovaras sisällä/nyt/täällä
        tunkeutuja, tunkeutuu
        rikkoo/rikkovat ikkunan/oven/ikkunaa/ikkunoita, pommi, pommin, pommiuhka, pommeja, räjähdys, räjähti
        räjähtää, räjähdyksiä, räjähdyksen, räjähde, räjähtänyt, kranaatti*, käsikranaatti
        lapsi/poika/tyttö/vauva/poikani/tyttäreni/lapseni/tytär kadonnut/kateissa/hukassa/katosi/eksynyt
        loukkaantunut, loukkaantuneita, loukkaantui, haavoittunut, jäi auton, auto ajoi päälle, kolari
        liikenneonnettomuus
        oven/oveni/ovemme takana/ulkopuolella joku/mies/miehiä/tyyppi
        joku/mies/miehiä/tyyppi oven/oveni/ovemme takana/ulkopuolella, joku/mies/miehiä/tyyppi ovellani
        ovellani joku/mies/miehiä/tyyppi, minun/mun ovella joku/mies, joku/mies minun/mun ovella
        jyskyttää/jyskyttävät/paukuttaa/paukuttavat/takoo/takovat ovea/oveani/oveen/oveeni
        ne/he/joku/jotkut/miehet odottaa/odottavat minua/mua/meitä ulkona/ovella/rapussa/pihalla
        uskalla kotiin/ulos odottaa/odottavat minua/mua/meitä
        joku/mies/miehet/miehiä/tyyppi/auto/ne/he seuraa/seuraavat tytärtäni/tyttöäni/poikaani/lastani/lapsiani/lapsia
        tytärtäni/tyttöäni/poikaani/lastani/lapsiani/tytärtämme/poikaamme seurataan/vainotaan/jahdataan
        jahtaa/jahtaavat/vainoaa/vainoavat tytärtäni/tyttöäni/poikaani/lastani/lapsiani
        lukittauduin/lukittauduimme vessaan/kylpyhuoneeseen/makuuhuoneeseen
        lukitsin/lukitsimme itseni/itsemme vessaan/kylpyhuoneeseen/makuuhuoneeseen
        exäni/eksäni/exmieheni on/seisoo/odottaa ulkona/ovella/oven/pihalla/rapussa
        mun/minun ex/exä/eksä on/seisoo/odottaa ulkona/ovella/oven/pihalla/rapussa
        meidät/minut piiritetty/piiritettiin/saarrettu, piirittävät meidät/minut/meitä
        joku/mies/miehet/tyyppi/ne/he on/ovat/kävelee/kävelevät/juoksee/tulee/tulevat perässäni/perässämme/takanani
    """,
    past="""
        eilen, toissapäivänä, viime viikolla/vuonna/kuussa/kesänä/talvena/viikon/vuoden
        viikko/kuukausi/vuosi/päivää/viikkoa/vuotta sitten
    """,
    present="nyt, juuri, parhaillaan, vieläkin, taas, edelleen, äsken",
    harmless="""
        palaa kotiin/takaisin/töihin/valo/lamppu/aiheeseen/asiaan
        valo/valot/lamppu/lamput/katuvalo/katuvalot palaa/pala, ei pala
        ei hätää, ei hätätilanne, hätä uloskäynti, lyö kättä, vesi pyssy, ei aseita
        kissa/kissani seuraa, seuraa meitä facebookissa/instagramissa/somessa, potkii/potkivat palloa/jalkapalloa
    """,
    ordinary="""
        aalto ampua arvon asema aseman asetta asettaa asia aste asteen brad brandi brandin ellen hakata
        hakea hakenut hakkeri haukkaa hylattiin kadonneet kanada kanava kateus kiristaa kiven kukisti
        kulmassa kuole kuolemaa kuolemaansa kuolemasta kuolen kuollee kuorma kuulee kuusi lapsia laukku
        laukkuja laukut liekki linkkeja luodaan luovat lyoda matala mini murhat murhe muurahainen pahaa
        palaan palat palata palaute palautus palava paljaa pallo palvelu pelaa pelastaa pelastamaan pelataan
        pelattu peleja pelia pilaa pommitus potkut pulaa puukkoja puuro rahat rajat rakas ranskaa ranta
        raskas raskasta raskaus riisuu ryhtyi ryosta salaa scott seura seuran takaa tapaa tappara
        tappi tappio tulevat tullessa tulossa tunnettuja tutustua uhka uhkea varsa vasen vedessa veitset
        vieressa viitsi vitsi suomessa päivitetty piirretty
    """,
    common="""
        on ja ei se että joku täällä nyt minun me he hän talossa kadulla rapussa tuolla oli kun vai meillä mies
        nainen
    """,
    cry="apua auttakaa",
)

TONGUES = {
    "sv": SWEDISH,
    "en": ENGLISH,
    "ar": ARABIC,
    "tr": TURKISH,
    "so": SOMALI,
    "es": SPANISH,
    "fi": FINNISH,
}
