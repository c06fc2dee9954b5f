import { describe, expect, it } from 'vitest'
import { replyText } from '../../channels/email/reply/index.ts'

const SIZE = 1 << 20
/** Milliseconds for a megabyte: linear work takes a second at most on an idle machine, quadratic work hours. */
const PATIENCE = 30_000

/** A megabyte of the same. */
function fill(part: string): string {
  return part.repeat(Math.ceil(SIZE / part.length))
}

const TEXTS: Readonly<Record<string, string>> = {
  'one word': fill('a'),
  colons: fill(':\n'),
  'quote marks': fill('>'),
  'empty quotes': fill('>\n'),
  'beginnings of attributions': fill('On Tue 4 Feb 2027\n'),
  'ends of attributions': fill('wrote:\n'),
  'all but an attribution': fill('1 a@b 2027:\n'),
  attributions: fill('On 4 Feb 2027 at 10:05, A <a@b.example> wrote:\n'),
  headers: fill('From: a@b\nTo: b@c\nSubject: x\nDate: y\n\n'),
  dashes: fill('--\n'),
  delimiters: fill('-- \nx?\n'),
  'mobile signatures': fill('Sent from my iPhone\n'),
  disclaimers: fill('confidential intended recipient in error\n\n'),
  'answers between quotes': fill('x\n\n> q\n'),
  'open brackets': fill('[<(https://'),
  'forwards in forwards': Array.from(
    { length: 1_400 },
    (_, depth) => `${'>'.repeat(depth)} Begin forwarded message:`,
  ).join('\n'),
}

const PAGES: Readonly<Record<string, string>> = {
  'nested elements': fill('<div>'),
  'ends without beginnings': '<div>'.repeat(SIZE / 10) + '</x>'.repeat(SIZE / 8),
  'nested quotes': fill('<blockquote>x'),
  'lines in nested quotes': '<blockquote>'.repeat(20_000) + '<br>x'.repeat(SIZE / 6),
  'nested containers': fill('<div class="gmail_quote">a<blockquote class="gmail_quote">'),
  'open tags': fill('<'),
  attributes: `<div ${fill('a=b ')}`,
  styles: `<div style="${fill('border-left: ')}">`,
  characters: fill('&amp;'),
  links: fill('<a href="https://a.example/x">b</a>'),
  'open comment': `<!--${fill('-')}`,
  'open script': `<script>${fill('</scrip')}`,
}

describe('a megabyte of', () => {
  it.each(Object.entries(TEXTS))('%s is read in time', { timeout: PATIENCE }, (_what, text) => {
    expect(replyText({ text }).text.length).toBeLessThanOrEqual(text.length)
  })
  it.each(Object.entries(PAGES))('%s as HTML is read in time', { timeout: PATIENCE }, (_what, html) => {
    expect(replyText({ html }).text.length).toBeLessThanOrEqual(html.length)
  })
})
