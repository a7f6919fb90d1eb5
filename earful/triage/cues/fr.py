"""French."""

from earful.triage.cues.shape import Cue, Cues, phrases

CUES: Cues = {
    Cue.QUESTION: phrases("""
        comment faire, comment puis-je, comment je, comment on, comment fait, comment contacter, comment,
        pourquoi, quand, quand est-ce, quand arrive, quand sera, où est, où en est, où sont, où trouver, où
        puis-je, est-ce que, est-ce, qu'est-ce que, qu'est-ce qui, combien, combien de temps, quel est, quelle
        est, quels sont, quelles sont, qui peut, y a-t-il, y a t-il, avez-vous, êtes-vous, pouvez-vous me dire,
        puis-je, peut-on, est-il possible, c'est possible, serait-il possible, quelqu'un sait, savez-vous, une
        question, petite question, j'aimerais savoir, je voudrais savoir, je voulais savoir, des nouvelles, à
        quelle heure, c'est normal, est-ce normal, est-il normal
    """),
    Cue.HELP: phrases("""
        aide, aidez-moi, aidez moi, m'aider, nous aider, besoin d'aide, à l'aide, au secours, pouvez-vous
        m'aider, je ne sais plus quoi faire, je ne sais pas quoi faire, que faire, que dois-je faire, joindre
        quelqu'un, impossible de vous joindre, impossible de joindre, vous joindre, vous contacter, un
        conseiller, un interlocuteur, assistance, me rappeler, rappelez-moi
    """),
    Cue.REQUEST: phrases("""
        svp, stp, s'il vous plaît, s'il te plaît, merci de me, merci de bien vouloir, merci de, merci d'avance,
        pouvez-vous, pourriez-vous, pourrais-tu, peux-tu, veuillez, je voudrais, j'aimerais, je souhaite, je
        souhaiterais, j'ai besoin, dites-moi, répondez, répondez-moi, merci de répondre, contactez-moi, faites
        quelque chose, je veux
    """),
    Cue.COMPLAINT: phrases("""
        en panne, pas bon, panne, ne marche pas, ne marche plus, marche pas, marche plus, ne fonctionne pas, ne
        fonctionne plus, fonctionne pas, fonctionne plus, cassé, cassée, abîmé, abîmée, endommagé*, défectueu*,
        bug, bugs, bugue, beug, plante, planté, erreur, erreurs, message d'erreur, problème*, souci, soucis,
        impossible de, je n'arrive pas, n'arrive pas, j'arrive pas, je ne peux pas, je peux pas, je ne reçois
        pas, manque, manquant, perdu, perdue, mauvais, mauvaise, pas reçu, jamais reçu, toujours pas reçu, pas
        arrivé, jamais arrivé, toujours pas, toujours rien, toujours aucune, j'attends, j'attends toujours, on
        attend, attends depuis, depuis des jours, depuis des semaines, depuis des heures, depuis plus de, sans
        réponse, aucune réponse, aucune nouvelle, pas de réponse, personne ne répond, ignoré, en retard, retard,
        retards, retardé, annulé, annulée, déçu, déçue, décevant*, déception, mécontent*, insatisfait*, impoli,
        désagréable, nul, nulle, lent, trop lent, lenteur, plainte, réclamation, inutile, débité deux fois,
        débité, facturé deux fois, surfacturé, pas normal, n'importe quoi, marre, ras le bol, perte de temps,
        sale, périmé, moisi, dommage, bloqué, bloquée, pas content, pas contente, galère, énervé, énervant
    """),
    Cue.STRONG: phrases("""
        honte, honteu*, honteuse, une honte, scandaleu*, scandaleuse, scandale, inadmissible, inacceptable,
        lamentable, catastrophe, catastrophique, horrible, affreux, déplorable, ridicule, arnaque, arnaqueurs,
        escroc, escrocs, escroquerie, voleurs, merde, merdique, pire, le pire, la pire, incompétent*, foutage de
        gueule, se moque de nous, vous vous moquez, vous foutez, furieux, furieuse, en colère, plus jamais,
        jamais plus, insupportable, cauchemar, minable, pitoyable, dégoût*, écoeur*
    """),
    Cue.THANKS: phrases("""
        merci, merci beaucoup, mille mercis, merci bien, un grand merci, grand merci, merci infiniment, merci à
        vous, merci pour, remercie, je vous remercie, remerciements, pour votre aide, de votre aide, pour
        l'aide, pour ton aide, pour votre réponse, merci de votre réponse
    """),
    Cue.PRAISE: phrases("""
        bravo, super, génial*, géniale, excellent*, parfait, parfaite, top, au top, magnifi*, formidable,
        extraordinaire, incroyable, j'adore, adore, on adore, ravi, ravie, satisf*, satisfaite, très satisfait,
        très content, très contente, très bon, très bonne, très bien, bon travail, beau travail, félicitations,
        chapeau, recommande, je recommande, délicieux, délicieuse, sympa, sympathique, accueillant, aimable,
        agréable, livraison rapide, rapide et efficace, efficace, meilleur, les meilleurs, le meilleur,
        continuez, impeccable, nickel, merveilleux, merveilleuse, préféré, préférée, belle expérience
    """),
    Cue.SUGGESTION: phrases("""
        suggestion, suggère, je suggère, suggérer, je propose, proposition, une idée, idée, ce serait bien, ça
        serait bien, serait bien, ce serait super, serait super, ce serait cool, serait cool, serait top, serait
        génial, il faudrait, vous devriez, vous pourriez, pourquoi ne pas, pourquoi pas ajouter, j'aimerais
        voir, on aimerait, dommage qu'il n'y ait, remettez, ramenez, ajoutez, pensez à, pensez-vous ajouter, à
        quand, serait utile, serait pratique
    """),
    Cue.SETTLED: phrases("""
        c'est réglé, réglé, résolu, problème résolu, c'est bon, c'est bon maintenant, ça marche maintenant, ça
        remarche, ça fonctionne maintenant, remarche, c'est arrivé, bien reçu, bien arrivé, j'ai trouvé, trouvé,
        laissez tomber, laisse tomber, plus besoin, tout est rentré dans l'ordre, ça a marché
    """),
    Cue.ACKNOWLEDGED: phrases("""
        ok, okay, d'accord, daccord, entendu, compris, très bien, parfait, ça marche, super, c'est noté, noté,
        envoyé, je viens d'envoyer, mp envoyé, dm envoyé, c'est fait, fait, oui, bonne journée, bonne soirée, à
        vous aussi, de rien
    """),
    Cue.TIME: phrases("""
        urgent, urgente, urgence, en urgence, très urgent, au plus vite, le plus vite possible, dès que
        possible, rapidement, immédiatement, tout de suite, avant demain, d'ici demain, d'ici ce soir, avant ce
        soir, demain matin, aujourd'hui même, dans une heure, dans deux heures, dernier jour, date limite,
        dernier délai, je vais rater, va rater
    """),
    Cue.MONEY: phrases("""
        rembours*, remboursement, mon argent, rendez-moi, débité, débitée, débité deux fois, prélevé,
        prélèvement, prélevée, facturé, facturé deux fois, facture, paiement, payé, payé deux fois, indemnis*,
        dédommag*, caution, virement, trop perçu, carte débitée
    """),
    Cue.SAFETY: phrases("""
        danger, dangereux, dangereuse, blessé, blessée, blessure, brûlé, brûlée, brûlure, incendie, fumée, prend
        feu, pris feu, électrocut*, explosé, explosion, fuite de gaz, allergi*, allergique, intoxication,
        empoisonné, étouffé, hôpital, ambulance, samu, pompiers, piraté, piratée, compte piraté, piratage, fuite
        de données, menacé, menacée, harcel*, agress*, suicid*, bout de verre, sans chauffage, sans eau,
        insuline, médicament*, fauteuil roulant
    """),
    Cue.LEGAL: phrases("""
        avocat, avocate, porter plainte, plainte, porte plainte, tribunal, justice, en justice, police, mise en
        demeure, médiateur, dgccrf, répression des fraudes, ufc que choisir, 60 millions, cnil, rgpd, presse, la
        presse, poursuites, action collective, huissier
    """),
    Cue.STRANDED: phrases("""
        bloqué à, bloquée à, bloqués à, bloqué dans, bloqués dans, coincé, coincée, coincés, enfermé dehors, à
        la rue, ne peux pas rentrer, raté ma correspondance, correspondance ratée, raté mon vol, raté mon train,
        vol annulé, train annulé, train supprimé, pas d'hôtel, sans hôtel, tombé en panne, en rade, pas
        d'internet, plus d'internet, plus de réseau, pas de réseau, plus d'électricité, sans électricité,
        passeport perdu
    """),
    Cue.LEAVING: phrases("""
        résilie, résilier, résiliation, je résilie, je vais changer, changer d'opérateur, changer de banque,
        concurrence, la concurrence, chez le concurrent, vos concurrents, client perdu, une cliente perdue,
        perdu un client, perdu une cliente, dernière fois, c'est la dernière fois, dernière commande, supprimer
        mon compte, fermer mon compte, clôturer mon compte, je ne reviendrai, reviendrai pas, boycott*,
        n'achèterai plus, commanderai plus
    """),
    Cue.PROMOTION: phrases("""
        bitcoin, crypto, cryptomonnaie*, airdrop, nft, forex, revenu passif, revenus passifs, gagner de
        l'argent, gagne de l'argent, argent facile, gains garantis, investissez, suivez-moi, suivez mon,
        abonnez-vous à mon, lien en bio, cliquez ici, cliquez sur le lien, code promo, mon code, achetez
        maintenant, offre limitée, vous avez gagné, tu as gagné, casino, prêt rapide, prêt entre particuliers,
        plus d'abonnés, acheter des abonnés, canal telegram, contactez-moi sur whatsapp, marabout, voyant
    """),
    Cue.NEGATION: phrases("pas, ne, jamais, aucun, aucune, sans, rien, peu, plus, guère"),
}
