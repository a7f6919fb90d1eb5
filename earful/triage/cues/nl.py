"""Dutch."""

from earful.triage.cues.shape import Cue, Cues, phrases

CUES: Cues = {
    Cue.QUESTION: phrases("""
        hoe kan ik, hoe kan het, hoe kan dat, hoe krijg ik, hoe lang, hoelang, hoeveel, hoe werkt, hoe moet ik,
        hoe zit het, hoe laat, wat is, wat zijn, wat moet ik, wat kost, wat gebeurt er, wat is er aan de hand,
        waar is, waar zijn, waar blijft, waar kan ik, waar vind ik, wanneer, wanneer komt, wanneer krijg,
        wanneer is, waarom, wie kan, welke, is er, zijn er, is het mogelijk, is dit, klopt het, kan ik, kunnen
        we, mag ik, hebben jullie, heeft u, zijn jullie, weten jullie, weet iemand, heeft iemand, iemand anders,
        een vraag, vraagje, ik vroeg me af, ik wil graag weten, wil graag weten, wou vragen, enig idee, al
        nieuws, al bekend
    """),
    Cue.HELP: phrases("""
        help, hulp, helpen, help mij, help me, hulp nodig, kunnen jullie helpen, kunnen jullie me helpen, kunt u
        helpen, kunt u mij helpen, wie kan mij helpen, weet niet wat ik moet doen, wat moet ik doen, iemand
        spreken, iemand te pakken krijgen, krijg niemand te pakken, medewerker spreken, contact opnemen, contact
        met jullie, bereikbaar, niet bereikbaar, ondersteuning
    """),
    Cue.REQUEST: phrases("""
        alsjeblieft, alstublieft, aub, svp, graag, kunnen jullie, kun je, kunt u, kan je, zouden jullie, zou je,
        wil je, willen jullie, ik wil, ik wil graag, ik heb nodig, laat me weten, laat even weten, stuur me,
        stuur mij, bel me, bel mij, los het op, kijk even, alvast bedankt, bij voorbaat dank, graag een reactie,
        graag reactie
    """),
    Cue.COMPLAINT: phrases("""
        kapot, niet goed, stuk, defect*, beschadigd*, gebroken, werkt niet, werken niet, werkt nog steeds niet,
        werkt niet meer, doet het niet, doen het niet, lukt niet, gaat niet, laadt niet, start niet, opent niet,
        kan niet inloggen, niet inloggen, storing*, foutmelding, fout, fouten, foutje, bug, crasht, vastgelopen,
        loopt vast, plat, ligt eruit, probleem, problemen, gedoe, mist, ontbreekt, ontbreken, kwijt,
        kwijtgeraakt, verloren, verkeerd*, onjuist, niet aangekomen, niet ontvangen, nooit ontvangen, nooit
        aangekomen, niet geleverd, nog niet ontvangen, nog steeds niet, nog steeds geen, nog altijd niet, nog
        altijd geen, wacht al, wachten al, wacht nog steeds, al dagen, al weken, al uren, al maanden, geen
        antwoord, geen reactie, niemand reageert, niemand neemt op, genegeerd, negeren, in de wacht, te laat,
        vertraging*, vertraagd, geannuleerd, uitgevallen, valt uit, rijdt niet, teleurgesteld, teleurstell*,
        ontevreden, onbeschoft, onvriendelijk, slecht, slechte, traag, langzaam, klacht, klachten, klagen,
        nutteloos, waardeloos, dubbel afgeschreven, te veel betaald, irritant, geïrriteerd, vervelend, jammer,
        helaas, beu, tijdverspilling, zonde van, vies, vuil, bedorven, over de datum, geblokkeerd, niet blij,
        niet normaal, alweer, ben het zat
    """),
    Cue.STRONG: phrases("""
        schande, schandalig, schandalige, schaam je, belachelijk*, ongelofelijk, ongehoord, onacceptabel, niet
        acceptabel, verschrikkelijk*, vreselijk*, afschuwelijk, walgelijk, ramp, drama, een drama, rampzalig,
        oplichting, oplichters, opgelicht, diefstal, dieven, fraude, kut, klote, rotzooi, troep, slechtste, de
        slechtste, incompetent, lachertje, aanfluiting, een grap, nooit meer, woedend, boos, pislink,
        nachtmerrie, bagger, dieptriest, triest, om te huilen
    """),
    Cue.THANKS: phrases("""
        bedankt, dankjewel, dank je, dank je wel, dank u, dank u wel, dankuwel, dank jullie wel, dank, hartelijk
        dank, heel erg bedankt, veel dank, thanks, merci, dankbaar, voor de hulp, voor jullie hulp, voor uw
        hulp, voor je hulp, voor het helpen, voor de reactie
    """),
    Cue.PRAISE: phrases("""
        top, super, geweldig, geweldige, fantastisch*, uitstekend*, perfect, prima, mooi, mooie, heerlijk,
        heerlijke, lekker, blij, heel blij, blij met, tevreden, zeer tevreden, complimenten, compliment, goed
        gedaan, goed bezig, goed werk, goede service, hulde, petje af, chapeau, aanrader, raad aan, aan te
        raden, vriendelijk, vriendelijke, behulpzaam, heel aardig, snelle levering, snel geleverd, beste, de
        beste, hou van, ik hou van, houd van, favoriete, leuk, leuke, ga zo door, knap, netjes, keurig, goed
        geholpen, heel goed, erg goed
    """),
    Cue.SUGGESTION: phrases("""
        suggestie, suggesties, ik stel voor, voorstel, idee, een idee, tip, tipje, zou fijn zijn, zou leuk zijn,
        zou handig zijn, zou mooi zijn, zou top zijn, zou goed zijn, het zou, het zou fijn zijn, jullie zouden,
        jullie moeten, jullie zouden moeten, misschien kunnen jullie, waarom niet, waarom maken jullie niet, ik
        wou dat, ik zou graag zien, zou graag zien, graag zien, breng terug, terugbrengen, voeg toe, toevoegen,
        kunnen jullie toevoegen, wat als jullie
    """),
    Cue.SETTLED: phrases("""
        opgelost, is opgelost, probleem opgelost, al opgelost, het werkt weer, werkt weer, werkt nu, doet het
        weer, doet het nu, is aangekomen, is binnen, net binnen, vandaag ontvangen, gevonden, al gevonden, laat
        maar, niet meer nodig, alles goed, alles in orde, is gelukt, het is gelukt, gelukt
    """),
    Cue.ACKNOWLEDGED: phrases("""
        ok, oké, oke, okay, prima, goed, is goed, begrepen, duidelijk, helder, doe ik, ga ik doen, gedaan,
        verstuurd, gestuurd, dm gestuurd, dm verstuurd, ja, perfect, top, komt goed, graag gedaan, fijne dag,
        fijne avond, fijn weekend, jullie ook
    """),
    Cue.TIME: phrases("""
        dringend, spoed, spoedig, met spoed, haast, zo snel mogelijk, zsm, onmiddellijk, meteen, nu meteen, voor
        morgen, vandaag nog, morgenochtend, morgen vroeg, over een uur, binnen een uur, over twee uur, laatste
        dag, deadline, noodgeval, mis mijn, ga ik missen
    """),
    Cue.MONEY: phrases("""
        geld terug, mijn geld, terugbetal*, terugbetaling, terugstorten, terugstorting, restitutie,
        afgeschreven, dubbel afgeschreven, afschrijving, incasso, factuur, rekening, betaald, dubbel betaald, te
        veel betaald, betaling, vergoeding, schadevergoeding, compensatie, borg, creditering, aanmaning,
        onterecht afgeschreven
    """),
    Cue.SAFETY: phrases("""
        gevaar, gevaarlijk*, onveilig, gewond, verwond*, verbrand, brandwond*, in brand, vlam, rook, elektrische
        schok, schok gekregen, ontploft, ontploffing, explosie, gaslek, gaslucht, allergi*, allergisch*,
        voedselvergiftiging, vergiftigd, gestikt, stikken, ziekenhuis, ambulance, gehackt, account gehackt,
        datalek, bedreigd, lastiggevallen, intimidatie, aangevallen, zelfmoord, suïcid*, glas in, glasscherven,
        geen verwarming, zonder verwarming, geen water, insuline, medicijn*, rolstoel
    """),
    Cue.LEGAL: phrases("""
        advocaat, rechter, rechtbank, rechtszaak, juridische stappen, aanklagen, aangifte, aangifte doen,
        politie, consumentenbond, geschillencommissie, ombudsman, acm, autoriteit persoonsgegevens, avg,
        privacy, pers, de pers, de krant, ingebrekestelling, in gebreke, rechtsbijstand
    """),
    Cue.STRANDED: phrases("""
        gestrand, zit vast, zitten vast, sta vast, staan vast, buitengesloten, kan niet naar huis, kom niet
        thuis, komen niet thuis, aansluiting gemist, vlucht gemist, trein gemist, vlucht geannuleerd, vlucht is
        geannuleerd, trein rijdt niet, trein valt uit, geen hotel, pech onderweg, autopech, pech, geen internet,
        geen bereik, geen stroom, zonder stroom, zonder water, paspoort kwijt
    """),
    Cue.LEAVING: phrases("""
        opzeggen, zeg op, opgezegd, zeg mijn abonnement op, abonnement opzeggen, ik stap over, stap over,
        overstappen, overstap, concurrent, de concurrent, naar de concurrent, klant kwijt, een klant kwijt,
        klant minder, klant verloren, laatste keer, dit was de laatste keer, nooit meer bij, koop nooit meer,
        bestel nooit meer, account verwijderen, rekening opheffen, ben weg, ben er klaar mee, boycot*
    """),
    Cue.PROMOTION: phrases("""
        bitcoin, crypto, cryptomunt*, airdrop, nft, forex, passief inkomen, geld verdienen, verdien geld, thuis
        geld verdienen, snel geld, gegarandeerd rendement, investeer, volg mij, volg me, link in bio, klik hier,
        klik op de link, kortingscode, mijn code, koop nu, bestel nu, tijdelijke aanbieding, je hebt gewonnen, u
        heeft gewonnen, casino, snelle lening, lening nodig, meer volgers, volgers kopen, telegram groep, app
        mij op, whatsapp mij
    """),
    Cue.NEGATION: phrases("niet, geen, nooit, nauwelijks, zonder, niets, weinig, allesbehalve"),
}
