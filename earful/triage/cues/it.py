"""Italian."""

from earful.triage.cues.shape import Cue, Cues, phrases

CUES: Cues = {
    Cue.QUESTION: phrases("""
        come posso, come faccio, come si fa, come mai, come funziona, come si, come è possibile, com'è
        possibile, cosa devo, cosa posso, cosa è successo, cosa succede, che cosa, che succede, a che ora,
        quando, quando arriva, quando sarà, quanto, quanto costa, quanto tempo, dov'è, dove è, dove posso, dove
        trovo, perché, perche, chi può, qual è, quali sono, c'è un, c'è una, c'è modo, ci sono, è possibile,
        sarebbe possibile, si può, posso, potrei, avete, siete, sapete se, sapete dirmi, qualcuno sa, qualcun
        altro, una domanda, ho una domanda, un'informazione, vorrei sapere, volevo sapere, mi chiedevo, ci sono
        novità, ci sono aggiornamenti, notizie di, è normale
    """),
    Cue.HELP: phrases("""
        aiuto, aiutatemi, aiutarmi, aiutare, mi aiutate, potete aiutarmi, mi potete aiutare, ho bisogno di
        aiuto, ho bisogno, non so cosa fare, non so più cosa fare, cosa devo fare, parlare con qualcuno, parlare
        con un operatore, un operatore, contattarvi, mettermi in contatto, assistenza, supporto, qualcuno mi
        può, qualcuno che mi
    """),
    Cue.REQUEST: phrases("""
        per favore, perfavore, per piacere, per cortesia, potete, potreste, puoi, potresti, vorrei, voglio, mi
        serve, fatemi sapere, ditemi, rispondete, rispondetemi, controllate, risolvete, contattatemi,
        richiamatemi, grazie in anticipo, resto in attesa, attendo risposta, attendo riscontro, gentilmente
    """),
    Cue.COMPLAINT: phrases("""
        rotto, non va bene, rotta, rotti, guasto, guasta, guasti, non funziona, non funzionano, non va, non si
        apre, non si carica, non parte, non riesco, non mi fa, non è arrivato, non è arrivata, non arriva, mai
        arrivato, mai arrivata, mai ricevuto, non ho ricevuto, non ricevo, si blocca, bloccato, bloccata,
        crasha, errore, errori, bug, problema, problemi, disservizio, disservizi, difettoso, difettosa,
        danneggiat*, manca, mancano, mancante, perso, persa, smarrito, smarrita, sbagliato, sbagliata, errato,
        ancora in attesa, sto aspettando, aspetto da, aspettando da, sono in attesa, da giorni, da settimane, da
        ore, da mesi, ancora nulla, ancora niente, ancora non, nessuna risposta, nessuno risponde, nessuno mi,
        non rispondete, non risponde nessuno, ignorat*, in ritardo, ritardo, ritardi, annullato, annullata,
        cancellato, cancellata, delus*, deludente, delusione, insoddisfatt*, scontento, maleducat*, scortes*,
        lento, lenta, lentissimo, lamentela, lamentele, reclamo, reclami, inutile, addebitato due volte, doppio
        addebito, stufo, stufa, stanco di, perdita di tempo, tempo perso, sporco, scaduto, scarso, scarsa,
        pessima qualità, purtroppo, peccato, arrabbiat*
    """),
    Cue.STRONG: phrases("""
        vergogna, vergognos*, vergognosa, vergognatevi, una vergogna, pessim*, pessima, pessimi, orribile,
        terribile, schifo, uno schifo, che schifo, schifoso, inaccettabile, inammissibile, scandaloso, scandalo,
        disastro, disastroso, truffa, truffatori, ladri, furto, merda, spazzatura, ridicolo, ridicoli, peggio,
        il peggior, la peggiore, peggiore, incompetenti, presa in giro, prendete in giro, mai più, furioso,
        furiosa, incazzat*, incubo, assurdo, indecente, penoso
    """),
    Cue.THANKS: phrases("""
        grazie, grazie mille, molte grazie, grazie tante, tante grazie, mille grazie, vi ringrazio, ringrazio,
        grazie di cuore, grazie a voi, grato, grata, per l'aiuto, per il vostro aiuto, dell'aiuto, per avermi
        aiutato, per l'assistenza, per la risposta
    """),
    Cue.PRAISE: phrases("""
        ottimo, ottima, ottimi, eccellente, eccellenti, fantastico, fantastica, fantastici, meraviglios*,
        meravigliosa, perfetto, perfetta, bravissimi, bravi, bravo, brava, complimenti, adoro, amo, lo adoro,
        felice, felicissimo, contento, contenta, molto contento, soddisfatt*, soddisfatta, molto soddisfatto,
        molto buono, buonissimo, buonissima, bellissimo, bellissima, bello, delizioso, gentile, gentili,
        gentilissimi, cordiali, disponibili, veloci, velocissimi, consegna veloce, consegna rapida, consiglio,
        consigliatissimo, raccomando, il migliore, i migliori, la migliore, migliore, preferito, preferita,
        super, top, continuate così, bel lavoro, ottimo lavoro, impeccabile, molto bene
    """),
    Cue.SUGGESTION: phrases("""
        suggerimento, suggerimenti, suggerisco, suggerire, propongo, proposta, un'idea, idea, sarebbe bello,
        sarebbe utile, sarebbe fantastico, sarebbe comodo, sarebbe meglio, sarebbe carino, dovreste, potreste
        aggiungere, potreste mettere, potreste fare, perché non aggiungete, perché non mettete, perché non fate,
        mi piacerebbe, ci piacerebbe, vorrei vedere, spero che aggiungiate, aggiungete, riportate, rimettete,
        che ne dite di, magari poteste
    """),
    Cue.SETTLED: phrases("""
        risolto, risolta, ho risolto, problema risolto, tutto risolto, ora funziona, adesso funziona, funziona
        di nuovo, è arrivato, è arrivata, arrivato oggi, ricevuto, l'ho trovato, trovato, lasciate stare, lascia
        stare, non serve più, come non detto, tutto a posto, tutto ok, ci sono riuscito, ci sono riuscita
    """),
    Cue.ACKNOWLEDGED: phrases("""
        ok, okay, va bene, d'accordo, capito, ho capito, perfetto, ottimo, certo, sì, fatto, inviato, vi ho
        scritto, scritto in dm, messaggio inviato, di nulla, prego, buona giornata, buona serata, altrettanto, a
        presto
    """),
    Cue.TIME: phrases("""
        urgente, urgentemente, urgenza, con urgenza, è urgente, il prima possibile, al più presto, quanto prima,
        immediatamente, subito, entro domani, entro oggi, entro stasera, domani mattina, oggi stesso, tra
        un'ora, fra un'ora, tra due ore, ultimo giorno, scadenza, emergenza, sto per perdere, perderò il
    """),
    Cue.MONEY: phrases("""
        rimbors*, rimborso, i miei soldi, miei soldi, restituite, ridatemi, addebito, addebiti, addebitato,
        addebitato due volte, doppio addebito, addebitata, fattura, bolletta, pagamento, pagato, pagato due
        volte, prelevato, risarciment*, indennizzo, cauzione, bonifico, storno, soldi indietro
    """),
    Cue.SAFETY: phrases("""
        pericolo, pericoloso, pericolosa, insicuro, ferito, ferita, bruciato, bruciata, ustione, ustionat*,
        fuoco, incendio, fumo, preso fuoco, scossa elettrica, esploso, esplosa, esplosione, fuga di gas,
        allergia, allergic*, intossicazione, intossicat*, avvelenat*, soffocat*, ospedale, ambulanza, pronto
        soccorso, hackerato, hackerata, account hackerato, violato il mio account, minacciat*, molestie,
        molestat*, aggredit*, aggressione, suicid*, vetro nel, pezzo di vetro, senza riscaldamento, senza acqua,
        insulina, farmac*, sedia a rotelle
    """),
    Cue.LEGAL: phrases("""
        avvocato, avvocati, denuncia, denunciare, denuncio, vi denuncio, querela, querelo, tribunale, giudice,
        polizia, carabinieri, agcom, antitrust, codacons, altroconsumo, garante, garante privacy, gdpr, stampa,
        giornali, vie legali, azione legale, diffida, associazione consumatori
    """),
    Cue.STRANDED: phrases("""
        bloccato in, bloccata in, bloccati in, bloccati a, bloccato a, bloccati all, bloccati da, a piedi,
        chiuso fuori, chiusi fuori, non posso tornare, perso la coincidenza, persa la coincidenza, perso il
        volo, perso il treno, volo cancellato, volo annullato, treno cancellato, treno soppresso, senza hotel,
        senza albergo, in panne, in mezzo al nulla, senza internet, senza linea, senza rete, senza corrente,
        senza luce, senza elettricità, passaporto smarrito, perso il passaporto
    """),
    Cue.LEAVING: phrases("""
        disdico, disdetta, disdire, faccio disdetta, recedo, recesso, cambio operatore, cambio gestore, cambio
        banca, concorrenza, la concorrenza, alla concorrenza, perso un cliente, perderete un cliente, avete
        perso, ultima volta, è l'ultima volta, non compro più, non comprerò più, non tornerò, chiudo il conto,
        chiudere il conto, cancello l'account, cancellare il mio account, boicott*, me ne vado
    """),
    Cue.PROMOTION: phrases("""
        bitcoin, cripto, criptovalut*, airdrop, nft, forex, reddito passivo, guadagna, guadagnare da casa, soldi
        facili, guadagni garantiti, investi, investite, seguimi, seguitemi, link in bio, clicca qui, clicca sul
        link, codice sconto, il mio codice, codice promo, acquista ora, offerta limitata, hai vinto, avete
        vinto, casinò, prestito veloce, prestiti personali, più follower, comprare follower, gruppo telegram,
        canale telegram, scrivimi su whatsapp
    """),
    Cue.NEGATION: phrases("non, mai, nessun, nessuna, senza, niente, nulla, poco, né"),
}
