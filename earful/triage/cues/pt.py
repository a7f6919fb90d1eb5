"""Portuguese, as written in Brazil and in Portugal."""

from earful.triage.cues.shape import Cue, Cues, phrases

CUES: Cues = {
    Cue.QUESTION: phrases("""
        como faço, como posso, como eu faço, como é que, como funciona, como consigo, o que é, o que faço, o que
        aconteceu, o que houve, que horas, a que horas, quando, quando chega, quando vai, quando vão, quanto,
        quanto custa, quanto tempo, onde está, onde fica, onde posso, onde encontro, cadê, por que, por quê,
        porquê, porque não, qual é, qual o, quais são, quem pode, tem como, tem alguma, há alguma, é possível,
        seria possível, dá para, dá pra, posso, poderia, vocês têm, vocês vão, sabem se, alguém sabe, alguém
        mais, uma pergunta, uma dúvida, tenho uma dúvida, gostaria de saber, queria saber, alguma novidade,
        alguma previsão, tem previsão, está previsto
    """),
    Cue.HELP: phrases("""
        ajuda, ajudem, me ajudem, ajudar, me ajuda, ajude, podem ajudar, podem me ajudar, preciso de ajuda,
        socorro, não sei o que fazer, o que eu faço, falar com alguém, falar com um atendente, falar com uma
        pessoa, atendente, entrar em contato, entrar em contacto, contactar, suporte, assistência, alguém me
        atende
    """),
    Cue.REQUEST: phrases("""
        por favor, porfavor, pf, pfv, pfvr, podem, podes, pode me, poderiam, podiam, preciso, preciso de, quero,
        queria, gostaria, me digam, digam-me, respondam, me respondam, verifiquem, resolvam, resolve, aguardo,
        aguardo retorno, aguardo resposta, fico no aguardo, me liguem, desde já obrigado, desde já agradeço,
        obrigado desde já, chama no, me chama
    """),
    Cue.COMPLAINT: phrases("""
        quebrado, não é bom, quebrada, quebrou, estragado, estragada, partido, avariado, avaria, não funciona,
        não funcionam, não está funcionando, não está a funcionar, parou de funcionar, não abre, não carrega,
        não entra, não consigo, não dá, não deixa, não chegou, nunca chegou, ainda não chegou, não recebi, não
        foi entregue, fora do ar, caiu, caindo, trava, travando, travado, travou, erro, erros, falha, falhas,
        bug, bugado, problema*, defeito, defeituos*, danificado, danificada, falta, faltando, faltou, perdido,
        perdida, perderam, sumiu, errado, errada, incorreto, continuo esperando, estou esperando, esperando há,
        à espera, espero há, faz dias, faz semanas, há dias, há semanas, há horas, ainda não, até agora nada,
        até agora não, sem resposta, ninguém responde, ninguém atende, não respondem, não atendem, ignor*,
        atraso, atrasos, atrasado, atrasada, demora, demorado, demorando, cancelado, cancelada, cancelaram,
        decepci*, desilud*, insatisfeit*, mau atendimento, atendimento ruim, ruim, mau, má, mal educado, lento,
        lenta, reclam*, reclamação, queixa, inútil, cobrado duas vezes, cobraram, cobrança dupla, cobrança
        indevida, farto, farta, cansado de, cansada de, perda de tempo, sujo, vencido, bloqueado, bloqueada,
        descaso, infelizmente, chatead*, chateada, irritado
    """),
    Cue.STRONG: phrases("""
        vergonha, vergonhoso, uma vergonha, péssim*, péssima, horríve*, horrivel, terríve*, terrivel, absurdo,
        um absurdo, inaceitável, inadmissível, revoltante, revoltado, revoltada, lixo, um lixo, merda, porcaria,
        golpe, golpistas, fraude, roubo, ladrões, palhaçada, ridículo, pior, o pior, a pior, incompetentes,
        nunca mais, jamais, furioso, furiosa, pesadelo, desrespeito, falta de respeito, nojo, enganado,
        enganada, burla, burlado, desastre, lamentável
    """),
    Cue.THANKS: phrases("""
        obrigado, obrigada, muito obrigado, muito obrigada, obg, obrigadão, brigado, brigada, valeu, vlw,
        agradeço, agradecido, agradecida, gratidão, grato, grata, pela ajuda, pela vossa ajuda, pela sua ajuda,
        por ajudar, pela resposta, pelo suporte
    """),
    Cue.PRAISE: phrases("""
        ótimo, ótima, otimo, excelente, excelentes, maravilhos*, maravilhosa, incríve*, perfeito, perfeita,
        sensacional, fantástico, fantástica, amei, amo, adoro, adorei, amando, show, top, muito bom, muito boa,
        muito bem, melhor, o melhor, a melhor, os melhores, parabéns, bom trabalho, ótimo atendimento, bom
        atendimento, atencioso, atenciosos, simpátic*, simpáticos, recomendo, delicioso, deliciosa, gostoso,
        lindo, linda, feliz com, muito feliz, satisfeito, satisfeita, chegou rápido, entrega rápida, favorito,
        favorita, nota dez, nota 10, continuem assim, bravo, espetacular, impecável
    """),
    Cue.SUGGESTION: phrases("""
        sugestão, sugestões, sugiro, sugerir, proponho, proposta, uma ideia, ideia, dica, fica a dica, seria
        bom, seria ótimo, seria legal, seria bacana, seria interessante, seria útil, era bom, era ótimo, deviam,
        deveriam, vocês podiam, podiam colocar, podiam adicionar, poderiam colocar, poderiam adicionar, por que
        não colocam, tomara que, gostaria que, queria que, tragam de volta, voltem com, coloquem, adicionem,
        acrescentem, que tal
    """),
    Cue.SETTLED: phrases("""
        resolvido, resolvida, já resolvi, já foi resolvido, problema resolvido, já está resolvido, já funciona,
        funcionou, voltou a funcionar, já chegou, chegou hoje, já recebi, já encontrei, encontrei, achei, não
        precisa mais, já não é preciso, deixa pra lá, deixem estar, tudo certo, tudo certo agora, deu certo,
        consegui, já consegui
    """),
    Cue.ACKNOWLEDGED: phrases("""
        ok, okay, certo, tá, tá bom, tá bem, está bem, combinado, entendi, entendido, percebi, perfeito, ótimo,
        beleza, blz, sim, feito, enviado, já enviei, enviei, mandei, dm enviada, de nada, bom dia, boa tarde,
        boa noite, igualmente, abraço
    """),
    Cue.TIME: phrases("""
        urgente, urgência, com urgência, urgentemente, o mais rápido possível, o quanto antes, quanto antes,
        imediatamente, agora mesmo, para amanhã, pra amanhã, até amanhã, ainda hoje, hoje mesmo, amanhã cedo, em
        uma hora, daqui a uma hora, em duas horas, último dia, prazo, emergência, vou perder, antes de amanhã
    """),
    Cue.MONEY: phrases("""
        reembols*, estorno, estornar, estornem, devolução, devolvam, meu dinheiro, o meu dinheiro, cobraram,
        cobrado duas vezes, cobrança, cobranças, cobrança dupla, cobrança indevida, cobrado, debitado,
        debitaram, fatura, boleto, pagamento, paguei, pago, pix, indeniz*, indemniz*, ressarci*, caução,
        compensação, descontaram, cartão clonado
    """),
    Cue.SAFETY: phrases("""
        perigo, perigoso, perigosa, ferido, ferida, machuc*, queimado, queimada, queimei, queimadura, fogo,
        incêndio, pegou fogo, fumaça, choque elétrico, explodiu, explosão, vazamento de gás, fuga de gás,
        alergia, alérgic*, intoxic*, envenen*, engasg*, hospital, ambulância, hackearam, hackeada, hackeado,
        conta hackeada, invadiram, vazamento de dados, ameaç*, assédio, assediad*, agredi*, agressão, suicíd*,
        vidro no, vidro na, sem aquecimento, sem água, insulina, remédio, medicamento*, cadeira de rodas
    """),
    Cue.LEGAL: phrases("""
        advogado, advogada, processar, processar vocês, vou processar, justiça, na justiça, tribunal, polícia,
        procon, reclame aqui, livro de reclamações, deco, anatel, anac, bacen, denúncia, denunciar, imprensa,
        lgpd, rgpd, proteção de dados, pequenas causas, juizado, medidas legais, ação judicial
    """),
    Cue.STRANDED: phrases("""
        preso em, presa em, presos em, preso no, presa no, presos no, presos na, encalhado, encalhados, trancado
        fora, não consigo voltar, perdi a conexão, perdemos a conexão, perdi meu voo, perdi o voo, voo
        cancelado, cancelaram meu voo, cancelaram o voo, comboio cancelado, sem hotel, no meio do nada, sem
        internet, sem sinal, sem luz, sem energia, sem eletricidade, sem serviço, passaporte perdido, perdi meu
        passaporte, perdi o passaporte
    """),
    Cue.LEAVING: phrases("""
        cancelar minha conta, cancelar meu plano, cancelar a assinatura, cancelar minha assinatura, vou
        cancelar, encerrar minha conta, encerrar a conta, fechar a conta, vou mudar, mudar de operadora, mudar
        de banco, concorrência, concorrente, para a concorrência, perderam um cliente, perderam uma cliente,
        perder um cliente, última vez, é a última vez, não volto, não volto mais, não compro mais, nunca mais
        compro, boicot*, portabilidade, rescindir, rescisão
    """),
    Cue.PROMOTION: phrases("""
        bitcoin, cripto, criptomoeda*, airdrop, nft, forex, renda extra, renda passiva, ganhe dinheiro, ganhar
        dinheiro, dinheiro fácil, trabalhe em casa, lucro garantido, invista, me segue, me sigam, sigam-me, sigo
        de volta, sdv, link na bio, clique aqui, clica no link, cupom, código promocional, meu código, compre
        já, compre agora, oferta limitada, você ganhou, cassino, casino, empréstimo rápido, mais seguidores,
        comprar seguidores, grupo no telegram, canal do telegram, chama no whatsapp, tigrinho
    """),
    Cue.NEGATION: phrases("não, nao, nem, nunca, jamais, sem, nada, pouco, nenhum, nenhuma"),
}
