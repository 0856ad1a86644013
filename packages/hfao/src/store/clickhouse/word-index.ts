import type { SearchTerm } from '../search-terms.js';
import type { Parameters } from './sql.js';

/*
 * A search means words as search-terms.ts has them; the engine's index has runs of ASCII letters and digits. So it is given a text in which nothing else
 * is left, and asked for the runs that surely stand alone in any text with a term. What it lets through is looked at with the term's own pattern.
 */

/** The signs outside ASCII whose other case is in it: a text with one of them is let through always. */
const STRANGERS = [['\u212a', 'k', 'k212a'], ['\u017f', 's', 's017f']] as const;

/** The text of an observation as the index has it. */
const INDEXED = `lower(replaceRegexpAll(${STRANGERS.reduce((text, [sign, , token]) => `replaceAll(${text}, '${sign}', ' ${token} ')`, "concat(name, '\\n', ifNull(ifNull(input, input_preview), ''), '\\n', ifNull(ifNull(output, output_preview), ''), '\\n', ifNull(status_message, ''))")}, '[^\\\\x00-\\\\x7f]+', ' '))`;

/** 64 KiB for each mark of the index: of the 50,000 words of some 5 MB it takes one in a hundred for another. */
const TYPE = 'tokenbf_v1(65536, 3, 0)';

/** Its name, which inserts leave out: it is made when parts are merged. */
export const WORD_INDEX = 'words';

/** Gives the index to stored observations, too; the engine does that in the background. */
export function addWordIndex(cluster: { name: string } | undefined): string[] {
  const table = cluster === undefined ? 'observations' : `observations_local ON CLUSTER '${cluster.name}'`;
  return [
    `ALTER TABLE ${table} ADD INDEX IF NOT EXISTS ${WORD_INDEX} ${INDEXED} TYPE ${TYPE}`,
    `ALTER TABLE ${table} MATERIALIZE INDEX IF EXISTS ${WORD_INDEX}`,
  ];
}

/** Conditions that every row with the term meets. They keep the engine from reading where the index knows that no row does; on rows they cost more than the pattern, so they stand behind it. */
export function standsAlone(term: SearchTerm, parameters: Parameters): string[] {
  return tokensOfTerm(term).map((alternatives) => `(${[...alternatives, ...STRANGERS.map(([, , token]) => token)].map((it) => `hasToken(${INDEXED}, ${parameters.text(it)})`).join(' OR ')})`);
}

/** Runs of ASCII letters and digits, each given by its alternatives, of which any text with the term has one standing alone; unless it has one of {@link STRANGERS}. */
export function tokensOfTerm({ text, isPrefix }: SearchTerm): string[][] {
  const lowered = STRANGERS.reduce((it, [sign, letter]) => it.replaceAll(sign, letter), text).replace(/[A-Z]/g, (it) => it.toLowerCase());
  return [...lowered.matchAll(/[0-9a-z]+/g)].flatMap(({ 0: run, index }) => {
    const goesOn = isPrefix && index + run.length === lowered.length;
    if (goesOn) return [];
    // After an escape of JSON, the letter of which joins it.
    return [index === 0 ? [run, ...Array.from('bfnrt', (letter) => letter + run)] : [run]];
  });
}
