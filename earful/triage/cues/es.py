"""Spanish."""

from earful.triage.cues.shape import Cue, Cues, phrases

CUES: Cues = {
    Cue.QUESTION: phrases("""
        cómo puedo, cómo hago, cómo se, cómo va, cómo es posible, cómo contacto, qué es, qué pasa, qué pasó, qué
        hago, qué puedo, qué tengo que, cuándo, cuándo llega, cuándo estará, cuándo van, cuánto, cuánto cuesta,
        cuánto tarda, cuánto tiempo, dónde está, dónde están, dónde puedo, por qué, porque no, quién puede, cuál
        es, cuáles son, hay alguna, hay algún, hay forma, es posible, sería posible, se puede, puedo, podría,
        tienen, tenéis, saben si, sabéis si, alguien sabe, alguien más, alguien me puede, una pregunta, una
        consulta, una duda, tengo una duda, tengo una pregunta, quería saber, quisiera saber, me gustaría saber,
        alguna novedad, a qué hora, van a
    """),
    Cue.HELP: phrases("""
        ayuda, ayúdenme, ayudarme, ayudar, ayúdame, me ayudan, me pueden ayudar, me podéis ayudar, necesito
        ayuda, auxilio, no sé qué hacer, qué hago, alguien que me atienda, contactar con ustedes, hablar con
        alguien, hablar con una persona, comunicarme con, que me atiendan, atiéndanme, asistencia, soporte
    """),
    Cue.REQUEST: phrases("""
        por favor, porfavor, porfa, pueden, podéis, puedes, podrían, podríais, podrías, necesito, quiero,
        quisiera, me gustaría, díganme, decidme, avísenme, respondan, contesten, revisen, solucionen, espero
        respuesta, quedo a la espera, gracias de antemano, escríbanme, llámenme
    """),
    Cue.COMPLAINT: phrases("""
        roto, no está bien, rota, rotos, no funciona, no funcionan, dejó de funcionar, no sirve, no sirven, no
        carga, no abre, no anda, no me deja, no puedo, no deja, no me llega, no llega, no llegó, no ha llegado,
        nunca llegó, no he recibido, no recibí, sin recibir, se cae, se cayó, caído, caída, error, errores,
        falla, fallas, fallo, fallos, fallando, problema*, inconveniente*, defectuos*, dañado, dañada, averiado,
        avería, falta, faltan, perdido, perdida, perdieron, perdí, equivocado, equivocada, incorrecto, sigo
        esperando, seguimos esperando, llevo esperando, llevo días, llevo semanas, llevo horas, esperando desde,
        desde hace, todavía no, aún no, sigue sin, siguen sin, sin respuesta, no responden, no contestan, nadie
        responde, nadie contesta, nadie me, no dan respuesta, retraso, retrasos, retrasado, retrasada, demora,
        demoras, demorado, cancelado, cancelada, cancelaron, decepci*, decepcionante, insatisfech*, molesto,
        molesta, mal servicio, mala atención, mala calidad, malo, mala, grosero, lento, lenta, queja, quejas,
        reclamo, reclamación, inútil, cobraron dos veces, cobro doble, doble cobro, me cobraron, cobraron de
        más, harto, harta, cansado de, pérdida de tiempo, sucio, caducado, bloqueado, bloqueada,
        lamentablemente, enojado, enojada, enfadado, llega tarde, muy tarde, llegó tarde
    """),
    Cue.STRONG: phrases("""
        vergüenza, vergonzoso, una vergüenza, pésim*, pésima, horribl*, terribl*, fatal, asco, asqueroso,
        inaceptable, inadmisible, indignante, indignad*, indignada, desastre, un desastre, estafa, estafadores,
        ladrones, robo, un robo, fraude, mierda, basura, ridículo, el peor, la peor, lo peor, peor,
        incompetentes, burla, una burla, tomadura de pelo, nunca más, jamás, furioso, furiosa, pesadilla, una
        broma, abuso, sinvergüenzas, lamentable
    """),
    Cue.THANKS: phrases("""
        gracias, muchas gracias, mil gracias, muchísimas gracias, gracias por, agradezco, agradecido,
        agradecida, se agradece, les agradezco, os agradezco, por la ayuda, por su ayuda, por vuestra ayuda, por
        tu ayuda, por ayudarme, por la respuesta
    """),
    Cue.PRAISE: phrases("""
        genial, excelente, excelentes, estupendo, estupenda, fantástic*, fantástica, maravillos*, maravillosa,
        increíble, perfecto, perfecta, encanta, me encanta, nos encanta, encantad*, encantada, feliz, muy
        contento, muy contenta, contento con, muy bueno, muy buena, muy bien, buenísimo, buenísima, buen
        trabajo, gran trabajo, buen servicio, gran servicio, enhorabuena, felicidades, felicito, felicitaciones,
        recomiendo, recomendable, delicioso, deliciosa, riquísimo, rico, amable, amables, muy amable, atentos,
        rápido y, envío rápido, mejor, el mejor, la mejor, los mejores, lo mejor, bravo, sigan así, seguid así,
        favorito, favorita, espectacular, de diez, satisfecho, satisfecha
    """),
    Cue.SUGGESTION: phrases("""
        sugerencia, sugerencias, sugiero, sugerir, propongo, propuesta, una idea, idea, estaría bien, estaría
        genial, estaría bueno, sería bueno, sería genial, sería ideal, sería útil, sería mejor, deberían,
        deberíais, podrían agregar, podrían poner, podríais poner, podríais añadir, por qué no ponen, por qué no
        añaden, ojalá, me gustaría que, nos gustaría que, vuelvan a, traigan, agreguen, añadan, pongan, hagan
        que, qué tal si
    """),
    Cue.SETTLED: phrases("""
        ya está, ya está solucionado, solucionado, solucionada, resuelto, resuelta, ya funciona, ya me funciona,
        ya llegó, ya me llegó, ya lo recibí, ya lo encontré, lo encontré, ya no hace falta, no hace falta,
        olvídenlo, olvidadlo, ya pude, todo bien, todo en orden, problema resuelto, ya quedó
    """),
    Cue.ACKNOWLEDGED: phrases("""
        ok, okay, vale, listo, de acuerdo, entendido, perfecto, genial, bien, claro, sí, hecho, enviado, ya
        envié, ya escribí, mensaje enviado, md enviado, de nada, buen día, buenas noches, igualmente, saludos
    """),
    Cue.TIME: phrases("""
        urgente, urgentemente, urge, me urge, lo antes posible, cuanto antes, inmediatamente, de inmediato,
        ahora mismo, ya mismo, para mañana, antes de mañana, mañana temprano, hoy mismo, en una hora, en dos
        horas, último día, fecha límite, emergencia, se me acaba el tiempo, voy a perder, pierdo el
    """),
    Cue.MONEY: phrases("""
        reembols*, devolución, devoluciones, devuelvan, devuélvanme, mi dinero, mi plata, me cobraron, cobraron
        dos veces, cobro doble, doble cobro, cobro indebido, cobro, cobros, cobrado, cargo, cargos, factura,
        facturas, pago, pagué, pagado, compensación, indemniz*, depósito, fianza, reintegro, transferencia,
        descontaron
    """),
    Cue.SAFETY: phrases("""
        peligro, peligroso, peligrosa, inseguro, insegura, herido, herida, lesion*, quemado, quemada, quemadura,
        fuego, incendio, humo, se incendió, descarga eléctrica, explotó, explosión, fuga de gas, alergia,
        alérgic*, intoxic*, envenen*, asfixi*, hospital, ambulancia, urgencias, hackearon, hackeado, hackeada,
        cuenta hackeada, robaron mi cuenta, filtración, amenaza*, amenazado, acoso, acosar, agredi*, agresión,
        suicid*, vidrio en, sin calefacción, sin agua, insulina, medicina, medicamento*, silla de ruedas
    """),
    Cue.LEGAL: phrases("""
        abogado, abogada, abogados, demanda, demandar, demandarlos, denuncia, denunciar, denunciaré, juzgado,
        juicio, tribunal, tribunales, policía, profeco, sernac, facua, ocu, oficina del consumidor, defensa del
        consumidor, prensa, protección de datos, acciones legales, vía legal, hoja de reclamaciones,
        superintendencia, indecopi
    """),
    Cue.STRANDED: phrases("""
        varado, varada, varados, tirado, tirada, tirados, tirados en, atrapado, atrapada, atrapados, no puedo
        volver, no podemos volver, perdí la conexión, perdimos la conexión, perdí mi vuelo, perdí el vuelo,
        vuelo cancelado, cancelaron mi vuelo, cancelaron el vuelo, tren cancelado, sin hotel, en medio de la
        nada, sin internet, sin señal, sin luz, sin electricidad, sin servicio, sin línea, pasaporte perdido,
        perdí mi pasaporte, me quedé fuera
    """),
    Cue.LEAVING: phrases("""
        me doy de baja, darme de baja, dar de baja, baja de mi, cancelar mi cuenta, cancelar mi suscripción,
        cierro mi cuenta, cerrar mi cuenta, me cambio, me voy, me paso a, cambiarme a, la competencia, con la
        competencia, pierden un cliente, perdieron un cliente, perdido un cliente, han perdido una clienta,
        última vez, es la última vez, no vuelvo a, no volveré, no vuelvo, no compro más, no les compro, boicot*,
        nunca más compro, portabilidad
    """),
    Cue.PROMOTION: phrases("""
        bitcoin, cripto, criptomoneda*, airdrop, nft, forex, ingresos pasivos, gana dinero, ganar dinero, dinero
        fácil, desde casa, ganancias garantizadas, invierte, inviertan, sígueme, síganme, link en bio, enlace en
        la bio, haz clic, clic aquí, click aquí, código promocional, mi código, código de descuento, compra ya,
        oferta limitada, has ganado, ganaste, casino, préstamo rápido, préstamos inmediatos, más seguidores,
        comprar seguidores, grupo de telegram, canal de telegram, escríbeme al whatsapp, whatsapp al
    """),
    Cue.NEGATION: phrases("no, ni, nunca, jamás, sin, nada, tampoco, poco, ningún, ninguna"),
}
