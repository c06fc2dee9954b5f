import type { Question } from '../../contract/answer.ts'
import { clean } from '../text/fold.ts'
import { isUpset } from './complaint.ts'
import { needsHistory } from './followup.ts'
import { smalltalk, type Smalltalk } from './intent.ts'
import { conversationLanguage } from './language.ts'
import { wantsPerson } from './person.ts'
import { isQuestion } from './question.ts'
import { fold } from '../text/fold.ts'
import { splitQuestions } from './split.ts'

export interface Part {
  text: string
  /** The question leans on earlier turns, or on the part before it. */
  followUp: boolean
}

/** What a shopper's burst of messages asks for. */
export interface Understanding {
  intent: 'question' | 'person' | 'complaint' | 'too_long' | 'empty' | Smalltalk
  /** BCP 47 tag of the language to answer in. */
  language: string
  /** The questions; empty unless intent is "question". */
  parts: Part[]
}

export interface UnderstandOptions {
  /** Longest burst that is read, in characters. */
  maxLength: number
  /** The shop's own language, used when nothing tells the shopper's. */
  defaultLanguage: string
}

/** Reads a burst: smalltalk beside a question is ignored, a wish for a person outranks everything else. */
export function understand(question: Question, options: UnderstandOptions): Understanding {
  const raw = question.texts.reduce((sum, text) => sum + text.length, 0)
  if (raw > options.maxLength) {
    const sample = question.texts.map((text) => clean(text.slice(0, 500))).slice(0, 3)
    const language = conversationLanguage(sample, question.history, question.locale, options.defaultLanguage)
    return { intent: 'too_long', language, parts: [] }
  }
  const texts = question.texts.map(clean).filter((text) => text !== '')
  const language = conversationLanguage(texts, question.history, question.locale, options.defaultLanguage)
  const settled = (intent: Understanding['intent']): Understanding => ({ intent, language, parts: [] })

  if (!texts.some((text) => /[\p{L}\p{N}]/u.test(text))) return settled('empty')
  if (texts.some(wantsPerson)) return settled('person')
  const talk = smalltalk(texts.join(' \n '))
  if (talk && !(talk === 'acknowledgement' && askedBack(question))) return settled(talk)
  const whole = texts.join('\n')
  if (isUpset(whole, texts.some(isQuestion))) return settled('complaint')

  if (talk) return { intent: 'question', language, parts: [{ text: whole, followUp: true }] }

  const parts = [...new Map(splitQuestions(texts).map((text) => [fold(text), text])).values()]
  if (parts.length === 0) return settled('empty')
  const hasHistory = question.history.length > 0
  return {
    intent: 'question',
    language,
    parts: parts.map((text, i) => ({ text, followUp: (hasHistory || i > 0) && needsHistory(text) })),
  }
}

/** The bot's last turn was a question, so that "yes" is an answer to it. */
function askedBack(question: Question): boolean {
  const last = question.history.at(-1)
  return last?.role === 'agent' && /[?？؟]\s*$/.test(last.text)
}
