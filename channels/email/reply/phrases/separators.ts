import { phrases } from '../words.ts'

/** Phrases between dashes above a quoted original, by language; lower case. */
export const ORIGINAL: readonly string[] = phrases(`
  original message | original email | original e-mail | reply message | replied message | original mail | original appointment
  ursprüngliche nachricht | originalnachricht | original-nachricht | original nachricht | originalmail | ursprüngliche mail | ursprüngliche e-mail | urspruengliche nachricht
  message d'origine | message original | message initial | e-mail d'origine | courriel original | courriel d'origine
  mensaje original | correo original | messaggio originale | messaggio original | e-mail originale | mensagem original | mensagem inicial | email original
  oorspronkelijk bericht | origineel bericht | oorspronkelijke mail | originele bericht | oorspronkelijke bericht
  ursprungligt meddelande | originalmeddelande | ursprungligt mail | ursprungligt e-postmeddelande | oprindelig meddelelse | oprindelig besked | original meddelelse | original besked | oprindelig mail | originalbesked
  opprinnelig melding | original melding | originalmelding | opprinnelig e-post | alkuperäinen viesti | alkuperäinen sähköposti
  wiadomość oryginalna | oryginalna wiadomość | wiadomość pierwotna | treść oryginalnej wiadomości | původní zpráva | původní e-mail | pôvodná správa | izvorno sporočilo | izvorna poruka | originalna poruka
  исходное сообщение | исходное письмо | оригинальное сообщение | первоначальное сообщение | оригинал сообщения | вихідне повідомлення | оригінальне повідомлення | початкове повідомлення | первинне повідомлення
  özgün ileti | orijinal mesaj | orjinal mesaj | orijinal ileti | özgün mesaj | asıl mesaj | αρχικό μήνυμα | πρωτότυπο μήνυμα | eredeti üzenet | eredeti levél | mesaj original | mesajul original | mesaj inițial | mesajul inițial | missatge original
  元のメッセージ | オリジナルメッセージ | 元のメール | original message / 元のメッセージ | 原始邮件 | 邮件原件 | 原邮件 | 原始郵件 | 原始訊息 | 回复的原邮件 | 回覆的原始郵件 | 回复邮件 | 원본 메일 | 원본 메시지 | 원본 이메일 | 원래 메시지 | 원본메일
  הודעה מקורית | ההודעה המקורית | الرسالة الأصلية | رسالة أصلية | originalsõnum | algne kiri | sākotnējais ziņojums | tin nhắn gốc | thư gốc | pesan asli | پیام اصلی
`)

/** Phrases above a forwarded mail, between dashes or alone with a colon. */
export const FORWARDED: readonly string[] = phrases(`
  forwarded message | begin forwarded message | begin forwarded mail | forwarded mail | forwarded email | forwarded e-mail | start of forwarded message | forwarded by | fwd
  weitergeleitete nachricht | anfang der weitergeleiteten nachricht | anfang der weitergeleiteten e-mail | beginn der weitergeleiteten nachricht | weitergeleitete mail | weitergeleitete e-mail
  message transféré | début du message transféré | message transmis | message réexpédié | début du message réexpédié | courriel transféré | transféré
  mensaje reenviado | inicio del mensaje reenviado | comienzo del mensaje reenviado | correo reenviado | mensaje enviado
  messaggio inoltrato | inizio messaggio inoltrato | messaggio inoltrato originale | mensagem encaminhada | mensagem reencaminhada | início da mensagem encaminhada | início da mensagem reencaminhada | inicio da mensagem encaminhada
  doorgestuurd bericht | begin doorgestuurd bericht | doorgestuurde bericht | vidarebefordrat meddelande | vidarebefordrat brev | vidarebefordrat mejl | börjar vidarebefordrat brev | videresendt meddelelse | videresendt besked | start på videresendt besked | begyndelse på videresendt besked
  videresendt melding | start på videresendt melding | begynnelse på videresendt melding | videresendt e-post | videresendt | välitetty viesti | välitetty viesti alkaa | edelleenlähetetty viesti
  wiadomość przekazana | przekazana wiadomość | przekazywana wiadomość | początek przekazanej wiadomości | treść przekazanej wiadomości | przesłana wiadomość | začátek přeposlané zprávy | přeposlaná zpráva | přeposlané zprávy | přeposlaný e-mail | preposlaná správa
  пересылаемое сообщение | пересланное сообщение | перенаправленное сообщение | начало переадресованного сообщения | начало пересылаемого сообщения | конец пересылаемого сообщения | переслане повідомлення | переадресоване повідомлення | пересилане повідомлення | початок листа, що пересилається | перенаправлене повідомлення
  iletilen mesaj | yönlendirilmiş mesaj | iletilmiş mesaj | iletilen ileti | iletilmiş ileti başlangıcı | προωθημένο μήνυμα | αρχή προωθημένου μηνύματος | továbbított üzenet | továbbított üzenet kezdete | továbbított levél | mesaj redirecționat | începutul mesajului redirecționat | mesaj retransmis | început mesaj redirecționat | missatge reenviat
  転送メッセージ | 転送されたメッセージ | 転送 | 転送メール | 下記は転送されたメッセージです | 转发的邮件 | 转发邮件 | 转发邮件信息 | 以下是转发的邮件 | 開始轉寄郵件 | 開始轉寄訊息 | 轉寄郵件 | 轉寄的郵件 | 开始转发的邮件 | 下面是被转发的邮件 | 전달된 메시지 | 전달된 메일 | 전달 메일 | 전달된 이메일 | 전달된 메시지의 시작
  הודעה שהועברה | תחילת ההודעה שהועברה | رسالة معاد توجيهها | رسالة محولة | بداية الرسالة المعاد توجيهها | الرسالة المعاد توجيهها | edastatud kiri | proslijeđena poruka | thư được chuyển tiếp | pesan terusan
`)

/** Words of a help desk's line that asks to answer above it: what follows is the thread. */
export const REPLY_ABOVE: readonly string[] = phrases(`
  reply above this line | type your reply above | write above this line | reply above the line | enter your reply above | please reply above | above this line to reply | add your reply above | respond above this line
  oberhalb dieser linie | über dieser zeile | bitte über dieser linie | oberhalb dieser zeile | répondre au-dessus de cette ligne | au-dessus de cette ligne | au dessus de cette ligne
  por encima de esta línea | encima de esta línea | sopra questa riga | sopra questa linea | acima desta linha | boven deze regel | boven deze lijn | ovanför denna rad | over denne linje | over denne linjen | powyżej tej linii | nad tímto řádkem | выше этой строки | вище цього рядка | bu satırın üzerine | この行より上 | 在此行之上 | 在此线以上
`)
