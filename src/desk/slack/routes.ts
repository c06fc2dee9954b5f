import type { DeskCase } from '../../contract/desk.ts'
import { TributaryError } from '../../contract/errors.ts'

interface Condition {
  what: 'channel' | 'language' | 'topic' | 'hours'
  value: string
}

interface Rule {
  /** All must hold. */
  conditions: Condition[]
  /** Slack's id of the channel. */
  to: string
}

/** Which channel takes which handoff. */
export interface Rules {
  /** First match wins. */
  rules: Rule[]
  /** For everything that no rule takes. */
  otherwise: string
  /** Whether people are there. */
  isOpen(at: Date): boolean
}

const CONDITION = /^(channel|language|topic|hours)=(.+)$/
const CHANNEL_ID = /^[CGD][A-Z0-9]{2,}$/

/**
 * Reads rules such as `channel=whatsapp:C0123`, `language=de&topic=refund:C0456` or `hours=closed:C0321`.
 * @throws config.invalid with the rule that is wrong
 */
export function readRules(
  texts: readonly string[],
  otherwise: string,
  isOpen: (at: Date) => boolean = () => true,
): Rules {
  if (!CHANNEL_ID.test(otherwise))
    throw wrong('SLACK_CHANNEL must be the id of a channel, such as C0123ABCD (not its name).')
  return { rules: texts.map(readRule), otherwise, isOpen }
}

function readRule(text: string): Rule {
  const at = text.lastIndexOf(':')
  const to = text.slice(at + 1).trim()
  const conditions = text
    .slice(0, Math.max(at, 0))
    .split('&')
    .map((part): Condition => {
      const match = CONDITION.exec(part.trim())
      const [what, value] = [match?.[1] as Condition['what'] | undefined, match?.[2]?.trim().toLowerCase()]
      if (!what || !value || (what === 'hours' && value !== 'open' && value !== 'closed'))
        throw wrong(`SLACK_ROUTES: “${text}” is not a rule such as channel=whatsapp:C0123.`)
      return { what, value }
    })
  if (!CHANNEL_ID.test(to)) throw wrong(`SLACK_ROUTES: “${text}” does not end in the id of a channel.`)
  return { conditions, to }
}

function wrong(message: string): TributaryError {
  return new TributaryError('config.invalid', message)
}

/** The channel that a handoff belongs in, by the shopper's channel, words of the question, language and hours. */
export function route(one: DeskCase, { rules, otherwise, isOpen }: Rules, now: Date): string {
  const holds = ({ what, value }: Condition): boolean => {
    switch (what) {
      case 'channel':
        return one.channel.toLowerCase() === value
      case 'language':
        return speaks(one.language, value)
      case 'topic':
        return [one.question, one.reason, one.because].some((text) => hasWord(text, value))
      case 'hours':
        return isOpen(now) === (value === 'open')
    }
  }
  return rules.find(({ conditions }) => conditions.every(holds))?.to ?? otherwise
}

/** `de` takes `de-AT` as well. */
function speaks(language: string | undefined, wanted: string): boolean {
  const tag = language?.toLowerCase()
  return tag === wanted || tag?.startsWith(`${wanted}-`) === true
}

/** A word that begins so: `refund` finds “refunds” and “Refund?”, not “prefund”. */
function hasWord(text: string, word: string): boolean {
  const lower = text.toLowerCase()
  for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1))
    if (at === 0 || !/[\p{L}\p{N}]/u.test(lower[at - 1]!)) return true
  return false
}
