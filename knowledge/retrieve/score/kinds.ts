/** A kind of answer that a question asks for, and what a passage must have to give one. */
interface AnswerKind {
  name: string
  asked: RegExp
  given: RegExp
}

const KINDS: AnswerKind[] = [
  {
    name: 'weight',
    asked: /\b(how heavy|weighs?|weight of|what.{0,30}\bweight)\b/i,
    given: /\d\s?(g|kg|grams?|kilos?|oz|lbs?|pounds?)\b/i,
  },
  {
    name: 'price',
    asked:
      /\b(how much (is|are|does|do|will|would|to|for)|how expensive|price|prices|costs?|fee|charge for|do you charge)\b/i,
    given:
      /[€£$₹]\s?\d|\d\s?(€|£|\$|eur|usd|gbp|chf|rs|inr|kr|pounds?|euros?|dollars?)\b|\b(free|no charge|included)\b/i,
  },
  {
    name: 'duration',
    asked: /\bhow (long|soon|fast|quick|many (hours?|days?|weeks?|months?|years?|minutes?))\b/i,
    given:
      /\b(\d+|one|two|three|four|five|six|seven|eight|ten|twelve|a few)(\s?[–-]\s?\d+)?\s*(working |business |calendar )?(hours?|days?|weeks?|months?|years?|minutes?|hrs?|mins?)\b/i,
  },
  {
    name: 'time',
    asked: /\b(when|what time|which day|what day|until when|opening|last day)\b/i,
    given:
      /\d{1,2}[:.]\d{2}|\b\d{1,2}\s?(am|pm)\b|\b(mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(january|february|march|april|may|june|july|august|september|october|november|december)\b|\b(\d+|one|two|three)\s*(working |business )?(hours?|days?|weeks?|months?)\b|\b(after|before|once|as soon as|within|until)\b/i,
  },
  {
    name: 'telephone',
    asked:
      /\b(phone|telephone|tel|hotline|toll ?free|whats ?app).{0,15}(number|no|nr)?\b|\bnumber (of|for|to call)\b/i,
    given: /\+?\d[\d\s()/-]{6,}\d|\b(phone|telephone|call)\b/i,
  },
  { name: 'email', asked: /\be-?mail address\b/i, given: /@/ },
  {
    name: 'count',
    asked: /\bhow many\b/i,
    given: /\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|several)\b/i,
  },
]

/** 1 when the question asks for a recognised kind of answer and the passage has nothing of that kind, else 0. */
export function answerKindMissing(question: string, passage: string): number {
  const asked = KINDS.find((kind) => kind.asked.test(question))
  return asked && !asked.given.test(passage) ? 1 : 0
}
