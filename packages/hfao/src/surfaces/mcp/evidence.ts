import { Failure } from '../../runtime/errors.js';

/** The stable id that a claim cites: `trace/observation#path`, the path a JSON pointer into the observation. */
export function evidenceId(traceId: string, observationId: string, pointer = ''): string {
  return `${traceId}/${observationId}${pointer === '' ? '' : `#${pointer}`}`;
}

/**
 * What a JSON pointer (RFC 6901; a leading `#` is fine) names in a value.
 * @throws Failure `not_found` that lists the names at the place where the path ends
 */
export function atPointer(value: unknown, path: string): unknown {
  const steps = path.replace(/^#/, '').split('/').filter((it, index) => index > 0 || it !== '');
  let here = value;
  for (const [index, step] of steps.entries()) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (here === null || typeof here !== 'object' || !Object.hasOwn(here, key)) {
      const names = here !== null && typeof here === 'object' ? Object.keys(here).slice(0, 40).join(', ') : 'nothing below it';
      throw new Failure('not_found', `There is no "${key}" at #/${steps.slice(0, index).join('/')}; there is ${names}.`, { field: 'path' });
    }
    here = (here as Record<string, unknown>)[key];
  }
  return here;
}
