import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../runtime/errors.js';
import { SECRET_KEY_FILE } from '../../runtime/secret-key.js';

/** Written last: a folder that has none holds no whole backup. */
export const MANIFEST = 'manifest.json';
/** Says that a backup is being written, or was not finished. */
export const UNFINISHED = 'backup-unfinished.json';
export const CONTROL_FILE = 'control.ndjson';
export const KEY_FILE = SECRET_KEY_FILE;
export const FOLDERS = { telemetry: 'telemetry', deadLetters: 'dead-letters', bodies: 'bodies' } as const;

/** Raised when an older hfao could not read what is written. */
export const MANIFEST_FORMAT = 1;

/** Folders and a name, below the backup's own folder. */
const FilePath = z.string().regex(/^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/);

export const Manifest = z.object({
  format: z.literal(MANIFEST_FORMAT),
  backup_id: z.string(),
  hfao_version: z.string(),
  created_at: z.string(),
  telemetry: z.object({ schema_version: z.number().int(), position: z.number().int(), rows: z.record(z.string(), z.number().int()) }),
  control: z.object({ migrations: z.array(z.string()), rows: z.record(z.string(), z.number().int()) }),
  bodies: z.number().int(),
  dead_letters: z.number().int(),
  /** Names the key that bodies, their keys and dead letters are encrypted with; whether it lies in the folder. */
  secret_key: z.object({ id: z.string(), is_included: z.boolean() }),
  files: z.array(z.object({ path: FilePath, bytes: z.number().int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
});
export type Manifest = z.infer<typeof Manifest>;
export type BackupFile = Manifest['files'][number];

/** @throws Failure `invalid_input` that says why a folder is no backup that can be used */
export async function readManifest(directory: string): Promise<Manifest> {
  const refuse = (why: string, cause?: unknown) => new Failure('invalid_input', `${directory} ${why}`, { cause, field: 'directory' });
  const text = await readFile(join(directory, MANIFEST), 'utf8').catch(async (cause: unknown) => {
    const isUnfinished = await readFile(join(directory, UNFINISHED)).then(() => true, () => false);
    throw refuse(isUnfinished ? 'holds a backup that was never finished: it was interrupted, or is still being written.' : `holds no backup: there is no ${MANIFEST} in it.`, cause);
  });
  const json = parseJson(text);
  const format = (json as { format?: unknown } | undefined)?.format;
  if (typeof format === 'number' && format > MANIFEST_FORMAT) throw refuse(`was written by a newer hfao (format ${format}; this one knows ${MANIFEST_FORMAT}). Use that version.`);
  const parsed = Manifest.safeParse(json);
  if (!parsed.success) throw refuse(`has a ${MANIFEST} that cannot be read: it was changed or damaged.`, parsed.error);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
