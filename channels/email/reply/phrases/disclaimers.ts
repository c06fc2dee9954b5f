import { phrases } from '../words.ts'

/** Words for secrecy and for whom a mail is meant, or their stems, by language: a disclaimer has one of them. Lower case. */
export const SECRET: readonly string[] = phrases(`
  bizalmas | confidencial | confidenciai | confidential | confidentiel | confidenţial | confidențial | dôvern | důvěrn | fortrolig | gizli | intended only for | intended recipient | intended solely | konfidensiell | konfidentiell | luottamuksell | named addressee | poufn | privileged | rechtlich geschützt | riservat | solely for the use | uitsluitend bestemd | usage exclusif | uso esclusivo | uso exclusivo | vertraulich | vertrouwelijk | wyłącznie dla | εμπιστευτικ | конфиденциальн | конфіденційн | предназначен | חסוי | סודי | سري | سرية | 保密 | 机密 | 機密 | 기밀 | 비밀
`)

/** What else disclaimers say: errors, deleting, senders and addressees. */
export const DISCLAIMER: readonly string[] = phrases(`
  received this email in error | received this e-mail in error | received this message in error | received it in error | in error | notify the sender | unauthorized | unauthorised | strictly prohibited | delete this | delete it | disclosure, copying | dissemination | virus | accept no liability | does not accept | registered office | registered in england | disclaimer | addressee
  richtige adressat | bestimmungsgemäße | irrtümlich | vernichten sie | absender | unerlaubte | unbefugte | nicht gestattet | nicht der beabsichtigte | vorgesehene empfänger | löschen sie | informieren sie
  destinataire | par erreur | l'expéditeur | non autorisée | strictement interdite | détruire | usage exclusive
  destinatario | por error | prohibida | remitente | elimine | notifique | protección de datos
  per errore | destinatari | vietat | mittente | cancellar | distrugger | d.lgs | gdpr | privacy
  por engano | destinatário | proibid | remetente | apague | elimin
  geadresseerde | ten onrechte | abusievelijk | afzender | niet toegestaan | te vernietigen | te verwijderen
  avsedd för | mottagare | av misstag | avsändaren | radera | tiltænkt | modtager | ved en fejl | afsenderen | slet | mottaker | ved en feil | avsenderen | slette
  vastaanottaja | erehdyksessä | lähettäjä | poista
  adresat | omyłkow | nadawc | usuni | zabronion | niedozwolon
  adresát | omylem | odesílatel | odstra | zakázán
  адресат | по ошибке | отправител | удалите | запрещен | помилково | відправник | видал | заборонен | призначен
  alıcı | yanlışlıkla | gönderen | siliniz | yasaktır | sorumluluk
  παραλήπτη | αποδέκτη | λάθος | αποστολέα | διαγρά | απαγορεύεται
  címzett | tévedés | feladó | törölje | tilos | din greșeală | expeditor | ștergeți | interzis
  誤って | 送信者 | 削除 | 受信者 | 破棄 | 误收 | 删除 | 收件人 | 发件人 | 誤收 | 刪除 | 수신인 | 발신자 | 삭제 | נמען | בטעות | מחק | المرسل إليه | بالخطأ | حذف | المرسل
`)

/** Openings and lines that are a footer by themselves: notices, scanners, printers. */
export const FOOTERS: readonly string[] = phrases(`
  confidentiality notice | confidentiality note | legal notice: | legal disclaimer | disclaimer: | email disclaimer | e-mail disclaimer | notice: this e | this email and any attachments | this e-mail and any attachments | this message and any attachments | this email and any files transmitted | this e-mail and any files transmitted | this communication is confidential | the information contained in this e | the information in this e
  please consider the environment before | think before you print | save a tree | consider the environment | this email has been checked for viruses | this email has been scanned | this e-mail has been scanned | this message has been scanned | virus-free. | virus-free  | no virus found in this | checked by avg
  diese e-mail enthält vertrauliche | diese nachricht enthält vertrauliche | diese e-mail kann vertrauliche | diese nachricht ist vertraulich | der inhalt dieser e-mail | denken sie an die umwelt | bitte denken sie an die umwelt | bitte prüfen sie, ob diese | virenfrei | diese e-mail wurde von avast | vertraulichkeitshinweis | hinweis zur vertraulichkeit
  ce message et toutes les pièces | ce message et ses pièces jointes | ce message est confidentiel | ce courriel et | cet e-mail et | avis de confidentialité | pensez à l'environnement | avant d'imprimer | cet e-mail a été vérifié | l'absence de virus | sans virus.
  este mensaje y sus archivos | este correo electrónico y | este mensaje contiene información confidencial | confidenciai | aviso legal | aviso de confidencialidad | antes de imprimir | libre de virus | este correo electrónico ha sido comprobado | este mensaje se dirige exclusivamente
  le informazioni contenute in questo | le informazioni contenute nella presente | questo messaggio e i suoi allegati | questa e-mail è | avvertenza | prima di stampare | privo di virus | avviso di riservatezza | questa e-mail è stata controllata
  esta mensagem e | esta mensagem pode conter | aviso de confidencialidade | aviso legal | livre de vírus | sem vírus | este e-mail foi verificado | antes de imprimir
  dit bericht is vertrouwelijk | de informatie in dit bericht | deze e-mail en | dit e-mailbericht | de inhoud van dit bericht | virusvrij | denk aan het milieu | deze e-mail is gecontroleerd
  detta meddelande är | detta e-postmeddelande | denne e-mail | denne mail er fortrolig | denne e-posten | tænk på miljøet | tenk på miljøet | tänk på miljön | virusfri | virusfritt | tämä viesti on luottamuksellinen | tämä sähköposti | viruksista vapaa
  ta wiadomość jest | niniejsza wiadomość | treść tej wiadomości | wolny od wirusów | pomyśl o środowisku | tato zpráva | tento e-mail | bez virů | myslete na životní prostředí
  это сообщение | данное сообщение | настоящее сообщение | данное письмо | без вирусов | не содержит вирусов | це повідомлення | цей лист | без вірусів | bu e-posta | bu mesaj | virüs bulunmuyor | το παρόν μήνυμα | αυτό το μήνυμα | χωρίς ιούς | ez az üzenet | ez az e-mail | jelen e-mail | vírusmentes | acest mesaj | acest e-mail | fără viruși
  このメールには | このメールは | ウイルスフリー | 本邮件 | 此邮件 | 本郵件 | 此郵件 | 无病毒 | 이 메일 | 본 메일 | 이 이메일 | 바이러스가 없 | הודעה זו | דואר אלקטרוני זה | هذه الرسالة | هذا البريد
`)

/** Footers above that are proof enough alone; the others also need a phrase of a disclaimer. */
export const SURE_FOOTERS: readonly string[] = phrases(`
  antes de imprimir este | prima di stampare quest | avant d'imprimer ce | confidentiality notice | please consider the environment before | think before you print | this email has been checked for viruses | this email has been scanned | this e-mail has been scanned | this message has been scanned | virus-free. | virus-free  | no virus found in this | bitte denken sie an die umwelt | denken sie an die umwelt | virenfrei | diese e-mail wurde von avast | pensez à l'environnement | cet e-mail a été vérifié | sans virus. | libre de virus | livre de vírus | virusvrij | privo di virus | virusfri | virusfritt | wolny od wirusów | bez virů | без вирусов | без вірусів | virüs bulunmuyor | χωρίς ιούς | vírusmentes | fără viruși | ウイルスフリー | 无病毒 | 바이러스가 없
`)

/** Banners that mail gateways put above a text from outside. */
export const BANNERS: readonly string[] = phrases(`
  this email originated from outside | this e-mail originated from outside | this message originated from outside | this email originated outside | you don't often get email from | you don’t often get email from | external email: | external sender | diese e-mail kommt von außerhalb | diese e-mail stammt von außerhalb | sie erhalten nicht oft e-mails von | vous n'obtenez pas souvent | vous ne recevez pas souvent | ce courriel provient de l | no suele recibir correos | non si ricevono spesso messaggi
`)

/** Words of the lines a banner goes on with. */
export const BANNER_MORE: readonly string[] = phrases(`
  do not click | don't click | links or open attachments | open attachments | recognize the sender | recognise the sender | learn why this is important | anhänge | klicken sie | pièces jointes | cliquez
`)
