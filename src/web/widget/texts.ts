/** Every word of the widget's own. */
export interface Texts {
  title: string
  subtitle: string
  open: string
  close: string
  unread: (count: number) => string
  log: string
  greeting: string
  field: string
  send: string
  sending: string
  failed: string
  retry: string
  refused: string
  offline: string
  connecting: string
  ended: string
  typing: string
  source: string
  sources: string
  passage: string
  you: string
  they: string
  newTab: string
}

const en: Texts = {
  title: 'Ask us',
  subtitle: 'Answers from our help pages',
  open: 'Open chat',
  close: 'Close chat',
  unread: (count) => (count === 1 ? '1 new message' : `${count} new messages`),
  log: 'Conversation',
  greeting: 'Hello! What would you like to know?',
  field: 'Write a message',
  send: 'Send',
  sending: 'Sending…',
  failed: 'Not sent',
  retry: 'Try again',
  refused: 'This message is too long to be sent.',
  offline: 'No connection. Trying again…',
  connecting: 'Connecting…',
  ended: 'The earlier conversation has ended. What you write now begins a new one.',
  typing: 'Writing an answer',
  source: 'Source',
  sources: 'Sources',
  passage: 'Show the passage',
  you: 'You',
  they: 'Answer',
  newTab: 'opens in a new tab',
}

const de: Texts = {
  title: 'Fragen Sie uns',
  subtitle: 'Antworten aus unseren Hilfeseiten',
  open: 'Chat öffnen',
  close: 'Chat schließen',
  unread: (count) => (count === 1 ? '1 neue Nachricht' : `${count} neue Nachrichten`),
  log: 'Unterhaltung',
  greeting: 'Guten Tag! Was möchten Sie wissen?',
  field: 'Nachricht schreiben',
  send: 'Senden',
  sending: 'Wird gesendet …',
  failed: 'Nicht gesendet',
  retry: 'Erneut versuchen',
  refused: 'Diese Nachricht ist zu lang.',
  offline: 'Keine Verbindung. Neuer Versuch …',
  connecting: 'Verbindung wird aufgebaut …',
  ended: 'Die frühere Unterhaltung ist beendet. Mit Ihrer nächsten Nachricht beginnt eine neue.',
  typing: 'Eine Antwort wird geschrieben',
  source: 'Quelle',
  sources: 'Quellen',
  passage: 'Textstelle anzeigen',
  you: 'Sie',
  they: 'Antwort',
  newTab: 'öffnet in neuem Tab',
}

const fr: Texts = {
  title: 'Posez-nous vos questions',
  subtitle: 'Réponses tirées de nos pages d’aide',
  open: 'Ouvrir le chat',
  close: 'Fermer le chat',
  unread: (count) => (count === 1 ? '1 nouveau message' : `${count} nouveaux messages`),
  log: 'Conversation',
  greeting: 'Bonjour ! Que souhaitez-vous savoir ?',
  field: 'Écrire un message',
  send: 'Envoyer',
  sending: 'Envoi…',
  failed: 'Non envoyé',
  retry: 'Réessayer',
  refused: 'Ce message est trop long.',
  offline: 'Pas de connexion. Nouvelle tentative…',
  connecting: 'Connexion…',
  ended: 'La conversation précédente est terminée. Votre prochain message en ouvrira une nouvelle.',
  typing: 'Réponse en cours de rédaction',
  source: 'Source',
  sources: 'Sources',
  passage: 'Afficher le passage',
  you: 'Vous',
  they: 'Réponse',
  newTab: 's’ouvre dans un nouvel onglet',
}

const es: Texts = {
  title: 'Pregúntenos',
  subtitle: 'Respuestas de nuestras páginas de ayuda',
  open: 'Abrir el chat',
  close: 'Cerrar el chat',
  unread: (count) => (count === 1 ? '1 mensaje nuevo' : `${count} mensajes nuevos`),
  log: 'Conversación',
  greeting: '¡Hola! ¿Qué le gustaría saber?',
  field: 'Escriba un mensaje',
  send: 'Enviar',
  sending: 'Enviando…',
  failed: 'No enviado',
  retry: 'Reintentar',
  refused: 'Este mensaje es demasiado largo.',
  offline: 'Sin conexión. Reintentando…',
  connecting: 'Conectando…',
  ended: 'La conversación anterior ha terminado. Su próximo mensaje abrirá una nueva.',
  typing: 'Escribiendo una respuesta',
  source: 'Fuente',
  sources: 'Fuentes',
  passage: 'Mostrar el pasaje',
  you: 'Usted',
  they: 'Respuesta',
  newTab: 'se abre en una pestaña nueva',
}

const ar: Texts = {
  title: 'اسألنا',
  subtitle: 'إجابات من صفحات المساعدة لدينا',
  open: 'فتح المحادثة',
  close: 'إغلاق المحادثة',
  unread: (count) => (count === 1 ? 'رسالة جديدة واحدة' : `الرسائل الجديدة: ${count}`),
  log: 'المحادثة',
  greeting: 'مرحبًا! ماذا تودّ أن تعرف؟',
  field: 'اكتب رسالة',
  send: 'إرسال',
  sending: 'جارٍ الإرسال…',
  failed: 'لم تُرسل',
  retry: 'إعادة المحاولة',
  refused: 'هذه الرسالة أطول من أن تُرسل.',
  offline: 'لا يوجد اتصال. تجري إعادة المحاولة…',
  connecting: 'جارٍ الاتصال…',
  ended: 'انتهت المحادثة السابقة. رسالتك التالية تبدأ محادثة جديدة.',
  typing: 'تجري كتابة إجابة',
  source: 'المصدر',
  sources: 'المصادر',
  passage: 'عرض المقطع',
  you: 'أنت',
  they: 'الإجابة',
  newTab: 'يُفتح في علامة تبويب جديدة',
}

const tables: Record<string, Texts> = { en, de, fr, es, ar }
const RIGHT_TO_LEFT = new Set(['ar', 'he', 'fa', 'ur'])

/** The words in a language (BCP 47), else in English, and the direction it is written in. */
export function textsFor(locale: string): { texts: Texts; locale: string; direction: 'ltr' | 'rtl' } {
  const language = locale.toLowerCase().split('-')[0] ?? 'en'
  const known = tables[language]
  if (!known) return { texts: en, locale: 'en', direction: 'ltr' }
  return { texts: known, locale, direction: RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr' }
}
