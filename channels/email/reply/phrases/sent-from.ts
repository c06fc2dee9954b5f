import { phrases } from '../words.ts'

/** How a mobile signature begins, by language; what follows is a device or an app. Lower case. */
export const SENT_FROM: readonly string[] = phrases(`
  sent from my | sent from | get outlook for | get the outlook app | from my iphone | from my ipad | from my android | from my mobile | from my samsung | typed on my | sent on the go
  gesendet von | gesendet mit | von meinem | von unterwegs gesendet | diese nachricht wurde von meinem | diese nachricht wurde mit | holen sie sich outlook | mobil gesendet | mit freundlichen grüßen von meinem
  envoyé depuis | envoyé à partir | envoyé d' | provenance : | provenance: | télécharger outlook | obtenez outlook | envoi depuis
  enviado desde | enviado de mi | obtener outlook
  inviato da | inviato dal | inviato tramite | inviata da | scarica outlook | ottieni outlook | da iphone
  enviado a partir | enviado através | obter o outlook | obter outlook
  verstuurd vanaf | verzonden vanaf | verzonden met | verstuurd met | verzonden vanuit | verstuurd vanuit | downloaden outlook
  skickat från | hämta outlook | skickades från | sendt fra | hent outlook | få outlook | last ned outlook
  hanki outlook | wysłane z | wysłano z | wysłano za pomocą | wysłane za pomocą | pobierz outlook | pobierz aplikację outlook | wysłane ze | odesláno z | odesláno ze | odoslané z | odesláno pomocí | získat outlook | získejte outlook | posláno z | poslano z | poslano s
  отправлено с | отправлено из | послано из | послано с | скачать outlook | надіслано з | надіслано із | відправлено з | відправлено із | завантажити outlook
  στάλθηκε από | αποστολή από | εστάλη από | απεστάλη από | trimis de pe | trimis din | obțineți outlook | enviat des | enviat de
  发自 | 發自 | 从我的 | 從我的 | 发送自 | 發送自 | 通过我的 | 获取outlook | 获取 outlook | 取得 outlook | 來自我的 | נשלח מ | נשלח באמצעות | أرسلت من | مرسل من | تم الإرسال من | أُرسلت من | تم إرسالها من | được gửi từ | gửi từ | dikirim dari | saadetud minu | poslano sa
  yahoo mail: | sent from yahoo mail
`)

/** Beginnings that a person's own line may have as well ("Sent by DHL"): these need the name of a device. */
export const SENT_BY: readonly string[] = phrases(`
  sent via | sent using | sent with | sent by | versendet mit | verschickt von | verschickt mit | envoyé avec | envoyé via | envoyé par | enviado con | enviado mediante | enviado por | mandado desde
  inviato con | inviato via | enviado com | enviado via | enviado pelo | enviado de | enviada do | enviado do | envoyé de | verzonden via | verstuurd via | skickat med | skickat via | sendt med
  sendt via | lähetetty | wysłane przez | отправлено через | отправлено от | надіслано через | elküldve | küldve | trimis prin | trimis de la | gesendet über | gesendet aus | gesendet vom | från min | sendt frå | enviado a través | outlook für | outlook voor
`)

/** How a mobile signature ends where the verb comes last. */
export const FROM_SENT: readonly string[] = phrases(`
  gesendet | verzonden | verstuurd | gönderildi | gönderilmiştir | から送信 | から送信されました | より送信 | から送信しました | 에서 보냄 | 에서 보낸 메일 | 에서 보냈습니다 | 에서 보낸 메시지 | 에서 발송 | 傳送 | 发送 | 發送 | 寄出 | lähetetty | küldve | elküldve | indir | 入手する | 다운로드
`)

/** Devices and apps by which a mobile signature is known, also within a word ("iPhonesta"). */
export const DEVICES: readonly string[] = phrases(`
  iphon | ipad | ipod | android | samsung | galaxy | outlook | windows | blackberry | huawei | xiaomi | redmi | sony | htc | nokia | lumia | yahoo | gmail | smartphone | thunderbird | k-9 | bluemail | aqua mail | oneplus | pixel | motorola | proton | airmail | mailbox | superhuman | mailspring | sparrow | fastmail | zoho mail | gmx | web.de | tutanota | tuta | mail.ru | naver | スマートフォン | 手机 | 手機 | 휴대폰
`)

/** Words for them that stand in other sentences as well. */
export const APPS: readonly string[] = phrases(`
  mobile | mobil | handy | tablet | telefon | téléphone | phone | móvil | cellulare | celular | mail | app | courrier | correo | posta
`)
