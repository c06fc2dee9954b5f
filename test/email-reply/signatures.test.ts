import { describe, expect, it } from 'vitest'
import { replyText } from '../../channels/email/reply/index.ts'

const OWN = 'Thanks, the lamp flickers.\n\nCan I send it back?'
const THREAD = 'On 4 Feb 2027 at 10:05, Lantern <help@lantern.example> wrote:\n\n> Dear Ada'

const MOBILE = [
  'Sent from my iPhone',
  'Sent from my Samsung Galaxy smartphone.',
  'Sent from Outlook for iOS<https://aka.example/o0ukef>',
  'Get Outlook for Android<https://aka.example/x>',
  'Get [Outlook for iOS](https://aka.example/x)',
  'Sent from Yahoo Mail on Android',
  'Sent from Mail for Windows',
  'Sent from Proton Mail for iOS',
  'Sent from my phone, please excuse any typos.',
  'Von meinem iPhone gesendet',
  'Gesendet von Outlook für Android',
  'Gesendet mit der GMX Mail App',
  'Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.',
  'Gesendet von Mail für Windows',
  'Envoyé de mon iPhone',
  'Envoyé depuis mon appareil Android',
  'Envoyé à partir d’Outlook pour iOS',
  'Provenance : Courrier pour Windows',
  'Enviado desde mi iPhone',
  'Enviado desde Correo para Windows',
  'Inviato da iPhone',
  'Inviato da Outlook per Android',
  'Enviado do meu iPhone',
  'Enviado a partir do Outlook para iOS',
  'Verstuurd vanaf mijn iPhone',
  'Verzonden met Outlook voor iOS',
  'Skickat från min iPhone',
  'Sendt fra min iPhone',
  'Sendt fra Outlook til Android',
  'Lähetetty iPhonesta',
  'Wysłane z iPhone’a',
  'Odesláno z iPhonu',
  'Отправлено с iPhone',
  'Надіслано з iPhone',
  'iPhone’umdan gönderildi',
  'iPhoneから送信',
  '发自我的 iPhone',
  '從我的 iPhone 傳送',
  '나의 iPhone에서 보냄',
  'נשלח מה-iPhone שלי',
  'أرسلت من iPhone',
  'Στάλθηκε από το iPhone μου',
  'Elküldve az iPhone-omról',
  'Trimis de pe iPhone-ul meu',
  '*Sent from my iPad*',
]

describe.each(MOBILE)('the mobile signature "%s"', (signature) => {
  it('is cut at the end and above the thread', () => {
    const cut = { kind: 'signature', text: signature }
    expect(replyText({ text: `${OWN}\n\n${signature}` })).toEqual({ text: OWN, cut: [cut] })
    expect(replyText({ text: `${OWN}\n\n${signature}\n\n${THREAD}` })).toEqual({
      text: OWN,
      cut: [cut, { kind: 'quote', text: THREAD }],
    })
  })
})

describe('a signature', () => {
  it.each([
    ['below the delimiter', '-- \nAda Byron\nAnalyst, Engine Ltd\n+44 20 7946 0000'],
    ['below a delimiter that lost its space', '--\nAda Byron\nAnalyst'],
    ['below a long dash', '—\nAda Byron\nEngine Ltd'],
    [
      'of a mailing list',
      '_______________________________________________\nlamps mailing list\nlamps@lists.example\nhttps://lists.example/lamps',
    ],
    ['with a mobile one below', '--\nAda Byron\n\nSent from my iPhone'],
  ])('%s is cut', (_what, signature) => {
    const found = replyText({ text: `${OWN}\n\n${signature}` })
    expect(found.text).toBe(OWN)
    expect(new Set(found.cut.map((cut) => cut.kind))).toEqual(new Set(['signature']))
    expect(replyText({ text: `${OWN}\n\n${signature}\n\n${THREAD}` }).text).toBe(OWN)
    expect(replyText({ text: `${OWN}\n\n${THREAD}\n\n${signature}` }).text).toBe(OWN)
  })

  it.each([
    ['English', 'Kind regards'],
    ['German', 'Mit freundlichen Grüßen'],
    ['French', 'Cordialement'],
    ['Spanish', 'Un saludo'],
    ['Italian', 'Cordiali saluti'],
    ['Dutch', 'Met vriendelijke groet'],
    ['Russian', 'С уважением'],
  ])('of contact lines goes, the closing and the name stay: %s', (_language, closing) => {
    const contacts = 'Analyst\nEngine Ltd\nTel: +44 20 7946 0000\nhttps://engine.example'
    expect(replyText({ text: `${OWN}\n\n${closing},\nAda Byron\n${contacts}` })).toEqual({
      text: `${OWN}\n\n${closing},\nAda Byron`,
      cut: [{ kind: 'signature', text: contacts }],
    })
  })

  it('begins below the sender’s own name', () => {
    const contacts = 'Analyst, Engine Ltd\nada@engine.example\nwww.engine.example'
    const text = `${OWN}\n\nAda Byron\n${contacts}`
    expect(replyText({ text, from: '"Ada Byron" <ada@engine.example>' }).cut).toEqual([
      { kind: 'signature', text: contacts },
    ])
    expect(replyText({ text }).text).toBe(text)
  })
})

describe('what only looks like a signature', () => {
  it.each([
    'Please send it to:\n\nAda Byron\n12 St James Square\nLondon\n+44 20 7946 0000',
    'Please deliver to:\nAda Byron\nTel: +44 20 7946 0000\nada@engine.example',
    'It was sent from my iPhone app, and never arrived.',
    'Sent from my desk, is much easier than from my phone.',
    'Both parcels were empty.\n\nThanks,\nAda\nOrder no. 10023\nPhone +44 20 7946 0000\nada@engine.example',
    'Here is the list:\n-- one lamp\n-- two shades\nIs it right?',
    'First question.\n--\nSecond question: when does it come?',
    'A lamp.\n\n--\nPS: and a shade, please',
    'Prices\n------\nLamp 20\nShade 10\n\nIs that right?',
    'My case is confidential, please do not tell anybody.',
    'Is this e-mail address still right? I got a mail in error.',
    '--\nAda',
    'Sent by DHL yesterday',
    'Where from?\n\nSent from Berlin, I think',
    'Please cancel\n--\nOrder no. 10023\nLamp',
    'Please cancel.\n--\nI do not need the lamp any more.',
    'Please send the invoice to this address:\n\n---\ninvoice@engine.example\nwww.engine.example',
    'I like these\n---\nhttps://shop.example/a\nhttps://shop.example/b',
    '[EXTERNAL] Hello, where is my parcel?',
    'Por favor elimine el pedido que hice por error y notifique al destinatario y al remitente, porque ya no lo necesito y el paquete salió ayer.',
    'Bitte informieren Sie den Absender: das Paket kam irrtümlich zu mir. Löschen Sie meine Bestellung, ich habe sie nicht gemacht und will nichts bezahlen.',
  ])('is kept: %s', (text) => {
    expect(replyText({ text, from: 'Ada Byron <ada@engine.example>' })).toEqual({ text, cut: [] })
  })
})

const DISCLAIMERS = [
  'This e-mail and any attachments are confidential and intended solely for the use of the individual to whom they are addressed. If you have received this e-mail in error, please notify the sender and delete it.',
  'CONFIDENTIALITY NOTICE: The contents of this message are privileged.',
  'Please consider the environment before printing this e-mail.',
  'Virus-free. www.avast.com',
  'Diese E-Mail enthält vertrauliche und/oder rechtlich geschützte Informationen. Wenn Sie nicht der richtige Adressat sind oder diese E-Mail irrtümlich erhalten haben, informieren Sie bitte sofort den Absender und vernichten Sie diese Mail.',
  "Ce message et toutes les pièces jointes sont confidentiels et établis à l'intention exclusive de ses destinataires. Si vous avez reçu ce message par erreur, merci de le détruire et d'en avertir l'expéditeur.",
  'Este mensaje y sus archivos adjuntos son confidenciales y van dirigidos exclusivamente a su destinatario. Si lo ha recibido por error, le rogamos que lo elimine y lo notifique al remitente.',
  'Le informazioni contenute in questo messaggio sono riservate e destinate esclusivamente ai destinatari. Se avete ricevuto questa e-mail per errore, siete pregati di cancellarla e avvisare il mittente.',
  'Esta mensagem e os seus anexos são confidenciais e destinam-se apenas ao destinatário. Se a recebeu por engano, elimine-a e informe o remetente.',
  'Dit bericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde. Indien u dit bericht ten onrechte heeft ontvangen, verzoeken wij u de afzender te informeren en het bericht te verwijderen.',
  'Ta wiadomość jest poufna i przeznaczona wyłącznie dla adresata. Jeśli otrzymali ją Państwo omyłkowo, prosimy o powiadomienie nadawcy i usunięcie wiadomości.',
  'Это сообщение является конфиденциальным и предназначено только для адресата. Если вы получили его по ошибке, сообщите отправителю и удалите его.',
  'Bu e-posta gizli bilgiler içerebilir ve yalnızca alıcısı içindir. Yanlışlıkla aldıysanız lütfen göndereni bilgilendiriniz ve siliniz.',
  'このメールには機密情報が含まれている場合があります。誤って受信された場合は、送信者にご連絡のうえ削除してください。',
  '本邮件及其附件含有保密信息，仅限于发送给收件人。如误收本邮件，请立即通知发件人并删除。',
]

describe.each(DISCLAIMERS)('the disclaimer "%s"', (disclaimer) => {
  it('is cut, wrapped or not, also below a signature', () => {
    expect(replyText({ text: `${OWN}\n\n${disclaimer}` })).toEqual({
      text: OWN,
      cut: [{ kind: 'disclaimer', text: disclaimer }],
    })
    const wrapped = disclaimer.replace(/(.{50,60}) /g, '$1\n')
    expect(replyText({ text: `${OWN}\n\nAda\n\n_______________\n${wrapped}\n\n${THREAD}` }).text).toBe(
      `${OWN}\n\nAda`,
    )
    expect(replyText({ text: `${OWN}\n\n-- \nAda\n\n${disclaimer}` }).text).toBe(OWN)
  })
})
