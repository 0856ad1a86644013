import type { Command } from 'commander';
import { hostOf } from './host.js';
import { printerOf, wantsJson } from './printer.js';

/** `hfao keys rotate`: another secret key, while the server is stopped. */
export function registerKeys(program: Command): void {
  const keys = program.command('keys').summary('The keys that encrypt what is kept').helpGroup('The server:').description('The keys that encrypt what is kept.');
  const rotate = keys.command('rotate').summary('Put another secret key in place of the present one')
    .description('Wraps the data keys of all projects under another secret key, while the server is stopped. With the key file of the data directory it makes the new key itself; '
      + 'where HFAO_SECRET_KEY is set, HFAO_SECRET_KEY_NEXT names the key that takes its place. It may be interrupted and run again. '
      + 'A project\'s data key is changed while the server runs: hfao rotate-project-key.');
  rotate.action(async () => {
    const { dataDir } = rotate.optsWithGlobals<{ dataDir?: string }>();
    const { dataKeys, keptIn } = await hostOf(rotate).rotateSecretKey(dataDir === undefined ? {} : { HFAO_DATA_DIR: dataDir });
    if (wantsJson(rotate)) return printerOf(rotate).json({ data_keys: dataKeys, kept_in: keptIn });
    printerOf(rotate).line(`${dataKeys} data ${dataKeys === 1 ? 'key is' : 'keys are'} wrapped under the new secret key${keptIn === 'file' ? ', which is in the data directory now: keep a copy of secret.key.' : '. From now on start hfao with HFAO_SECRET_KEY set to it.'}`);
  });
}
