import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { replyText } from '../../channels/email/reply/index.ts'
import { ATTRIBUTIONS, BARE_ATTRIBUTIONS } from './attributions.ts'
import { HEADERS, ORIGINALS } from './headers.ts'

/** Pieces of mails in any order: what no client would put together, a person or an attacker may. */
const PIECES = [
  ...ATTRIBUTIONS.slice(0, 12).map(([, line]) => line),
  ...BARE_ATTRIBUTIONS.slice(0, 4).map(([, line]) => line),
  ...HEADERS.slice(0, 6).map(([, block]) => block),
  ...ORIGINALS.slice(0, 3).map((words) => `-----${words}-----`),
  '---------- Forwarded message ---------',
  '> Begin forwarded message:',
  '> > Begin forwarded message:',
  '-- ',
  '--',
  '—',
  '____________',
  '---',
  '```',
  'Sent from my iPhone',
  'Kind regards',
  'Ada Byron',
  'Tel: +44 20 7946 0000',
  'https://engine.example',
  'Please consider the environment before printing this.',
  'CONFIDENTIALITY NOTICE: this is privileged and confidential.',
  '[EXTERNAL]',
  '## Please reply above this line ##',
  '> a quote',
  '>> deeper',
  '> ',
  '>100',
  '>',
  '',
  '',
  '',
  'Where is my parcel?',
  'Thanks!',
  '  indented',
  'P.S. one more',
  'wrote:',
  'From: me',
  'Subject: lamp',
  'a@b.example:',
  '2027',
  '\u200b',
  '\u00a0',
]
const mails = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 40 })), {
    maxLength: 25,
  })
  .map((lines) => lines.join('\n'))

const WORDS =
  'where is my lamp parcel the order 10023 has not come please send it again it was broken and blue 20 € ähnlich où 電気 лампа'.split(
    ' ',
  )
const sentences = fc
  .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 14 })
  .map((words) => words.join(' '))
const texts = fc
  .array(fc.oneof(sentences, fc.constant('')), { minLength: 1, maxLength: 12 })
  .map((lines) => lines.join('\n').trim())
  .filter((text) => text !== '')

describe('the reply of a mail', () => {
  it('is the same when parsed again', () => {
    fc.assert(
      fc.property(mails, (text) => {
        const once = replyText({ text }).text
        expect(replyText({ text: once })).toEqual({ text: once, cut: [] })
      }),
      { numRuns: 2_000 },
    )
  })

  it('is never longer than the mail, and nothing is invented', () => {
    fc.assert(
      fc.property(mails, (text) => {
        const { text: reply, cut } = replyText({ text })
        expect(reply.length).toBeLessThanOrEqual(text.length)
        const lines = new Set([
          '',
          ...text.split(/\r\n|\r|\n/).map((line) => line.replace(/^[\s>＞]+/, '').trim()),
        ])
        for (const line of [reply, ...cut.map((part) => part.text)].join('\n').split('\n')) {
          expect(lines).toContain(line.replace(/^[\s>＞]+/, '').trim())
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('is the whole text when there are no marks of a client', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(replyText({ text })).toEqual({ text, cut: [] })
      }),
      { numRuns: 500 },
    )
  })

  it('is the whole text above any thread', () => {
    const threads = fc.constantFrom(
      ...ATTRIBUTIONS.map(([, line]) => `${line}\n> Dear Ada\n> hello`),
      ...HEADERS.map(([, block]) => `${block}\n\nDear Ada`),
    )
    fc.assert(
      fc.property(texts, threads, (text, thread) => {
        expect(replyText({ text: `${text}\n\n${thread}` }).text).toBe(text)
      }),
      { numRuns: 1_000 },
    )
  })

  it('comes from any HTML without throwing, and no longer than it', () => {
    const tags = fc.constantFrom(
      '<div>',
      '</div>',
      '<p>',
      '</p>',
      '<br>',
      '<blockquote type="cite">',
      '</blockquote>',
      '<div class="gmail_quote">',
      '<div id="Signature">',
      '<div id="appendonsend">',
      '<span style="display:none">',
      '</span>',
      '<pre>',
      '</pre>',
      '<table><tr><td>',
      '</td></tr></table>',
      '<a href="https://a.example/x">',
      '</a>',
      '<!--',
      '-->',
      '<style>',
      '</style>',
      '&lt;',
      '&',
      '<',
      '>',
      'On 4 Feb 2027 at 10:05, A &lt;a@b.example&gt; wrote:',
    )
    const html = fc
      .array(fc.oneof(tags, sentences, fc.string({ maxLength: 12 })), { maxLength: 40 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(html, (page) => {
        expect(replyText({ html: page }).text.length).toBeLessThanOrEqual(page.length)
      }),
      { numRuns: 1_000 },
    )
  })
})
