import { phrases } from '../words.ts'

/** How a mobile signature begins, by language; what follows is a device or an app. Lower case. */
export const SENT_FROM: readonly string[] = phrases(`
  sent from my | sent from | sent via | sent using | sent with | sent by | get outlook for | get the outlook app | from my iphone | from my ipad | from my android | from my mobile | from my samsung | typed on my | sent on the go
  gesendet von | gesendet mit | gesendet über | gesendet aus | gesendet vom | von meinem | von unterwegs gesendet | diese nachricht wurde von meinem | diese nachricht wurde mit | holen sie sich outlook | outlook für | versendet mit | verschickt von | verschickt mit | mobil gesendet | mit freundlichen grüßen von meinem
  envoyé de | envoyé depuis | envoyé à partir | envoyé avec | envoyé via | envoyé par | envoyé d' | provenance : | provenance: | télécharger outlook | obtenez outlook | envoi depuis
  enviado desde | enviado con | enviado a través | enviado mediante | enviado de mi | obtener outlook | enviado por | mandado desde
  inviato da | inviato dal | inviato con | inviato tramite | inviata da | scarica outlook | ottieni outlook | da iphone | inviato via
  enviado do | enviado a partir | enviado pelo | enviado através | enviado com | obter o outlook | obter outlook | enviado via | enviado de | enviada do
  verstuurd vanaf | verzonden vanaf | verzonden met | verstuurd met | verzonden vanuit | verzonden via | verstuurd via | outlook voor | verstuurd vanuit | downloaden outlook
  skickat från | skickat med | skickat via | hämta outlook | skickades från | från min | sendt fra | sendt med | sendt via | hent outlook | få outlook | last ned outlook | sendt frå
  lähetetty | hanki outlook | wysłane z | wysłano z | wysłane przez | wysłano za pomocą | wysłane za pomocą | pobierz outlook | pobierz aplikację outlook | wysłane ze | odesláno z | odesláno ze | odoslané z | odesláno pomocí | získat outlook | získejte outlook | posláno z | poslano z | poslano s
  отправлено с | отправлено из | отправлено через | послано из | послано с | скачать outlook | отправлено от | надіслано з | надіслано із | відправлено з | відправлено із | завантажити outlook | надіслано через
  στάλθηκε από | αποστολή από | εστάλη από | απεστάλη από | elküldve | küldve | trimis de pe | trimis din | trimis de la | trimis prin | obțineți outlook | enviat des | enviat de
  发自 | 發自 | 从我的 | 從我的 | 发送自 | 發送自 | 通过我的 | 获取outlook | 获取 outlook | 取得 outlook | 來自我的 | נשלח מ | נשלח באמצעות | أرسلت من | مرسل من | تم الإرسال من | أُرسلت من | تم إرسالها من | được gửi từ | gửi từ | dikirim dari | saadetud minu | poslano sa
  yahoo mail: | sent from yahoo mail
`)

/** How a mobile signature ends where the verb comes last. */
export const FROM_SENT: readonly string[] = phrases(`
  gesendet | verzonden | verstuurd | gönderildi | gönderilmiştir | から送信 | から送信されました | より送信 | から送信しました | 에서 보냄 | 에서 보낸 메일 | 에서 보냈습니다 | 에서 보낸 메시지 | 에서 발송 | 傳送 | 发送 | 發送 | 寄出 | lähetetty | küldve | elküldve | indir | 入手する | 다운로드
`)

/** Devices and apps: a line that ends with the verb is a mobile signature only when it names one of these. */
export const DEVICES: readonly string[] = phrases(`
  iphon | ipad | ipod | android | samsung | galaxy | outlook | windows | blackberry | huawei | xiaomi | redmi | sony | htc | nokia | lumia | yahoo | gmail | smartphone | handy | mobile | mobil | tablet | proton | thunderbird | k-9 | bluemail | aqua mail | oneplus | pixel | motorola | telefon | téléphone | phone | móvil | cellulare | celular | mail | app | スマートフォン | 手机 | 手機 | 휴대폰 | app
`)
