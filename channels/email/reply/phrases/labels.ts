import { phrases } from '../words.ts'

/** What a line of a quoted header says. */
export type Label = 'from' | 'sent' | 'to' | 'cc' | 'subject' | 'other'

/** The labels of quoted headers (Outlook, Exchange, Lotus, webmail), by what they say; lower case, many languages. */
const LABELS: Readonly<Record<Label, readonly string[]>> = {
  from: phrases(`
  from | von | de | da | van | från | fra | lähettäjä | od | от | от кого | отправитель | від | від кого | kimden | gönderen
  από | feladó | de la | expéditeur | remitente | mittente | remetente | absender | afzender | nadawca | odesílatel | odosielateľ
  差出人 | 送信者 | from/送信者 | 发件人 | 寄件者 | 寄件人 | 發件人 | 보낸 사람 | 보낸사람 | 발신 | מאת | من | from name | expeditor | kimdən | saatja | frá | từ | dari | จาก | pošiljatelj | nuo | no
  `),
  sent: phrases(`
  sent | date | gesendet | datum | gesendet am | envoyé | envoyé le | date d'envoi | message du | fecha | enviado | enviado el | enviado em | enviada em | enviada | data | data de envio
  inviato | data invio | verzonden | verzonden op | skickat | skickat den | datum/tid | sendt | dato | lähetetty | päivämäärä | päiväys | pvm | wysłano | wysłane | data wysłania | odesláno | odoslané | dátum | datum odeslání
  отправлено | дата | отправлен | дата отправки | надіслано | відправлено | gönderildi | tarih | gönderme tarihi | gönderilen | gönderilme tarihi | στάλθηκε | ημερομηνία | εστάλη | elküldve | küldve | trimis | data trimiterii
  送信日時 | 日付 | 日時 | 送信 | 发送时间 | 发送日期 | 日期 | 傳送時間 | 寄件日期 | 時間 | 时间 | 보낸 날짜 | 보낸날짜 | 날짜 | 보낸 시간 | 일시 | נשלח | תאריך | تاريخ | التاريخ | تاريخ الإرسال | أرسلت | تم الإرسال | saadetud | kuupäev | poslano | ngày | tanggal | วันที่ | дата/время | sent on | tid
  `),
  to: phrases(`
  to | an | à | a | para | aan | till | til | vastaanottaja | do | komu | кому | kime | alıcı | προς | címzett | către | catre | destinataire | destinatario | destinatário | empfänger | ontvanger | pre | za
  宛先 | 宛て先 | to/宛先 | 收件人 | 收件者 | 받는 사람 | 받는사람 | 수신 | אל | אליי | إلى | الى | per | adresat | mottaker | modtager | mottagare | saaja | đến | kepada | ถึง | prima | kam | to name
  `),
  cc: phrases(`
  cc | bcc | kopie | copie | copie à | copia | kopia | kopi | kopio | dw | udw | do wiadomości | копия | копія | bilgi | κοιν | κοινοποίηση | másolatot kap | másolat | 抄送 | 副本 | 참조 | עותק | نسخة | cc/抄送 | com cópia | cópia | per conoscenza | kópia
  `),
  subject: phrases(`
  subject | betreff | objet | sujet | asunto | oggetto | assunto | onderwerp | ämne | emne | aihe | temat | předmět | predmet | тема | konu | θέμα | tárgy | subiect | 件名 | subject/件名 | 主题 | 主旨 | 主題 | 제목 | נושא | الموضوع | موضوع | efni | teema | assumpte | chủ đề | tiêu đề | subjek | perihal | เรื่อง | zadeva | tema | относно
  `),
  other: phrases(`
  reply-to | reply to | antwort an | antwort-an | répondre à | responder a | rispondi a | antwoord aan | svar til | svara till | odpowiedz do | odpověď komu | обратный адрес | importance | wichtigkeit | priority | priorität | attachments | anhang | anlagen | anlage | pièces jointes | pièce jointe | datos adjuntos | allegati | anexos | bijlagen | bijlage | bilagor | vedlegg | vedhæftede filer | liitteet | załączniki | přílohy | вложения | ekler | συνημμένα | melléklet | organization | message-id | mailed-by | sender | 添付ファイル | 附件 | 첨부 | priorité | importancia | priorità
  `),
}

const KIND = new Map<string, Label>(
  Object.entries(LABELS).flatMap(([kind, words]) =>
    words.map((word): [string, Label] => [word.normalize('NFKC'), kind as Label]),
  ),
)

/** What the label says, or undefined when the word is no label of a mail header. */
export function labelKind(word: string): Label | undefined {
  return KIND.get(word)
}
