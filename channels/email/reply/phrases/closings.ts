import { phrases } from '../words.ts'

/** Closings of a letter, by language; a block of contact lines counts as a signature only below one of these. Lower case. */
export const CLOSINGS: readonly string[] = phrases(`
  best regards | kind regards | warm regards | regards | best wishes | best | sincerely | yours sincerely | yours truly | yours faithfully | cheers | thanks | thank you | many thanks | thanks in advance | with best regards | with kind regards | br | kr
  mit freundlichen grüßen | mit freundlichem gruß | mit freundlichen grüssen | freundliche grüße | freundliche grüsse | viele grüße | viele grüsse | beste grüße | liebe grüße | herzliche grüße | grüße | gruß | mfg | lg | vg | danke | vielen dank | schöne grüße
  cordialement | bien cordialement | bien à vous | salutations | sincères salutations | meilleures salutations | merci | merci d’avance | merci d'avance | cdlt | saludos | un saludo | saludos cordiales | atentamente | cordialmente | gracias | un cordial saludo
  cordiali saluti | distinti saluti | saluti | grazie | un saluto | atenciosamente | cumprimentos | com os melhores cumprimentos | melhores cumprimentos | obrigado | obrigada | abraço
  met vriendelijke groet | met vriendelijke groeten | vriendelijke groet | groeten | groet | mvg | med vänliga hälsningar | vänliga hälsningar | hälsningar | mvh | med vänlig hälsning | med venlig hilsen | venlig hilsen | hilsen | med vennlig hilsen | vennlig hilsen | ystävällisin terveisin | terveisin | terv
  pozdrawiam | z poważaniem | z wyrazami szacunku | serdecznie pozdrawiam | s pozdravem | děkuji | с уважением | всего доброго | спасибо | з повагою | дякую | saygılarımla | iyi çalışmalar | teşekkürler | με εκτίμηση | ευχαριστώ | üdvözlettel | tisztelettel | köszönettel | cu stimă | mulțumesc | toate cele bune
  よろしくお願いします | よろしくお願いいたします | 敬具 | 此致 | 祝好 | 谢谢 | 謝謝 | 감사합니다 | 드림 | בברכה | תודה | مع التحية | تحياتي | شكرا
`)

/** Words before a number that make a line one of a contact block. */
export const CONTACT_WORDS: readonly string[] = phrases(`
  tel | tel. | telefon | telephone | phone | ph | mobile | mobil | cell | fax | handy | fon | téléphone | tél | tél. | portable | teléfono | móvil | cellulare | telefone | telemóvel | celular | telefoon | mobiel | puh | puhelin | kom | kom. | тел | тел. | моб | моб. | τηλ | τηλ. | 電話 | 电话 | 전화 | טלפון | هاتف | e-mail | email | mail | web | website | www | skype | whatsapp | m | t | f | e | w | p
`)
