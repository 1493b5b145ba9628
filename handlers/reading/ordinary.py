"""Everyday Swedish words that lie a typo from a word of the tables and mean something else: data, and nothing else.

Found by comparing the 30,000 commonest Swedish words (wordfreq) with the tables; what shares a stem with the word it
lies near is left out, for there the typo says the right thing. Words here are never taken for another.
"""

from __future__ import annotations

ORDINARY = """
    längre långa länge länkar längtar lagar lånar landar saker sånger vägen valen våren gånger gången gungan garage
    garaget skriver skrev läser löser låser marken märken märke märker märkte märkt parken parker part partiet
    partiets partier vara vars varav rätt rättar tänk förra bilden stöd stöder lycka lyckas kollar skapar boken
    straff band fylla förstod söder söner hård ledning rött själ släkt båten beter fula fult gård möts räddar
    drivs driven driv liter snitt bero grät slott lyder köpet räknade stol solen stilen skiten sikte församling
    sött skärp greta råda skötte sköttes romer helen shorts höstas höras mind mini bakar brunt drogs köer
    content radar berömd head horse than flight morot aron daglig smalare safe sväljer förkortning foster städar
    städade därpå ramar arton elen stryker sängar renar simmade skjutsa muggen stängning vitsen tappra åtala
    kablar överföring karlar krymper expanderar palla rankas rankade rankad valpen bringa rasade rasat mörkar känga
    domän kramer rakad asen åsen aspen puckon spott rävar slask svämmar bran brandy bambu braun mätare skytten
    tappad sanera svart blött smart start
"""
