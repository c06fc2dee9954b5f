import { describe, expect, it } from 'vitest'
import { replyText } from '../../channels/email/reply/index.ts'
import { ATTRIBUTIONS, BARE_ATTRIBUTIONS } from './attributions.ts'
import { HEADERS, ORIGINALS } from './headers.ts'

const OWN = 'Thanks, the lamp flickers.\n\nCan I send it back?'
const THREAD = 'Dear Ada,\n\nhow is your lamp?\nWhich one was it?'
const QUOTED = THREAD.replace(/^/gm, '> ')

/** Breaks a line where a mailer would: at the last space before the width. */
function wrap(line: string, width: number): string {
  const rows: string[] = []
  let row = ''
  for (const word of line.split(' ')) {
    if (row !== '' && row.length + 1 + word.length > width) {
      rows.push(row)
      row = word
    } else row = row === '' ? word : `${row} ${word}`
  }
  return [...rows, row].join('\n')
}

describe.each(ATTRIBUTIONS)('%s', (_client, attribution) => {
  it('is cut above a marked quote', () => {
    expect(replyText({ text: `${OWN}\n\n${attribution}\n\n${QUOTED}` }).text).toBe(OWN)
  })
  it('is cut above an unmarked original', () => {
    expect(replyText({ text: `${OWN}\n\n${attribution}\n${THREAD}` }).text).toBe(OWN)
  })
  it('is cut when wrapped', () => {
    for (const width of [30, 45, 60, 72])
      expect(replyText({ text: `${OWN}\n\n${wrap(attribution, width)}\n${THREAD}` }).text).toBe(OWN)
  })
  it('is cut without a blank line above and with returns', () => {
    expect(replyText({ text: `${OWN}\n${attribution}\r\n${QUOTED}`.replace(/\r?\n/g, '\r\n') }).text).toBe(
      OWN,
    )
  })
  it('is cut inside the quote', () => {
    expect(replyText({ text: `${OWN}\n\n> ${attribution}\n>\n${QUOTED}` })).toMatchObject({
      text: OWN,
      cut: [{ kind: 'quote' }],
    })
  })
  it('is cut above an answer written below', () => {
    expect(replyText({ text: `${attribution}\n${QUOTED}\n\n${OWN}` }).text).toBe(OWN)
  })
})

describe.each(BARE_ATTRIBUTIONS)('%s, without an address', (_client, attribution) => {
  it('is cut above a marked quote', () => {
    expect(replyText({ text: `${OWN}\n\n${attribution}\n${QUOTED}` }).text).toBe(OWN)
  })
  it('is cut above an answer written below', () => {
    expect(replyText({ text: `${attribution}\n\n${QUOTED}\n\n${OWN}` }).text).toBe(OWN)
  })
})

describe.each(HEADERS)('%s', (_client, header) => {
  it('is cut with everything below', () => {
    expect(replyText({ text: `${OWN}\n\n${header}\n\n${THREAD}` }).text).toBe(OWN)
  })
  it('is cut with the line above it', () => {
    expect(
      replyText({ text: `${OWN}\n\n________________________________\n${header}\n\n${THREAD}` }).text,
    ).toBe(OWN)
  })
})

describe.each(ORIGINALS)('"%s"', (words) => {
  it('between dashes begins the thread', () => {
    for (const line of [`-----${words}-----`, `-------- ${words} --------`, `‐‐‐‐‐‐‐ ${words} ‐‐‐‐‐‐‐`]) {
      expect(replyText({ text: `${OWN}\n\n${line}\n${THREAD}` })).toEqual({
        text: OWN,
        cut: [{ kind: 'quote', text: `${line}\n${THREAD}` }],
      })
    }
  })
})

describe('a header inside the quote', () => {
  it('is cut with it', () => {
    const header =
      '> Message du 04/02/27 10:05\n> De : "Lantern" <help@lantern.example>\n> A : ada@byron.example\n> Copie à : \n> Objet : Re: Lampe'
    expect(replyText({ text: `${OWN}\n\n${header}\n> \n${QUOTED}` })).toMatchObject({
      text: OWN,
      cut: [{ kind: 'quote' }],
    })
  })
})

describe('answers between quotes', () => {
  it('are all kept, with the question each answers', () => {
    const text = `On 4 Feb 2027 at 10:05, Lantern <help@lantern.example> wrote:\n> Dear Ada\n\nHello!\n\n> Which colour?\n\nBlue.\n\n> Which size?\n\nLarge.\n\n> Kind regards`
    expect(replyText({ text }).text).toBe('Hello!\n\n> Which colour?\n\nBlue.\n\n> Which size?\n\nLarge.')
  })
})

describe('what only looks like a quote', () => {
  it.each([
    'On 4 February 2027 at 10:05 I wrote:\nwhere is my parcel?\nNobody answered.',
    'Hello,\nOn 4 February 2027 at 10:05 your colleague Ada wrote:\n"We will refund you."\nWhere is it?',
    'Am 3. Mai 2027 um 10:00 schrieb ich Ihnen:\nWo ist mein Paket?',
    'How much is it\nFrom: Berlin\nTo: Paris\nDate: 5 May\nfor two lamps?',
    'On the surface it works.\nOn average it does not.',
    'I need lamps:\n>100 pieces\nby Friday',
    'Original message: I liked it.\nBut now I do not.',
    'The steps:\n\n```\n> npm start\nOn 4 Feb 2027 at 10:05, A <a@b.example> wrote:\n-- \nx\n```\n\nDoes it help?',
    'My order:\nSubject: lamp\nTo: my sister\nCan you do that?',
    'I wrote:\nplease call me.',
    'On 4 Feb 2027 at 10:05 I sent this to help@lantern.example:\nwhere is my parcel?',
    'Hello,\nOn 4 February at 10:05 I wrote to help@lantern.example:\nwhere is it?',
    'Hello,\nhelp@lantern.example wrote:\n"We will refund you."\nWhen?',
    'My list\n-----\nTo: my sister\nFrom: 3 May\nIs that possible?',
    'Hello\nFwd:\nI cannot open the attachment.',
  ])('is kept: %s', (text) => {
    expect(replyText({ text })).toEqual({ text, cut: [] })
  })
})
