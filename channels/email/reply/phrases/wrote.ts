import { phrases } from '../words.ts'

/**
 * The verb of an attribution line ("On …, Ada wrote:"), by language, as the clients write it.
 * Several clients per language phrase it differently; all lower case.
 */
export const WROTE: readonly string[] = phrases(`
  wrote | writes | has written
  schrieb | schrieben | hat geschrieben | geschrieben
  a écrit | à écrit | écrivait | a ecrit
  escribió | escribio | ha escrito | escribía
  ha scritto | scrisse | scrive
  escreveu | escreveu no dia | escreveu em
  schreef | geschreven | schreef het volgende | het volgende geschreven
  skrev | skrev följande
  skrev | skrev følgende | følgende skrev
  skrev | skrev følgende
  kirjoitti
  skrifaði
  napisał | napisał(a) | napisała | pisze | napisano | wiadomość napisana przez
  napsal | napsal(a) | napsala
  napísal | napísal(a) | napísala
  je napisal | je napisala | je napisal/-a
  napisao je | je napisao | je napisala | je napisao/la
  написал | написал(а) | написала | пишет | писал | писал(а) | писала
  написав | написав(-ла) | написала | пише | писав | писав(ла) | написав(ла)
  написа
  је написао | је написала
  yazdı | şunu yazdı | şunları yazdı
  έγραψε
  írta | ezt írta | a következőt írta
  a scris
  va escriure | ha escrit | missatge de
  kirjutas
  rakstīja
  rašė | parašė
  đã viết
  menulis
  เขียนว่า
  כתב | כתבה | כתב/ה | מאת
  كتب | كتبت | كتب/ت | تمت كتابة ما يلي بواسطة
  نوشت
  書きました | のメッセージ | のメール | 書いた | からのメール
  写道 | 寫道 | 写到 | 撰寫
  작성 | 님이 작성 | 썼습니다 | 님의 말 | 쓰셨습니다
`)

/** The words an attribution line begins with, before its date. */
export const LEADS: readonly string[] = phrases(`
  on | at
  am | in einer nachricht vom
  le | en date du | message du
  el | en | con fecha | a las
  il | in data | nel | il giorno | alle
  em | no dia | a | às | na
  op
  den | på | tors | kl
  w dniu | dnia
  dne
  dňa
  dana | u
  в | во | на
  у
  στις | την | το
  ekkor
  în | pe | la data | la
  vào | lúc
  pada
  kuupäev
  เมื่อ
  בתאריך | ב
  في | بتاريخ | يوم
  در
  在 | 于 | 於
`)

/**
 * Words beside the verb that tell a person's own sentence ("On 3 May at 10:00 I wrote:") from a client's line.
 * Looked at only where neither an address nor a quote speaks for the client.
 */
export const PRONOUNS: ReadonlySet<string> = new Set(
  (
    'i you we he she they someone somebody ich du sie er wir ihr man je j tu il elle on nous vous ils ' +
    'yo tú usted él ella nosotros ustedes io lui lei noi voi eu você ele ela nós eles ik jij je u hij zij wij ' +
    'jag du han hon vi ni jeg hun de minä sinä hän me te ja ty on ona my wy já vy я ты вы он она мы они ти ви він вона ' +
    'ben sen o biz siz εγώ εσείς én te ő ön eu dumneavoastră 私 我 你 您 他 她 나 저 אני אתה أنا أنت'
  ).split(' '),
)

/** Words anywhere in the line that only a person addressing us would use, under the same condition. */
export const ADDRESSING: ReadonlySet<string> = new Set(
  (
    'your my our ihr ihre ihrem ihren euer eure mein meine unser unsere votre vos mon ma notre su sus vuestro mi ' +
    'vostro suo mio vosso seu sua meu minha uw jouw mijn er din ditt mina deres min wasz pana pani váš vaše můj ' +
    'ваш ваша ваши мой моя наш ваша моя'
  ).split(' '),
)

/** As the two above, where the line names an address: only words that are nobody's name. */
export const SPEAKERS: ReadonlySet<string> = new Set('i you we ich je yo ik jeg jag ja я вы мы'.split(' '))
export const SPEAKERS_OWN: ReadonlySet<string> = new Set(
  'your our my ihre ihren euer eure meine unsere votre notre vuestro nuestro vostro vosso uw jouw waszego ваш ваша мой моя'.split(
    ' ',
  ),
)
