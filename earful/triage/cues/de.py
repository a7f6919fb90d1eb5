"""German."""

from earful.triage.cues.shape import Cue, Cues, phrases

CUES: Cues = {
    Cue.QUESTION: phrases("""
        wie kann ich, wie kann man, wie komme ich, wie lange, wie viel, wieviel, wie geht, wie funktioniert, wie
        bekomme, was ist, was soll, was kostet, was mache ich, was muss, wo ist, wo sind, wo finde, wo kann, wo
        bleibt, wann kommt, wann wird, wann ist, wann gibt, wann kann, wann geht, wann bekomme, wann sind,
        warum, wieso, weshalb, wer kann, welche, welches, welcher, gibt es, gibts, ist das, ist es möglich, kann
        ich, kann man, könnte ich, darf ich, habt ihr, haben sie, seid ihr, sind sie, weiß jemand, weiss jemand,
        hat jemand, kennt jemand, frage, eine frage, kurze frage, ich wollte fragen, würde gern wissen, möchte
        wissen, wüsste gern, gibt es schon, stimmt es
    """),
    Cue.HELP: phrases("""
        hilfe, helfen, hilft, helft, bitte um hilfe, brauche hilfe, könnt ihr mir helfen, können sie mir helfen,
        kann mir jemand helfen, weiß nicht weiter, weiss nicht weiter, komme nicht weiter, was soll ich tun,
        ansprechpartner, jemanden erreichen, niemanden erreichen, niemand erreichbar, nicht erreichbar,
        unterstützung, bitte melden, bitte um rückruf, rückruf
    """),
    Cue.REQUEST: phrases("""
        bitte, könnt ihr, könnten sie, können sie, könntet ihr, könnten wir, kannst du, würdet ihr, sagt mir,
        sagen sie mir, schickt mir, schaut mal, kümmert euch, kümmern sie sich, ich brauche, ich möchte, ich
        würde gern, ich will, bitte prüfen, gebt mir bescheid, um rückmeldung, vielen dank im voraus, danke im
        voraus
    """),
    Cue.COMPLAINT: phrases("""
        kaputt, nicht gut, defekt*, beschädigt*, zerbrochen, funktioniert nicht, funktionieren nicht, geht
        nicht, geht immer noch nicht, geht nichts, klappt nicht, geht nicht mehr, läuft nicht, lädt nicht,
        stürzt ab, abgestürzt, fehler, fehlermeldung, fehlerhaft, störung*, ausfall, ausgefallen, fällt aus,
        problem*, ärger, ärgerlich, ärgert, falsch*, fehlt, fehlen, verloren, verschwunden, nicht angekommen,
        nicht gekommen, nie angekommen, kam nie, nicht erhalten, nicht geliefert, warte noch, warte immer noch,
        warte seit, warten seit, seit tagen, seit wochen, seit stunden, immer noch nicht, immer noch kein, immer
        noch keine, keine antwort, keine rückmeldung, keine reaktion, niemand antwortet, meldet sich niemand,
        meldet sich keiner, ignoriert, warteschleife, zu spät, verspätung*, verspätet, verzögert, verzögerung*,
        storniert, enttäusch*, unzufrieden, unfreundlich*, unverschämt*, frech, schlecht*, langsam, nervt,
        nervig, beschwer*, reklamation, reklamieren, mangelhaft, abgebucht, doppelt abgebucht, zu viel
        berechnet, umsonst gewartet, nicht wie beschrieben, zeitverschwendung, geldverschwendung, leider, schon
        wieder, überfüllt, schmutzig, dreckig, verschimmelt, schade, kann nicht, komme nicht rein, gesperrt,
        satt, genervt
    """),
    Cue.STRONG: phrases("""
        frechheit, unfassbar*, katastrophe, katastrophal*, unterirdisch, miserabel, grottenschlecht, furchtbar*,
        schrecklich*, skandal, saftladen, abzocke, betrug, betrüger, verarscht, verarschung, scheiße, scheiss*,
        mist, sauladen, peinlich, lächerlich*, inakzeptabel, nicht akzeptabel, unzumutbar, unmöglich, wütend,
        sauer, stinksauer, nie wieder, das letzte, zum kotzen, schande, armutszeugnis, bodenlos*, dreist, witz,
        ein witz, unverantwortlich
    """),
    Cue.THANKS: phrases("""
        danke, danke schön, dankeschön, vielen dank, herzlichen dank, besten dank, tausend dank, lieben dank,
        dank euch, danke euch, danke dir, danke ihnen, danke sehr, merci, bedanke mich, dankbar, für die hilfe,
        für eure hilfe, für ihre hilfe, für deine hilfe, für die schnelle hilfe, fürs helfen
    """),
    Cue.PRAISE: phrases("""
        super, toll, tolle, toller, tolles, klasse, spitze, großartig*, ausgezeichnet, hervorragend*, perfekt,
        prima, genial, wunderbar*, fantastisch*, begeistert, zufrieden, sehr zufrieden, freundlich, sehr
        freundlich, nett, sehr nett, lob, ein lob, großes lob, weiter so, gut gemacht, gute arbeit, empfehl*,
        weiterempfehlen, lecker, schön, sehr schön, liebe euch, liebe eure, beste, der beste, die besten, sehr
        gut, richtig gut, schnelle lieferung, schnell geliefert, freue mich, gefällt mir, hut ab, respekt,
        bravo, glückwunsch, lieblings*
    """),
    Cue.SUGGESTION: phrases("""
        vorschlag, vorschläge, schlage vor, verbesserungsvorschlag, anregung, idee, wäre schön, wäre toll, wäre
        super, wäre gut, wäre cool, wäre hilfreich, wäre klasse, es wäre, ich würde mir wünschen, wünsche mir,
        wünschte, wunsch, ihr solltet, sie sollten, ihr könntet, man könnte, warum nicht, wie wäre es, wie wärs,
        führt wieder ein, bitte wieder einführen, würde mich freuen wenn, würde gerne sehen, fände es gut, fände
        es schön, baut doch
    """),
    Cue.SETTLED: phrases("""
        hat sich erledigt, erledigt, hat geklappt, jetzt geht es, jetzt gehts, geht wieder, funktioniert wieder,
        funktioniert jetzt, klappt jetzt, gelöst, problem gelöst, alles gut, alles klar jetzt, ist angekommen,
        ist da, heute angekommen, schon gefunden, habe es gefunden, nicht mehr nötig, passt jetzt, das hat
        geholfen
    """),
    Cue.ACKNOWLEDGED: phrases("""
        ok, okay, alles klar, gut, passt, verstanden, mache ich, mach ich, gemacht, super, perfekt, prima,
        gesendet, geschickt, habe geschrieben, dm ist raus, ja, gerne, in ordnung, schönen tag, schönen abend,
        schönes wochenende
    """),
    Cue.TIME: phrases("""
        dringend, eilig, eilt, so schnell wie möglich, schnellstmöglich, schnellstens, umgehend, sofort,
        unverzüglich, bis morgen, bis heute abend, bis freitag, bis montag, heute noch, noch heute, morgen früh,
        in einer stunde, in zwei stunden, letzter tag, frist, notfall, läuft die zeit davon, verpasse, verpasse
        meinen
    """),
    Cue.MONEY: phrases("""
        geld zurück, mein geld, erstatt*, rückerstattung, rückzahlung, abgebucht, doppelt abgebucht, abbuchung*,
        rechnung, mahnung, inkasso, zu viel berechnet, überwiesen, zahlung, bezahlt, doppelt bezahlt,
        gutschrift, entschädigung, kaution, lastschrift, unberechtigt abgebucht, kreditkarte belastet
    """),
    Cue.SAFETY: phrases("""
        gefahr, gefährlich*, verletz*, verletzung, verbrannt, verbrennung, brennt, feuer, rauch, qualm,
        stromschlag, explodiert, explosion, gasgeruch, allergi*, allergisch*, vergiftet, lebensmittelvergiftung,
        erstickt, krankenhaus, notarzt, krankenwagen, gehackt, konto gehackt, datenleck, bedroht, belästig*,
        übergriff, suizid*, umbringen, glassplitter, splitter, keine heizung, heizung ausgefallen, kein wasser,
        insulin, medikament*, rollstuhl
    """),
    Cue.LEGAL: phrases("""
        anwalt, anwältin, rechtsanwalt, klage, verklage, verklagen, gericht, anzeige, strafanzeige, polizei,
        verbraucherzentrale, verbraucherschutz, schlichtungsstelle, bundesnetzagentur, dsgvo, datenschutz,
        presse, rechtliche schritte, rechtsweg, ombudsmann
    """),
    Cue.STRANDED: phrases("""
        gestrandet, sitze fest, sitzen fest, festgesetzt, stecke fest, stecken fest, ausgesperrt, komme nicht
        nach hause, kommen nicht nach hause, anschluss verpasst, anschlusszug verpasst, flug verpasst, flug
        gestrichen, flug wurde gestrichen, flug annulliert, zug fällt aus, zug ausgefallen, kein hotel, liegen
        geblieben, liegengeblieben, panne, kein internet, kein netz, kein strom, ohne strom, ohne wasser, pass
        verloren
    """),
    Cue.LEAVING: phrases("""
        kündig*, kündigung, kündige, ich kündige, wechsle, wechsel zu, wechsle zu, wechseln zu, konkurrenz, zur
        konkurrenz, nie wieder bei, bestelle nie wieder, kaufe nie wieder, kunde verloren, einen kunden
        verloren, einen kunden weniger, konto löschen, account löschen, bin weg, bin raus, boykott*, das war das
        letzte mal, letzte mal bei euch
    """),
    Cue.PROMOTION: phrases("""
        bitcoin, krypto, kryptowährung*, airdrop, nft, forex, passives einkommen, geld verdienen, von zuhause
        verdienen, nebenverdienst, schnelles geld, garantierte rendite, folgt mir, folgt meinem, mein profil,
        link in bio, klickt hier, hier klicken, jetzt kaufen, rabattcode, gutscheincode, mein code, gewinnspiel,
        ihr habt gewonnen, du hast gewonnen, casino, sofortkredit, kredit ohne schufa, mehr follower, follower
        kaufen, telegram gruppe, schreib mir auf whatsapp, nur heute gratis
    """),
    Cue.NEGATION: phrases("""
        nicht, kein, keine, keinen, keiner, nie, niemals, kaum, wenig, ohne, weder, alles andere als
    """),
}
