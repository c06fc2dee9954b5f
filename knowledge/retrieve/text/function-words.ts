/**
 * English words that carry the form of a question, not its matter. A shop's wiki may have few of them ("my", "where", "can"), so that
 * their idf alone would take them for the very point of the question.
 */
const FUNCTION_WORDS = new Set(
  (
    'a about after again all also am an and any anyone anything are as ask at be because been before being both but by ' +
    'can cannot cant come could did do does doesnt doing dont else every for from get gets getting give given go going gone ' +
    'got had has have having he hello help hey hi how i id if ill im in into is isnt it its ive just know let like ' +
    'make many may maybe me might more most much must my need no not now of off ok on once one only or other our out over ' +
    'please pls possible really same say see she should so some someone something still such take tell than thank thanks that ' +
    'the their them then there these they thing this those through to too u up us use very want was way we well were what ' +
    'when where whether which while who whom whose why will with within without would yes yet you your yours'
  ).split(' '),
)

/** Whether a word, as written and folded, only carries form. */
export function isFunctionWord(surface: string): boolean {
  return FUNCTION_WORDS.has(surface)
}
