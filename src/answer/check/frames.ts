import { fold, squeeze } from '../text/fold.ts'

/** The few lines without content that may stand before a cited sentence, folded. Nothing else goes out without a citation. */
const FRAMES: ReadonlySet<string> = new Set(
  [
    "here are the steps|here's how|here is how|follow these steps|in short",
    'so geht es|so geht das|kurz gesagt',
    'voici comment faire|voici les etapes|en bref',
    'estos son los pasos|en resumen',
    'ecco come fare|ecco i passaggi|in breve',
    'zo werkt het|kortom',
    'estes sao os passos|em resumo',
    'oto kroki|w skrocie',
    'sa har gor du|kort sagt',
  ].flatMap((row) => row.split('|')),
)

/** True when a sentence is one of the allowed frames. */
export function isFrame(sentence: string): boolean {
  return FRAMES.has(squeeze(fold(sentence).replace(/[^\p{L}\p{N}' ]/gu, ' ')))
}
