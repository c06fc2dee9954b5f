import { spoken, type Language } from './languages.ts'

/** What the bot says in its own words. Everything else it says is quoted from a page. */
export interface Texts {
  greeting: string
  thanks: string
  goodbye: string
  /** The message held nothing to answer. */
  empty: string
  /** No sure answer: a person will help. */
  handoff: string
  /** The shopper asked for a person. */
  person: string
  /** The shopper is upset. */
  complaint: string
  /** The other parts are answered, this one ({part}) is not. */
  partHandoff: string
  /** There were more questions than are answered at once; those left out are listed below. */
  tooMany: string
  /** Ask back, with choices below. */
  ask: string
  tooLong: string
}

const TEXTS: Record<Language, Texts> = {
  en: {
    greeting: 'Hello! What can I help you with?',
    thanks: 'You’re welcome! Is there anything else I can help with?',
    goodbye: 'Goodbye, and thanks for stopping by!',
    empty: 'What can I help you with?',
    handoff: 'I’m not certain enough to answer that, so a colleague will take over and reply to you here.',
    person: 'Of course. A colleague will take over and reply to you here.',
    complaint: 'I’m sorry about this. A colleague will look into it personally and reply to you here.',
    partHandoff:
      'About “{part}”: I’m not certain enough to answer that, so a colleague will reply to you here.',
    tooMany:
      'Those are more questions than I can answer at once, so a colleague will reply to you here about the rest:',
    ask: 'I want to be sure I answer the right question. Which of these do you mean?',
    tooLong: 'That is more than I can read at once. Could you put your question in a few sentences?',
  },
  de: {
    greeting: 'Hallo! Wobei kann ich Ihnen helfen?',
    thanks: 'Gern geschehen! Kann ich sonst noch etwas für Sie tun?',
    goodbye: 'Auf Wiedersehen und danke für Ihren Besuch!',
    empty: 'Wobei kann ich Ihnen helfen?',
    handoff:
      'Das kann ich nicht sicher beantworten. Eine Kollegin oder ein Kollege übernimmt und antwortet Ihnen hier.',
    person: 'Gern. Eine Kollegin oder ein Kollege übernimmt und antwortet Ihnen hier.',
    complaint:
      'Das tut mir leid. Eine Kollegin oder ein Kollege kümmert sich persönlich darum und antwortet Ihnen hier.',
    partHandoff:
      'Zu „{part}“: Das kann ich nicht sicher beantworten. Eine Kollegin oder ein Kollege antwortet Ihnen hier.',
    tooMany:
      'Das sind mehr Fragen, als ich auf einmal beantworten kann. Zu den übrigen antwortet Ihnen hier eine Kollegin oder ein Kollege:',
    ask: 'Ich möchte die richtige Frage beantworten. Was davon meinen Sie?',
    tooLong: 'Das ist mehr, als ich auf einmal lesen kann. Können Sie Ihre Frage in wenigen Sätzen stellen?',
  },
  fr: {
    greeting: 'Bonjour ! Comment puis-je vous aider ?',
    thanks: 'Avec plaisir ! Puis-je faire autre chose pour vous ?',
    goodbye: 'Au revoir et merci de votre visite !',
    empty: 'Comment puis-je vous aider ?',
    handoff: 'Je ne suis pas assez sûr de la réponse. Un collègue prend le relais et vous répondra ici.',
    person: 'Bien sûr. Un collègue prend le relais et vous répondra ici.',
    complaint: 'Je suis désolé. Un collègue va s’en occuper personnellement et vous répondra ici.',
    partHandoff: 'Pour « {part} » : je ne suis pas assez sûr de la réponse. Un collègue vous répondra ici.',
    tooMany:
      'Cela fait plus de questions que je ne peux en traiter à la fois. Un collègue vous répondra ici pour la suite :',
    ask: 'Je voudrais répondre à la bonne question. De quoi s’agit-il ?',
    tooLong:
      'C’est plus que je ne peux lire en une fois. Pouvez-vous poser votre question en quelques phrases ?',
  },
  es: {
    greeting: '¡Hola! ¿En qué puedo ayudarle?',
    thanks: '¡De nada! ¿Puedo ayudarle en algo más?',
    goodbye: '¡Hasta luego y gracias por su visita!',
    empty: '¿En qué puedo ayudarle?',
    handoff: 'No estoy lo bastante seguro de la respuesta. Una persona de nuestro equipo le responderá aquí.',
    person: 'Por supuesto. Una persona de nuestro equipo le responderá aquí.',
    complaint:
      'Lo siento mucho. Una persona de nuestro equipo se ocupará personalmente y le responderá aquí.',
    partHandoff:
      'Sobre «{part}»: no estoy lo bastante seguro. Una persona de nuestro equipo le responderá aquí.',
    tooMany:
      'Son más preguntas de las que puedo responder a la vez. Una persona de nuestro equipo le responderá aquí a las demás:',
    ask: 'Quiero responder a la pregunta correcta. ¿A cuál de estas se refiere?',
    tooLong: 'Es más de lo que puedo leer de una vez. ¿Puede plantear su pregunta en unas pocas frases?',
  },
  it: {
    greeting: 'Salve! Come posso aiutarla?',
    thanks: 'Prego! Posso aiutarla in altro?',
    goodbye: 'Arrivederci e grazie della visita!',
    empty: 'Come posso aiutarla?',
    handoff: 'Non sono abbastanza sicuro della risposta. Una persona del nostro team le risponderà qui.',
    person: 'Certo. Una persona del nostro team le risponderà qui.',
    complaint: 'Mi dispiace. Una persona del nostro team se ne occuperà personalmente e le risponderà qui.',
    partHandoff: 'Su «{part}»: non sono abbastanza sicuro. Una persona del nostro team le risponderà qui.',
    tooMany:
      'Sono più domande di quante io possa affrontare in una volta. Una persona del nostro team le risponderà qui sulle altre:',
    ask: 'Vorrei rispondere alla domanda giusta. Quale di queste intende?',
    tooLong: 'È più di quanto io possa leggere in una volta. Può fare la sua domanda in poche frasi?',
  },
  nl: {
    greeting: 'Hallo! Waarmee kan ik u helpen?',
    thanks: 'Graag gedaan! Kan ik nog iets voor u doen?',
    goodbye: 'Tot ziens en bedankt voor uw bezoek!',
    empty: 'Waarmee kan ik u helpen?',
    handoff: 'Dat weet ik niet zeker genoeg. Een collega neemt het over en antwoordt u hier.',
    person: 'Natuurlijk. Een collega neemt het over en antwoordt u hier.',
    complaint: 'Dat spijt me. Een collega kijkt er persoonlijk naar en antwoordt u hier.',
    partHandoff: 'Over “{part}”: dat weet ik niet zeker genoeg. Een collega antwoordt u hier.',
    tooMany:
      'Dat zijn meer vragen dan ik in één keer kan beantwoorden. Over de overige antwoordt een collega u hier:',
    ask: 'Ik wil graag de juiste vraag beantwoorden. Welke bedoelt u?',
    tooLong: 'Dat is meer dan ik in één keer kan lezen. Kunt u uw vraag in een paar zinnen stellen?',
  },
  pt: {
    greeting: 'Olá! Em que posso ajudar?',
    thanks: 'De nada! Posso ajudar em mais alguma coisa?',
    goodbye: 'Até logo e obrigado pela visita!',
    empty: 'Em que posso ajudar?',
    handoff: 'Não tenho certeza suficiente da resposta. Uma pessoa da nossa equipe vai responder aqui.',
    person: 'Claro. Uma pessoa da nossa equipe vai responder aqui.',
    complaint: 'Lamento muito. Uma pessoa da nossa equipe vai cuidar disso pessoalmente e responder aqui.',
    partHandoff:
      'Sobre “{part}”: não tenho certeza suficiente. Uma pessoa da nossa equipe vai responder aqui.',
    tooMany:
      'São mais perguntas do que consigo responder de uma vez. Uma pessoa da nossa equipe vai responder aqui às demais:',
    ask: 'Quero responder à pergunta certa. A qual destas se refere?',
    tooLong: 'É mais do que consigo ler de uma vez. Pode fazer a sua pergunta em poucas frases?',
  },
  pl: {
    greeting: 'Dzień dobry! W czym mogę pomóc?',
    thanks: 'Proszę bardzo! Czy mogę jeszcze w czymś pomóc?',
    goodbye: 'Do widzenia i dziękujemy za wizytę!',
    empty: 'W czym mogę pomóc?',
    handoff: 'Nie mam wystarczającej pewności co do odpowiedzi. Odpowie tutaj osoba z naszego zespołu.',
    person: 'Oczywiście. Odpowie tutaj osoba z naszego zespołu.',
    complaint: 'Bardzo mi przykro. Zajmie się tym osobiście ktoś z naszego zespołu i odpowie tutaj.',
    partHandoff:
      'W sprawie „{part}”: nie mam wystarczającej pewności. Odpowie tutaj osoba z naszego zespołu.',
    tooMany:
      'Tych pytań jest więcej, niż mogę omówić naraz. Na pozostałe odpowie tutaj osoba z naszego zespołu:',
    ask: 'Chcę odpowiedzieć na właściwe pytanie. O które z tych chodzi?',
    tooLong: 'To więcej, niż mogę przeczytać naraz. Czy można zadać pytanie w kilku zdaniach?',
  },
  sv: {
    greeting: 'Hej! Vad kan jag hjälpa till med?',
    thanks: 'Varsågod! Kan jag hjälpa till med något mer?',
    goodbye: 'Hej då och tack för besöket!',
    empty: 'Vad kan jag hjälpa till med?',
    handoff: 'Jag är inte tillräckligt säker på svaret. En kollega tar över och svarar dig här.',
    person: 'Självklart. En kollega tar över och svarar dig här.',
    complaint: 'Jag beklagar. En kollega tittar på det personligen och svarar dig här.',
    partHandoff: 'Om ”{part}”: jag är inte tillräckligt säker på svaret. En kollega svarar dig här.',
    tooMany: 'Det är fler frågor än jag kan svara på samtidigt. En kollega svarar dig här på resten:',
    ask: 'Jag vill svara på rätt fråga. Vilken av dessa menar du?',
    tooLong: 'Det är mer än jag kan läsa på en gång. Kan du ställa din fråga med några få meningar?',
  },
  ar: {
    greeting: 'مرحبًا! كيف يمكنني مساعدتك؟',
    thanks: 'على الرحب والسعة! هل يمكنني مساعدتك في شيء آخر؟',
    goodbye: 'مع السلامة وشكرًا لزيارتك!',
    empty: 'كيف يمكنني مساعدتك؟',
    handoff: 'لست متأكدًا بما يكفي من الإجابة. سيتولى أحد زملائنا الأمر ويرد عليك هنا.',
    person: 'بالتأكيد. سيتولى أحد زملائنا الأمر ويرد عليك هنا.',
    complaint: 'أعتذر عن ذلك. سيهتم أحد زملائنا بالأمر شخصيًا ويرد عليك هنا.',
    partHandoff: 'بخصوص «{part}»: لست متأكدًا بما يكفي من الإجابة. سيرد عليك أحد زملائنا هنا.',
    tooMany: 'هذه أسئلة أكثر مما أستطيع الإجابة عنه دفعة واحدة. سيرد عليك أحد زملائنا هنا بشأن البقية:',
    ask: 'أريد أن أجيب عن السؤال الصحيح. أيّ من هذه تقصد؟',
    tooLong: 'هذا أكثر مما أستطيع قراءته دفعة واحدة. هل يمكنك طرح سؤالك في بضع جمل؟',
  },
  ja: {
    greeting: 'こんにちは。どのようなご用件でしょうか。',
    thanks: 'どういたしまして。ほかにお手伝いできることはありますか。',
    goodbye: 'ご利用ありがとうございました。',
    empty: 'どのようなご用件でしょうか。',
    handoff: '確実にお答えできないため、担当者が引き継ぎ、こちらでご返信いたします。',
    person: '承知しました。担当者が引き継ぎ、こちらでご返信いたします。',
    complaint: 'ご迷惑をおかけして申し訳ございません。担当者が直接確認し、こちらでご返信いたします。',
    partHandoff: '「{part}」については確実にお答えできないため、担当者がこちらでご返信いたします。',
    tooMany:
      '一度にお答えできる数を超えるご質問をいただきましたので、残りは担当者がこちらでご返信いたします。',
    ask: '正しくお答えするために確認させてください。次のどれについてでしょうか。',
    tooLong: '一度に読める長さを超えています。ご質問を数文でお書きいただけますか。',
  },
  zh: {
    greeting: '您好！请问有什么可以帮您？',
    thanks: '不客气！还有什么可以帮您的吗？',
    goodbye: '再见，感谢您的光临！',
    empty: '请问有什么可以帮您？',
    handoff: '这个问题我不能确定地回答，我们的同事会接手并在这里回复您。',
    person: '好的，我们的同事会接手并在这里回复您。',
    complaint: '非常抱歉。我们的同事会亲自处理，并在这里回复您。',
    partHandoff: '关于“{part}”：这个问题我不能确定地回答，我们的同事会在这里回复您。',
    tooMany: '您的问题较多，我无法一次全部回答，其余的由我们的同事在这里回复您：',
    ask: '为了准确回答您，请问您指的是以下哪一个？',
    tooLong: '内容太长，我无法一次读完。您能用几句话说明您的问题吗？',
  },
}

/** The bot's own words in a language, by BCP 47 tag; English where it has none. */
export function textsIn(tag: string): Texts {
  return TEXTS[spoken(tag)]
}
