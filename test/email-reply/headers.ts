/** Quoted headers as the clients write them above an unmarked original: labels in each language. */
export const HEADERS: readonly (readonly [client: string, header: string])[] = [
  [
    'one line',
    'From: Lantern <help@lantern.example> Sent: Thursday, February 4, 2027 10:05 AM To: Ada Subject: Re: Lamp',
  ],
  [
    'Outlook Express',
    '----- Original Message ----- From: Lantern To: ada@byron.example Sent: Thursday, February 04, 2027 10:05 AM',
  ],
  block('Outlook, English', 'From', 'Sent', 'Thursday, 4 February 2027 10:05', 'To', 'Subject'),
  block('Outlook, German', 'Von', 'Gesendet', 'Donnerstag, 4. Februar 2027 10:05', 'An', 'Betreff'),
  block('Outlook, French', 'De ', 'Envoyé ', 'jeudi 4 février 2027 10:05', 'À ', 'Objet '),
  block('Outlook, Spanish', 'De', 'Enviado el', 'jueves, 4 de febrero de 2027 10:05', 'Para', 'Asunto'),
  block('Outlook, Italian', 'Da', 'Inviato', 'giovedì 4 febbraio 2027 10:05', 'A', 'Oggetto'),
  block(
    'Outlook, Portuguese',
    'De',
    'Enviada em',
    'quinta-feira, 4 de fevereiro de 2027 10:05',
    'Para',
    'Assunto',
  ),
  block('Outlook, Dutch', 'Van', 'Verzonden', 'donderdag 4 februari 2027 10:05', 'Aan', 'Onderwerp'),
  block('Outlook, Swedish', 'Från', 'Skickat', 'den 4 februari 2027 10:05', 'Till', 'Ämne'),
  block('Outlook, Danish', 'Fra', 'Sendt', '4. februar 2027 10:05', 'Til', 'Emne'),
  block('Outlook, Norwegian', 'Fra', 'Dato', 'torsdag 4. februar 2027 10:05', 'Til', 'Emne'),
  block(
    'Outlook, Finnish',
    'Lähettäjä',
    'Lähetetty',
    'torstai 4. helmikuuta 2027 10.05',
    'Vastaanottaja',
    'Aihe',
  ),
  block('Outlook, Polish', 'Od', 'Wysłano', 'czwartek, 4 lutego 2027 10:05', 'Do', 'Temat'),
  block('Outlook, Czech', 'Od', 'Odesláno', 'čtvrtek 4. února 2027 10:05', 'Komu', 'Předmět'),
  block('Outlook, Russian', 'От', 'Отправлено', '4 февраля 2027 г. 10:05', 'Кому', 'Тема'),
  block('Outlook, Ukrainian', 'Від', 'Надіслано', '4 лютого 2027 р. 10:05', 'Кому', 'Тема'),
  block('Outlook, Turkish', 'Kimden', 'Gönderildi', '4 Şubat 2027 Perşembe 10:05', 'Kime', 'Konu'),
  block('Outlook, Japanese', '差出人', '送信日時', '2027年2月4日 10:05', '宛先', '件名'),
  block('Outlook, Chinese (simplified)', '发件人', '发送时间', '2027年2月4日 10:05', '收件人', '主题'),
  block('Outlook, Chinese (traditional)', '寄件者', '寄件日期', '2027年2月4日 10:05', '收件者', '主旨'),
  block('Outlook, Korean', '보낸 사람', '보낸 날짜', '2027년 2월 4일 10:05', '받는 사람', '제목'),
  block('Outlook, Hebrew', 'מאת', 'נשלח', '4 פברואר 2027 10:05', 'אל', 'נושא'),
  block('Outlook, Arabic', 'من', 'تاريخ الإرسال', '4 فبراير 2027 10:05', 'إلى', 'الموضوع'),
  block('Outlook, Greek', 'Από', 'Στάλθηκε', '4 Φεβρουαρίου 2027 10:05', 'Προς', 'Θέμα'),
  block('Outlook, Hungarian', 'Feladó', 'Elküldve', '2027. február 4. 10:05', 'Címzett', 'Tárgy'),
  block('Outlook, Romanian', 'De la', 'Trimis', 'joi, 4 februarie 2027 10:05', 'Către', 'Subiect'),
  block('Outlook.com, bold', '*From*', '*Sent*', 'Thursday, February 4, 2027 10:05 AM', '*To*', '*Subject*'),
  [
    'GMX, sent first',
    'Gesendet: Donnerstag, 04. Februar 2027 um 10:05 Uhr\nVon: "Lantern" <help@lantern.example>\nAn: ada@byron.example\nBetreff: Re: Lampe',
  ],
  [
    'Notes',
    'From:   Lantern <help@lantern.example>\nTo:     ada@byron.example\nDate:   02/04/2027 10:05 AM\nSubject:        Re: Lamp',
  ],
  [
    'Samsung',
    '-------- Original message --------\nFrom: Lantern <help@lantern.example>\nDate: 04/02/2027 10:05 (GMT+01:00)\nTo: ada@byron.example\nSubject: Re: Lamp',
  ],
  [
    'Exchange, double spaced',
    'From: Lantern <help@lantern.example>\n\nSent: Thursday, February 4, 2027 10:05 AM\n\nTo: Ada\n\nSubject: Re: Lamp',
  ],
  [
    'Exchange, many recipients',
    'From: Lantern <help@lantern.example>\nSent: Thursday, February 4, 2027 10:05 AM\nTo: Ada Byron <ada@byron.example>; Grace\n <grace@hopper.example>; Mary <mary@somerville.example>\nCc: Team\nSubject: Re: a lamp that\n flickers',
  ],
]

/** Lines between dashes above an original, and nothing else of a header. */
export const ORIGINALS: readonly string[] = [
  'Original Message',
  'Ursprüngliche Nachricht',
  'Originalnachricht',
  'Message d’origine',
  'Mensaje original',
  'Messaggio originale',
  'Mensagem original',
  'Oorspronkelijk bericht',
  'Ursprungligt meddelande',
  'Oprindelig meddelelse',
  'Opprinnelig melding',
  'Alkuperäinen viesti',
  'Wiadomość oryginalna',
  'Původní zpráva',
  'Исходное сообщение',
  'Вихідне повідомлення',
  'Özgün ileti',
  '元のメッセージ',
  '原始邮件',
  '原始郵件',
  '원본 메일',
  'הודעה מקורית',
  'الرسالة الأصلية',
  'Αρχικό μήνυμα',
  'Eredeti üzenet',
  'Mesaj original',
]

function block(
  client: string,
  from: string,
  sent: string,
  date: string,
  to: string,
  subject: string,
): readonly [string, string] {
  const lines = [
    `${from}: Lantern & Loom <help@lantern.example>`,
    `${sent}: ${date}`,
    `${to}: Ada Byron <ada@byron.example>`,
    `${subject}: Re: Lampe`,
  ]
  return [client, lines.join('\n')]
}
