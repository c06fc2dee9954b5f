import { describe, expect, test } from 'vitest'
import { isUpset } from '../../src/answer/understand/complaint.ts'
import { needsHistory } from '../../src/answer/understand/followup.ts'
import { smalltalk, withoutGreeting } from '../../src/answer/understand/intent.ts'
import { conversationLanguage, languageOf } from '../../src/answer/understand/language.ts'
import { wantsPerson } from '../../src/answer/understand/person.ts'
import { isQuestion } from '../../src/answer/understand/question.ts'
import { splitQuestions } from '../../src/answer/understand/split.ts'
import { understand } from '../../src/answer/understand/understand.ts'

const options = { maxLength: 4000, defaultLanguage: 'en' }
const read = (...texts: string[]) => understand({ texts, history: [] }, options)

describe('smalltalk', () => {
  test.each([
    ['hi', 'greeting'],
    ['Hello!', 'greeting'],
    ['helo', 'greeting'],
    ['Heyyyy', 'greeting'],
    ['hi there 👋', 'greeting'],
    ['Good mornning', 'greeting'],
    ['Hello, how are you?', 'greeting'],
    ['Hallo zusammen', 'greeting'],
    ['Guten Tag', 'greeting'],
    ['Bonjour !', 'greeting'],
    ['¡Hola! Buenos días', 'greeting'],
    ['Buongiorno', 'greeting'],
    ['Olá, tudo bem?', 'greeting'],
    ['Dzień dobry', 'greeting'],
    ['Hej', 'greeting'],
    ['こんにちは', 'greeting'],
    ['你好', 'greeting'],
    ['مرحبا', 'greeting'],
    ['quick question', 'greeting'],
    ['Hi, I have a question', 'greeting'],
    ['can i just ask you something?', 'greeting'],
    ['quick qestion...', 'greeting'],
    ['Ich habe eine Frage', 'greeting'],
    ['Ich habe keine Frage', 'thanks'],
    ['no questions', 'thanks'],
    ['I need help', 'greeting'],
    ['een korte vraag', 'greeting'],
    ['geen vragen', 'thanks'],
    ['Hallo, kurze Frage', 'greeting'],
    ['Darf ich Sie etwas fragen?', 'greeting'],
    ["J'ai une question", 'greeting'],
    ['Tengo una pregunta', 'greeting'],
    ['Ho una domanda', 'greeting'],
    ['Ik heb een vraag', 'greeting'],
    ['Tenho uma dúvida', 'greeting'],
    ['Mam pytanie', 'greeting'],
    ['Jag har en fråga', 'greeting'],
    ['عندي سؤال', 'greeting'],
    ['質問があります', 'greeting'],
    ['我想问一下', 'greeting'],
    ['thx', 'thanks'],
    ['Thanks!!', 'thanks'],
    ['thank you so much for your help', 'thanks'],
    ['ok thanks', 'thanks'],
    ['thansk', 'thanks'],
    ['Vielen Dank!', 'thanks'],
    ['Merci beaucoup', 'thanks'],
    ['gracias', 'thanks'],
    ['dziękuję', 'thanks'],
    ['Tack så mycket', 'thanks'],
    ['ありがとうございます', 'thanks'],
    ['谢谢', 'thanks'],
    ['شكرا', 'thanks'],
    ['Great, thank you, bye', 'goodbye'],
    ['Tschüss', 'goodbye'],
    ['au revoir', 'goodbye'],
    ['thanks, have a nice day!', 'goodbye'],
    ['ok', 'acknowledgement'],
    ['Yes', 'acknowledgement'],
  ])('%s → %s', (text, kind) => expect(smalltalk(text)).toBe(kind))

  test.each([
    'hi, how long is shipping?',
    'tanks',
    'start a return',
    'thank you card options',
    'no receipt',
    'size',
    'hello kitty socks',
    'super wash wool',
    'returns',
    'good evening dresses',
    'quick question: how long does delivery take',
    'I have a question about my order',
    'can I ask for a refund',
    'Ich habe eine Frage zum Versand',
  ])('%s is no smalltalk', (text) => expect(smalltalk(text)).toBeUndefined())

  test.each([
    ['Hi, how long is shipping?', 'how long is shipping?'],
    ['hello there! do you ship to France', 'do you ship to France'],
    ['hey can i return this jacket', 'can i return this jacket'],
    ['Hallo, wie lange dauert der Versand?', 'wie lange dauert der Versand?'],
    ['Thanks! And how much is it?', 'And how much is it?'],
    ['hello kitty socks', 'kitty socks'],
    ['Returns: how long?', 'Returns: how long?'],
    ['quick question: how long does delivery take', 'how long does delivery take'],
    ['I have a question. how long is shipping?', 'how long is shipping?'],
    ['Ich habe eine Frage: wie lange dauert der Versand?', 'wie lange dauert der Versand?'],
  ])('%s without its greeting', (text, rest) => expect(withoutGreeting(text)).toBe(rest))
})

describe('a request for a person', () => {
  test.each([
    'operator',
    'agent please',
    'human',
    'Can I talk to a human?',
    'I want to speak to a real person',
    'please connect me with customer service',
    'Could someone call me?',
    'let me speak with your manager',
    "I don't want to talk to a bot",
    'speak to someone about my order',
    'Ich möchte mit einem Mitarbeiter sprechen',
    'Kann ich mit einem echten Menschen reden?',
    'Je veux parler à un conseiller',
    'Quiero hablar con una persona',
    'Vorrei parlare con un operatore',
    'Kan ik met een medewerker praten?',
    'Quero falar com um atendente',
    'Chcę porozmawiać z konsultantem',
    'Jag vill prata med en människa',
    'أريد التحدث مع موظف',
    '担当者と話したいです',
    '转人工',
  ])('%s', (text) => expect(wantsPerson(text)).toBe(true))

  test.each([
    'Which operator delivers my parcel?',
    'Do you have a phone number?',
    'Is the jacket made by a real person?',
    'how many people fit in the tent',
    'Can someone else collect my order?',
    'Do you support Apple Pay?',
    'customer service opening hours',
    'Can I give it to a friend as a present?',
    'Is human hair used?',
  ])('not: %s', (text) => expect(wantsPerson(text)).toBe(false))
})

describe('upset shoppers', () => {
  test.each([
    'This is absolutely ridiculous',
    'You are scammers, I will call my lawyer',
    'Worst service ever!!!',
    'I am so disappointed, nobody answers',
    'Das ist eine Frechheit',
    'C’est inadmissible',
    'Esto es una estafa',
    'TERRIBLE SERVICE NEVER SHIPPED ANYTHING FOR ME',
    'Third time I write, still waiting, terrible. Where is my parcel?!!',
  ])('%s', (text) => expect(isUpset(text, isQuestion(text))).toBe(true))

  test.each([
    'My jacket arrived broken, what can I do?',
    'How do I file a complaint?',
    'How do you protect against fraud?',
    'Is the fabric useless in rain?',
    'WHAT SIZES DO YOU HAVE?',
  ])('not: %s', (text) => expect(isUpset(text, isQuestion(text))).toBe(false))
})

describe('questions in one message', () => {
  test.each<[string, string[]]>([
    ['How long is shipping? What does it cost?', ['How long is shipping?', 'What does it cost?']],
    [
      'how long does shipping take and what does it cost',
      ['how long does shipping take', 'what does it cost'],
    ],
    ['Can I return socks, and do you repair jackets?', ['Can I return socks', 'do you repair jackets?']],
    ['What sizes and colours do you have?', ['What sizes and colours do you have?']],
    ['Can I wash and tumble dry the sweater?', ['Can I wash and tumble dry the sweater?']],
    ['Do you ship to Germany and Austria?', ['Do you ship to Germany and Austria?']],
    ['If I return it, do you refund shipping?', ['If I return it, do you refund shipping?']],
    [
      'I bought a jacket last week. It is too small. Can I exchange it?',
      ['I bought a jacket last week. It is too small. Can I exchange it?'],
    ],
    ['Hi! Do you ship to Malta? Thanks!', ['Do you ship to Malta?']],
    ['Can you help me? How do I clean boots?', ['How do I clean boots?']],
    [
      '1) warranty on tents 2) warranty on stoves 3) what about boots',
      ['warranty on tents', 'warranty on stoves', 'what about boots'],
    ],
    [
      '1. how long is delivery?\n2. Can I pay with Klarna?',
      ['how long is delivery?', 'Can I pay with Klarna?'],
    ],
    ['I need sizes 1) for kids 2) for adults', ['I need sizes for kids', 'I need sizes for adults']],
    ['is it open until 30. June', ['is it open until 30. June']],
    ['Can I return it? I have lost the receipt.', ['Can I return it? I have lost the receipt.']],
    ['return policy', ['return policy']],
    ['Wie lange dauert der Versand und was kostet er?', ['Wie lange dauert der Versand', 'was kostet er?']],
    ['Is it e.g. 3.5 kg? And is it waterproof?', ['Is it e.g. 3.5 kg?', 'And is it waterproof?']],
  ])('%s', (text, parts) => expect(splitQuestions([text])).toEqual(parts))

  test('a burst: fragments are joined, questions kept apart, smalltalk left out', () => {
    expect(splitQuestions(['hi', 'my zip broke', 'is that covered by the warranty?', 'thx'])).toEqual([
      'my zip broke is that covered by the warranty?',
    ])
    expect(splitQuestions(['do you ship to Norway?', 'what are the duties?'])).toHaveLength(2)
  })
})

describe('follow-up questions', () => {
  test.each([
    'and for Germany?',
    'What about socks?',
    'How long does it take?',
    'can I wash them at 40',
    'to Norway?',
    'Why?',
    'und nach Österreich?',
    'Et pour la Suisse ?',
    'Is that free?',
    'Germany',
    'paid by card though',
  ])('needs history: %s', (text) => expect(needsHistory(text)).toBe(true))

  test.each([
    'How long is shipping to Germany?',
    'I bought a jacket, can I return it?',
    'Do you repair down jackets with a broken zip?',
    'Is there a store in Berlin?',
    'Do you sell bicycles?',
    'Do you ship to Malta?',
    'What is the warranty on the Alpine tent?',
  ])('stands alone: %s', (text) => expect(needsHistory(text)).toBe(false))
})

describe('language', () => {
  test.each([
    ['how long is shipping?', 'en'],
    ['do u ship to germany', 'en'],
    ['can i wash it', 'en'],
    ['Is the merino sweater machine washable', 'en'],
    ['shipping to Österreich?', 'en'],
    ['Wie lange dauert der Versand?', 'de'],
    ['was kostet das', 'de'],
    ['Combien coûte la livraison ?', 'fr'],
    ['¿Cuánto tarda el envío?', 'es'],
    ['quanto costa la spedizione', 'it'],
    ['hoe lang duurt de verzending', 'nl'],
    ['quanto tempo demora a entrega', 'pt'],
    ['ile kosztuje dostawa', 'pl'],
    ['hur mycket kostar frakten', 'sv'],
    ['كم تستغرق مدة الشحن', 'ar'],
    ['配送にどのくらいかかりますか', 'ja'],
    ['可以退货吗', 'zh'],
    ['hi', 'en'],
    ['quick question', 'en'],
    ['kurze Frage', 'de'],
    ['Tschüss', 'de'],
    ['Merci beaucoup !', 'fr'],
    ['Merino 250', undefined],
    ['12345', undefined],
  ])('%s → %s', (text, language) => expect(languageOf(text)).toBe(language))

  test('a text that does not tell takes the language of earlier turns, then the locale, then the shop’s', () => {
    const history = [{ role: 'user' as const, text: 'Wie lange dauert der Versand?' }]
    expect(conversationLanguage(['Malta?'], history, 'fr-FR', 'en')).toBe('de')
    expect(conversationLanguage(['Malta?'], [], 'fr-FR', 'en')).toBe('fr')
    expect(conversationLanguage(['Malta?'], [], undefined, 'en')).toBe('en')
  })
})

describe('a whole burst', () => {
  test('smalltalk with a question is a question', () => {
    expect(read('hi, how long is shipping?')).toMatchObject({
      intent: 'question',
      parts: [{ text: 'how long is shipping?', followUp: false }],
    })
    expect(read('hi', 'thx')).toMatchObject({ intent: 'thanks' })
  })
  test('a question that is only announced is listened for', () => {
    expect(read('Hello', 'can I ask something')).toMatchObject({ intent: 'greeting' })
    expect(read('quick question: how long does delivery take')).toMatchObject({
      intent: 'question',
      parts: [{ text: 'how long does delivery take', followUp: false }],
    })
  })
  test('a second question may lean on the first', () => {
    expect(
      read('How long does shipping take and what does it cost?').parts.map((part) => part.followUp),
    ).toEqual([false, true])
  })
  test('"yes" after the bot asked back is an answer', () => {
    const history = [{ role: 'agent' as const, text: 'Do you mean the Alpine jacket?' }]
    expect(understand({ texts: ['yes'], history }, options)).toMatchObject({ intent: 'question' })
    expect(read('yes')).toMatchObject({ intent: 'acknowledgement' })
  })
  test('a wish for a person outranks the question beside it', () => {
    expect(read('How long is shipping?', 'operator')).toMatchObject({ intent: 'person' })
  })
  test('nothing to read', () => {
    expect(read('???')).toMatchObject({ intent: 'empty' })
    expect(read('\u0000\u200b')).toMatchObject({ intent: 'empty' })
    expect(read()).toMatchObject({ intent: 'empty' })
  })
  test('100,000 characters are refused quickly, in the shopper’s language', () => {
    const started = performance.now()
    expect(read('Wie lange dauert der Versand? '.repeat(3400))).toMatchObject({
      intent: 'too_long',
      language: 'de',
    })
    expect(performance.now() - started).toBeLessThan(500)
  })
  test('no pattern runs away on hostile text', () => {
    const started = performance.now()
    for (const text of [
      'hi '.repeat(1300),
      'a'.repeat(3900),
      '!'.repeat(3900),
      'and how what '.repeat(300),
      '> '.repeat(1900),
      'talk to '.repeat(480),
    ])
      read(text)
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
