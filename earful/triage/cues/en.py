"""English."""

from earful.triage.cues.shape import Cue, Cues, phrases

CUES: Cues = {
    Cue.QUESTION: phrases("""
        how do i, how do you, how do we, how can i, how can you, how can we, how come, how long, how much, how
        many, how is it, how about, how soon, how should, what is, what's, what are, what do, what does, what
        can, what time, what happened, what's happening, what's going on, where is, where's, where are, where
        can, where do, when is, when's, when are, when will, when can, when do, when does, who can, who do,
        which one, why is, why are, why do, why does, why did, why can't, why won't, why don't, why isn't, why
        has, why have, is there, are there, is it possible, is this, is it, are you, are we, do you, does it,
        does this, does anyone, did you, has anyone, anyone else, anyone know, any idea, any update, any
        updates, any news, any chance, any word, any way to, can i, can we, can someone, can anyone, could i,
        may i, should i, will you, will it, will there, would it be, wondering if, wondering whether, want to
        know, like to know, need to know, curious if, have you, question about, a question, quick question
    """),
    Cue.HELP: phrases("""
        help, helpline, need help, please help, help me, help us, can you help, could you help, can anyone help,
        assistance, assist, need support, i'm stuck, im stuck, what should i do, what do i do, don't know what
        to do, can't figure out, no idea how, advise, please advise, need someone, need to speak, need to talk,
        speak to someone, talk to someone, speak to a human, talk to a human, real person, get in touch, contact
        you, reach you, get through, get hold of, get a hold of
    """),
    Cue.REQUEST: phrases("""
        please, pls, plz, can you, could you, would you, can u, could u, kindly, let me know, tell me, look
        into, check my, sort this out, sort it out, fix this, fix it, fix your, dm me, call me, call me back,
        email me, reply to my, respond to my, answer my, thanks in advance, thank you in advance, i need to, i
        need a, i need my, i would like to, i'd like to, i want to, i want my, need to change, need to cancel,
        trying to, still need
    """),
    Cue.COMPLAINT: phrases("""
        broken, broke, not good, no good, not working, isn't working, isnt working, doesn't work, doesnt work,
        does not work, don't work, didn't work, won't work, wont work, stopped working, no longer works, not
        loading, won't load, won't open, won't let me, won't start, can't log in, can't login, can't access,
        cannot access, can't get, can't use, can't even, unable to, fail*, error, errors, error message, bug,
        bugs, buggy, glitch*, crash*, freezes, keeps freezing, is down, went down, outage, offline, problem*,
        issue, issues, trouble, faulty, defective, damaged, ruined, scratched, cracked, leaking, stained,
        expired, mouldy, moldy, missing, lost, lost my, stolen, wrong, wrong item, wrong size, incorrect, never
        arrived, never came, never received, hasn't arrived, has not arrived, not arrived, not received, haven't
        received, have not received, still waiting, been waiting, waiting for, still no, still not, still
        haven't, still hasn't, no reply, no response, no answer, no one answers, nobody answers, nobody cares,
        ignored, ignoring me, ignoring my, on hold, hung up, late, too late, delay*, cancelled, canceled,
        cancelled my, cancelled flight, postponed, overcharged, charged twice, double charged, charged me, rude,
        unhelpful, useless, slow, so slow, bad, poor, poor service, poor quality, disappoint*, let down,
        unhappy, dissatisfied, annoy*, frustrat*, upset, confusing, misleading, complain*, complaint, not good
        enough, not what i ordered, not as described, what happened to, thanks for nothing, not impressed, no
        help, not helpful, waste of time, waste of money, out of order, unfair, shouldn't have to, gone wrong,
        messed up, screwed up, stuck in, sick of, tired of, fed up, had to wait, ridiculously, hate, i hate,
        didn't arrive, doesn't fit, fell apart, not happy, not acceptable, not ok, not okay, lousy, overpriced,
        blocked
    """),
    Cue.STRONG: phrases("""
        worst, terrible, horrible, awful, appalling, atrocious, unacceptable, disgust*, disgrace*, shame on you,
        shameful, outrageous, pathetic, joke, a joke, what a joke, absolute joke, ridiculous, shambles, garbage,
        rubbish, crap, crappy, sucks, suck, wtf, ffs, incompetent, nightmare, furious, livid, angry, scam,
        scammed, scammers, fraud, rip off, ripoff, ripped off, thieves, liars, lied to, never again, beyond a
        joke, abysmal, dreadful, infuriat*, insult*, discriminat*, racist, nobody gives a
    """),
    Cue.THANKS: phrases("""
        thanks, thank you, thank u, thx, ty, tysm, cheers, many thanks, thanks so much, thank you so much,
        thanks a lot, thanks very much, thank you very much, much appreciated, appreciate it, appreciated,
        grateful, bless you, for your help, for the help, for helping, for all your help, thanks for the reply,
        thanks for getting back
    """),
    Cue.PRAISE: phrases("""
        love, loved, loving, i love, great, amazing, awesome, excellent, fantastic, brilliant, wonderful,
        superb, outstanding, perfect, lovely, impressed, very impressed, best, the best, well done, good job,
        great job, great work, good work, nice work, kudos, shout out, shoutout, props to, hats off, recommend,
        highly recommend, delicious, beautiful, gorgeous, so happy, very happy, happy with, pleased with,
        delighted, fast delivery, quick response, so helpful, very helpful, friendly, so friendly, polite, made
        my day, keep it up, five stars, 5 stars, fan of, big fan, my favourite, my favorite, favourite,
        favorite, so good, very good, congrat*, bravo, exceeded, went above and beyond, above and beyond,
        lifesaver, thank you for the great, works perfectly
    """),
    Cue.SUGGESTION: phrases("""
        suggest*, suggestion, it would be nice, would be nice, it would be great, would be great, would be good,
        would be cool, would be helpful, would be awesome, would love to see, i'd love to see, love to see,
        would love it if, i wish, wish you, wish there was, wish there were, hope you add, please add, please
        bring back, bring back, you should, you guys should, you could, why not add, why don't you, have you
        considered, have you thought about, consider adding, please consider, feature request, idea for you, an
        idea, how about adding, what about adding, could you add, can you add, make it possible, allow us to,
        should have an option, an option to, needs an option, it'd be, would prefer
    """),
    Cue.SETTLED: phrases("""
        never mind, nevermind, nvm, solved, all sorted, sorted now, got it sorted, it's sorted, resolved, fixed
        it, it works now, works now, working now, working again, all good, all good now, figured it out, found
        it, got it working, problem solved, no longer needed, it arrived, has arrived, just arrived, no worries,
        that worked, that did it, that helped, that helps, all set, got my refund, got it now, makes sense now
    """),
    Cue.ACKNOWLEDGED: phrases("""
        ok, okay, k, kk, got it, will do, done, sent, just sent, noted, understood, i see, sure, great, perfect,
        cool, sounds good, fine, alright, yep, yes, good to know, you too, same to you, have a nice day, have a
        good day, bye, dm sent, dmed, dm'd, best regards, best wishes, kind regards
    """),
    Cue.TIME: phrases("""
        urgent, urgently, asap, as soon as possible, immediately, right now, right away, emergency, at once, in
        an hour, within the hour, in two hours, in 2 hours, in one hour, in 1 hour, in minutes, by tonight, by
        tomorrow, by today, by monday, by friday, before tomorrow, leaves tomorrow, leaving tomorrow, tomorrow
        morning, today is the last, last day, deadline, running out of time, time is running out, need it today,
        need it by, need this by, boards in, departs in, about to miss, going to miss, will miss my, time
        sensitive, time critical
    """),
    Cue.MONEY: phrases("""
        refund*, money back, my money, give me my money, charged, charged twice, double charged, overcharged,
        billed, billed twice, took money, took my money, taken money, money was taken, unauthorised,
        unauthorized, chargeback, compensation, reimburse*, deposit, wrong amount, debited, out of pocket, paid
        twice, paid for, invoice, payment, still charging, keep charging, overdraft, rent money
    """),
    Cue.SAFETY: phrases("""
        safety, unsafe, not safe, dangerous, danger, hazard*, injur*, burned, burnt, burning, on fire, caught
        fire, smoke, sparks, electric shock, exploded, explosion, gas leak, allergic, allergic reaction,
        allergy, food poisoning, poisoned, choke, choking, choked, hospital, ambulance, hacked, my account was
        hacked, account hacked, stolen card, identity theft, data breach, leaked my, threatened, harass*,
        assault*, stalk*, suicid*, kill myself, self harm, glass in, metal in, overheating, no heating, no
        water, insulin, wheelchair, hurt myself badly
    """),
    Cue.LEGAL: phrases("""
        lawyer, lawyers, attorney, solicitor, legal action, sue, sue you, suing, lawsuit, court, small claims,
        ombudsman, regulator, trading standards, consumer protection, consumer rights, police, report you,
        reported you, gdpr, data protection, the press, journalist, watchdog, class action, bbb
    """),
    Cue.STRANDED: phrases("""
        stranded, stuck at, stuck in the airport, stuck on the, stuck outside, locked out, can't get home, no
        way home, missed my connection, miss my connection, missed my flight, missed connection, cancelled
        flight, flight was cancelled, flight cancelled, train cancelled, train was cancelled, no hotel, nowhere
        to stay, nowhere to sleep, sleeping on the floor, broken down, broke down, middle of nowhere, left us,
        left me, no internet, no signal, no electricity, no power, without power, without water, lost passport,
        lost my passport
    """),
    Cue.LEAVING: phrases("""
        cancel my subscription, cancelling my, canceling my, cancel my account, closing my account, close my
        account, delete my account, switching to, going elsewhere, go elsewhere, take my business, taking my
        business, lost a customer, lose a customer, losing a customer, last time i, never buy, never buying,
        never order, never fly, never flying, never use, never using, won't be back, won't be buying, not coming
        back, last straw, leaving you, i'm leaving, im leaving, done with you, i'm done, boycott*, unsubscrib*,
        your competitor, your competitors
    """),
    Cue.PROMOTION: phrases("""
        airdrop, free crypto, bitcoin, btc, eth, usdt, nft, nfts, crypto, forex, presale, whitelist, token sale,
        trading signals, passive income, earn money, make money, earn from home, work from home, double your,
        guaranteed profit, guaranteed returns, investment plan, invest with, dm to invest, whatsapp me, telegram
        me, join my telegram, my telegram, click the link, link in bio, click here, check out my, check my page,
        follow me, follow back, follow for follow, f4f, promo code, use my code, discount code, buy now, limited
        offer, limited time offer, special offer, free followers, buy followers, more followers, get followers,
        cheap followers, grow your, seo, backlinks, web design services, 100% free, you have won, you won a,
        claim your, gift card giveaway, giveaway, retweet to win, casino, betting tips, onlyfans, hot singles,
        promote it on, promote it, promote your, send your art, adult content, loan offer, instant loan,
        recovery expert, hack recovery, recovered my funds
    """),
    Cue.NEGATION: phrases("""
        not, isn't, isnt, wasn't, never, no, don't, dont, didn't, hardly, nothing, without, zero, can't
    """),
}
