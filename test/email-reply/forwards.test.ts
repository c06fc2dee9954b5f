import { describe, expect, it } from 'vitest'
import { replyText } from '../../channels/email/reply/index.ts'

const HEADER =
  'From: Shop <orders@shop.example>\nDate: Thu, 4 Feb 2027 at 10:05\nSubject: Your order 10023\nTo: <ada@byron.example>'
const BODY = 'Your order 10023 is on its way.\n\nOne lamp, 20 €'

const TITLES: readonly (readonly [client: string, title: string])[] = [
  ['Gmail', '---------- Forwarded message ---------'],
  ['Gmail, Russian', '---------- Пересылаемое сообщение ---------'],
  ['Gmail, French', '---------- Message transféré ----------'],
  ['Gmail, Japanese', '---------- 転送メッセージ ----------'],
  ['Thunderbird', '-------- Forwarded Message --------'],
  ['Thunderbird, German', '-------- Weitergeleitete Nachricht --------'],
  ['Apple Mail', 'Begin forwarded message:'],
  ['Apple Mail, German', 'Anfang der weitergeleiteten Nachricht:'],
  ['Apple Mail, French', 'Début du message réexpédié :'],
  ['Apple Mail, Spanish', 'Inicio del mensaje reenviado:'],
  ['Apple Mail, Italian', 'Inizio messaggio inoltrato:'],
  ['Apple Mail, Dutch', 'Begin doorgestuurd bericht:'],
  ['Apple Mail, Swedish', 'Vidarebefordrat brev:'],
  ['Apple Mail, Norwegian', 'Start på videresendt melding:'],
  ['Apple Mail, Polish', 'Początek przekazanej wiadomości:'],
]

describe.each(TITLES)('a forward of %s', (_client, title) => {
  it('with nothing above is the message, without its header', () => {
    expect(replyText({ text: `${title}\n${HEADER}\n\n${BODY}\n` })).toEqual({
      text: BODY,
      cut: [{ kind: 'forward', text: `${title}\n${HEADER}` }],
    })
  })
  it('below a mobile signature is the message as well', () => {
    expect(replyText({ text: `\n\nSent from my iPhone\n\n${title}\n\n${HEADER}\n\n${BODY}` }).text).toBe(BODY)
  })
  it('inside a quote is laid bare', () => {
    const quoted = `${HEADER}\n\n${BODY}`.replace(/^/gm, '> ')
    expect(replyText({ text: `${title}\n\n${quoted}` }).text).toBe(BODY)
    expect(replyText({ text: `> ${title}\n>\n${quoted}` }).text).toBe(BODY)
  })
  it('below the person’s own words is cut', () => {
    const found = replyText({ text: `Where is it?\n\n${title}\n${HEADER}\n\n${BODY}` })
    expect(found).toEqual({
      text: 'Where is it?',
      cut: [{ kind: 'forward', text: `${title}\n${HEADER}\n\n${BODY}` }],
    })
  })
})

describe('a mail with nothing above the thread', () => {
  it('keeps an original that is not marked as a quote', () => {
    expect(replyText({ text: `${HEADER}\n\n${BODY}` }).text).toBe(BODY)
    expect(
      replyText({ text: `On 4 Feb 2027 at 10:05, Shop <orders@shop.example> wrote:\n\n${BODY}` }).text,
    ).toBe(BODY)
  })
  it('is empty when there is only a quote', () => {
    expect(
      replyText({
        text: `On 4 Feb 2027 at 10:05, Shop <orders@shop.example> wrote:\n\n> ${BODY.replaceAll('\n', '\n> ')}`,
      }).text,
    ).toBe('')
  })
})
