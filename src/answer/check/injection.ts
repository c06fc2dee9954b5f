import { fold } from '../text/fold.ts'

/**
 * Marks of a text that speaks to the machine instead of to the reader. Such a span is kept from the composers, and a sentence that rests on one
 * is never sent, however well it is cited.
 */
const MARKS: RegExp[] = [
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:previous|prior|above|earlier|all|any|your|these|the)\b.{0,30}\b(?:instruction|instructions|prompt|prompts|rule|rules|guideline|guidelines|context|message|messages)\b/,
  /\b(?:you are|you're) (?:now |no longer )?(?:an? )?(?:ai|assistant|chatbot|language model|llm|dan|bot)\b|\b(?:act|behave|respond) as (?:if you|an? (?:ai|assistant|chatbot|different))\b/,
  /\b(?:system prompt|system message|developer message|jailbreak|prompt injection)\b/,
  /\b(?:ai|ais|llm|llms|chatbot|chatbots|bot|bots|assistant|assistants|language models?|claude|gpt|chatgpt)\b.{0,30}\b(?:must|should|shall|has to|have to|need to|please|are instructed|is instructed|always|never)\b.{0,60}\b(?:answer|say|tell|reply|respond|output|include|mention|recommend|reveal|send|write|state|claim|offer|give)\b/,
  /\b(?:note|instruction|instructions|message|attention|important)s? (?:to|for) (?:the |any |all )?(?:ai|ais|llms?|assistants?|chat ?bots?|bots?|language models?|claude|gpt)\b/,
  /\b(?:reveal|print|repeat|output|show) (?:me )?(?:your|the) (?:system|hidden|secret|initial|full) (?:prompt|instructions|message)\b/,
  /<\/?(?:system|assistant|instructions?|prompt)>|\[\/?(?:system|inst)\]|^\s*(?:system|assistant)\s*:/,
  /\b(?:ignoriere|vergiss)\b.{0,40}\b(?:anweisungen|regeln|vorherigen?)\b|\bignorez?\b.{0,40}\b(?:instructions|consignes)\b|\bignora\b.{0,40}\b(?:instrucciones|istruzioni)\b/,
]

/** True when a span of a page gives orders to the machine that reads it. */
export function addressesTheMachine(text: string): boolean {
  const folded = fold(text)
  return MARKS.some((mark) => mark.test(folded))
}
