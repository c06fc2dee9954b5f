const BECAUSE: Record<string, string> = {
  below_threshold: 'The bot was not certain enough that what it found answers the question.',
  no_candidates: 'Nothing in the wiki was found for the question.',
  ambiguous: 'Several pages are about equally near, and asking back was not possible.',
  conflict: 'Pages of the wiki contradict each other about this.',
  not_about_it: 'What was found has to do with what was asked before, and not with this question.',
  declined: 'The passages found do not answer the question.',
  model_failed: 'Claude, whom the answer was left to, could not be reached.',
  rejected: 'A sentence of the drafted answer could not be traced to a page.',
  language_not_covered: 'The shopper writes in a language that the wiki is not searched in.',
  translation_failed: 'The answer could not be translated.',
  too_many_questions: 'The message holds more questions than are answered at once.',
  timeout: 'The answer took too long.',
  person: 'The shopper asked for a person.',
  complaint: 'The shopper is upset.',
  attachment: 'The shopper sent a file, which the bot cannot open.',
  answer_failed: 'Making an answer failed.',
  send_refused: 'The channel did not take the answer.',
  send_failed: 'The channel took the answer, but could not deliver it.',
  channel_off: 'The channel is turned off, so the answer could not be sent.',
  window_closed: 'The channel’s time for replies had run out.',
  page_gone: 'A page that the answer rested on was taken away.',
}

/** Why a handoff was made, in plain words for the agent. */
export function because(reason: string): string {
  return BECAUSE[reason] ?? 'The bot could not answer by itself.'
}
