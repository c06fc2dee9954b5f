import { describe, expect, it } from 'vitest'
import { replyText } from '../../channels/email/reply/index.ts'

const OWN = 'Thanks, the lamp flickers.\n\nCan I send it back?'
const own = '<div>Thanks, the lamp flickers.</div><div><br></div><div>Can I send it back?</div>'
const body = '<div>Dear Ada,<br>how is your lamp?</div>'
const sender = 'Lantern &lt;<a href="mailto:help@lantern.example">help@lantern.example</a>&gt;'

const QUOTES: readonly (readonly [client: string, html: string])[] = [
  [
    'Gmail',
    `<div dir="ltr">${own}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Thu, 4 Feb 2027 at 10:05, ${sender} wrote:<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid">${body}</blockquote></div>`,
  ],
  [
    'Gmail, unknown language',
    `<div dir="ltr">${own}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">Lantern blorp 4ta Febra:<br></div><blockquote class="gmail_quote">${body}</blockquote></div>`,
  ],
  [
    'Gmail, older, unknown language',
    `<div dir="ltr">${own}</div><div class="gmail_extra"><br><div class="gmail_quote">Blorp Lantern 4ta Febra:<br><blockquote class="gmail_quote">${body}</blockquote></div></div>`,
  ],
  [
    'Apple Mail',
    `<body style="word-wrap: break-word">${own}<br><div><div>On 4 Feb 2027, at 10:05, ${sender} wrote:</div><br class="Apple-interchange-newline"><blockquote type="cite">${body}</blockquote></div></body>`,
  ],
  [
    'Thunderbird',
    `<body><p>Thanks, the lamp flickers.</p><p>Can I send it back?</p><div class="moz-cite-prefix">Gribble 04.02.27 blorp Lantern:<br></div><blockquote type="cite" cite="mid:1@lantern.example">${body}</blockquote></body>`,
  ],
  [
    'Outlook on the web',
    `${own}<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><b>Blorp:</b> Lantern<br><b>Gribble:</b> Thursday<br></div>${body}`,
  ],
  [
    'Outlook',
    `<div class="WordSection1"><p class="MsoNormal">Thanks, the lamp flickers.<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><p class="MsoNormal">Can I send it back?</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>Blorp:</b> Lantern<br><b>Gribble:</b> Thursday</p></div></div>${body}</div>`,
  ],
  [
    'Outlook, known labels only',
    `<div class="WordSection1"><p class="MsoNormal">Thanks, the lamp flickers.</p><p class="MsoNormal">&nbsp;</p><p class="MsoNormal">Can I send it back?</p><p class="MsoNormal"><b>Von:</b> Lantern &lt;help@lantern.example&gt;<br><b>Gesendet:</b> Donnerstag<br><b>An:</b> Ada<br><b>Betreff:</b> Lampe</p>${body}</div>`,
  ],
  [
    'Outlook for Mac',
    `${own}<span id="OLK_SRC_BODY_SECTION"><div style="font-family:Calibri"><span>Blorp: </span> Lantern<br></div>${body}</span>`,
  ],
  [
    'Windows Mail',
    `${own}<div style="padding-top: 5px; border-top-color: rgb(229, 229, 229); border-top-width: 1px; border-top-style: solid;"><b>Blorp:</b> Lantern</div>${body}`,
  ],
  ['Hotmail', `${own}<div><hr id="stopSpelling">Blorp: Lantern<br></div>${body}`],
  [
    'Yahoo',
    `<div class="ydp1yahoo-style-wrap">${own}</div><div id="ydp2yahoo_quoted_1" class="ydp2yahoo_quoted"><div><div>On Thursday, Lantern blorped:</div>${body}</div></div>`,
  ],
  [
    'Proton Mail',
    `${own}<div class="protonmail_quote">On Thursday, February 4th, 2027 at 10:05, ${sender} wrote:<br><br><blockquote class="protonmail_quote" type="cite">${body}</blockquote></div>`,
  ],
  [
    'Zoho',
    `${own}<div class="zmail_extra"><div id="Zm-_Id_-Sgn1">---- On Thu, 04 Feb 2027 10:05:33 +0100 <b>Lantern &lt;help@lantern.example&gt;</b> wrote ----<br></div><blockquote style="border-left: 1px solid rgb(204,204,204); padding-left: 6px">${body}</blockquote></div>`,
  ],
  [
    'GMX',
    `${own}<div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5"><div><b>Gesendet:</b> Donnerstag<br><b>Von:</b> Lantern</div>${body}</div>`,
  ],
  [
    'Mail.ru',
    `${own}<br><br>Четверг, 4 февраля 2027, 10:05 +03:00 от Lantern &lt;help@lantern.example&gt;:<br><blockquote style="border-left:1px solid #0857A6; margin:10px; padding:0 0 0 10px;">${body}</blockquote>`,
  ],
  [
    'Zimbra',
    `${own}<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>Blorp: </b>Lantern<br></div><div data-marker="__QUOTED_TEXT__">${body}</div>`,
  ],
  [
    'Spark',
    `<div name="messageBodySection">${own}</div><div name="messageReplySection">On 4 Feb 2027, Lantern blorped:<br><blockquote type="cite">${body}</blockquote></div>`,
  ],
  [
    'QQ Mail',
    `${own}<div id="isReplyContent" style="padding-top:8px"><div>Blorp: Lantern</div>${body}</div>`,
  ],
  [
    'Tutanota',
    `${own}4 Feb 2027, 10:05 by help@lantern.example:<br><blockquote class="tutanota_quote" style="border-left: 1px solid #93A3B8; padding-left: 10px">${body}</blockquote>`,
  ],
  [
    'a client without name',
    `${own}<div style="border-left: 2px solid #ccc; padding-left: 8px">${body}</div>`,
  ],
]

describe.each(QUOTES)('the quote of %s', (_client, html) => {
  it('is cut', () => {
    const found = replyText({ html })
    expect(found.text.replace('by help@lantern.example:', '')).toContain('Can I send it back?')
    expect(found.text).not.toContain('Dear Ada')
    expect(found.text).not.toMatch(/blorp|Gribble|wrote/i)
    expect(found.text).toBe(OWN)
  })
  it('is cut in a whole document with styles', () => {
    const page = `<!DOCTYPE html><html><head><style>p { color: red }</style><title>x</title></head><body>${html}</body></html>`
    expect(replyText({ html: page }).text).toBe(OWN)
  })
  it('is found when the text part shows no quote', () => {
    expect(
      replyText({ text: `${OWN}\n\nBlorp Lantern gribble\nDear Ada,\nhow is your lamp?`, html }).text,
    ).toBe(OWN)
  })
})

const SIGNATURES: readonly (readonly [client: string, html: string])[] = [
  [
    'Gmail',
    `${own}<br clear="all"><div><br></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature"><div>Ada Byron<br>Analyst</div></div>`,
  ],
  ['Thunderbird', `${own}<div class="moz-signature">-- <br>Ada Byron<br>Analyst</div>`],
  ['Outlook on the web', `${own}<div><br></div><div id="Signature"><p>Ada Byron</p><p>Analyst</p></div>`],
  [
    'Proton Mail',
    `${own}<div class="protonmail_signature_block"><div class="protonmail_signature_block-user">Ada Byron</div><div class="protonmail_signature_block-proton">Sent with Proton Mail secure email.</div></div>`,
  ],
  [
    'Outlook for phones',
    `${own}<div id="ms-outlook-mobile-signature">Get <a href="https://aka.example/x">Outlook for iOS</a></div>`,
  ],
  ['Apple Mail', `${own}<br><div dir="ltr" id="AppleMailSignature">Sent from my iPhone</div>`],
]

describe.each(SIGNATURES)('the signature of %s', (_client, html) => {
  it('is cut', () => {
    const found = replyText({ html })
    expect(found.text).toBe(OWN)
    expect(found.cut.every((cut) => cut.kind === 'signature')).toBe(true)
  })
})

describe('the text of HTML', () => {
  it('keeps answers between quotes', () => {
    const html = `<div class="gmail_quote"><div class="gmail_attr">On 4 Feb 2027 at 10:05, ${sender} wrote:</div><blockquote class="gmail_quote">Dear Ada</blockquote><div>Hello!</div><blockquote class="gmail_quote">Which colour?</blockquote><div>Blue.</div><blockquote class="gmail_quote">Bye</blockquote></div>`
    expect(replyText({ html }).text).toMatch(/^Hello!\s+> Which colour\?\s+Blue\.$/)
  })
  it('keeps a forward with nothing above, without its header', () => {
    const html = `<div dir="ltr"><br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>From: <b>Shop</b> <span>&lt;<a href="mailto:a@shop.example">a@shop.example</a>&gt;</span><br>Date: Thu, 4 Feb 2027 at 10:05<br>Subject: Your order 10023<br>To: &lt;ada@byron.example&gt;<br></div><br><br><p>Your order 10023 is on its way.</p></div></div>`
    expect(replyText({ html }).text).toBe('Your order 10023 is on its way.')
  })
  it('keeps what people write into their signature or indent', () => {
    expect(replyText({ html: '<div id="Signature">Where is my parcel?</div>' }).text).toBe(
      'Where is my parcel?',
    )
    expect(
      replyText({
        html: '<p>Two:</p><blockquote style="margin:0 0 0 40px;border:none;padding:0px">one lamp</blockquote><p>And more</p>',
      }).text,
    ).toBe('Two:\none lamp\n\nAnd more')
  })
  it('shows lists, tables, links, pictures of faces and characters', () => {
    const html =
      '<ul><li>one</li><li>two</li></ul><table><tr><td>Lamp</td><td>20 &euro;</td></tr></table><p>See <a href="https://shop.example/l">this lamp</a> or <a href="https://shop.example">https://shop.example</a> <img alt="🙂" src="x"><img alt="Logo" src="y"> a &lt; b</p><pre>a\n  b</pre>'
    expect(replyText({ html }).text).toBe(
      '- one\n- two\n\nLamp 20 €\n\nSee this lamp <https://shop.example/l> or https://shop.example 🙂 a < b\n\na\n  b',
    )
  })
  it('hides what is hidden', () => {
    expect(
      replyText({
        html: '<div style="display:none">preview <b>x</b></div><span style="display: none">y</span><p>Hello</p><script>alert(1)</script><!-- no -->',
      }).text,
    ).toBe('Hello')
  })
  it('stands in for an empty text part only', () => {
    expect(replyText({ text: ' \n', html: '<p>Hello</p>' }).text).toBe('Hello')
    expect(replyText({ text: 'Hello', html: '<p>Other</p>' }).text).toBe('Hello')
    expect(replyText({})).toEqual({ text: '', cut: [] })
  })
})
