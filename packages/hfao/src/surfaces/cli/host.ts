import type { Writable } from 'node:stream';
import type { Command } from 'commander';
import type { StoragePlace } from '../../store/s3/storage-place.js';
import type { Manifest } from '../../store/backup/manifest.js';
import type { CopiedProject } from '../../store/copy/copy-telemetry.js';
import type { SchemaReport } from '../../store/schema-report.js';

/** What the command line needs from outside its room: `bin.ts` gives it, a test gives its own. */
export interface CliHost {
  version: string;
  /** The variables that `up` takes as flags. */
  variables: readonly Variable[];
  /** Runs the server until it is stopped. Flags are named like the variables and win over them. */
  up(flags: Record<string, string>): Promise<void>;
  /** Puts another secret key in the place of the one there is. Flags as for {@link up}. */
  rotateSecretKey(flags: Record<string, string>): Promise<{ dataKeys: number; keptIn: 'file' | 'variable' }>;
  /** Brings the schemas up to date, or only says how far they are. Flags as for {@link up}. @returns what was found before */
  migrate(flags: Record<string, string>, options: { apply: boolean; onProgress: (done: number, total: number) => void }): Promise<SchemaReport>;
  /** Puts a backup back into an empty data directory. Flags as for {@link up}. */
  restore(flags: Record<string, string>, directory: string, onProgress: (doneBytes: number, totalBytes: number) => void): Promise<Restored>;
  /** Copies telemetry or a control plane from one place to another. */
  copy(places: { from: string; to: string }, onProgress: (done: number, total: number) => void): Promise<Copied>;
  /** Where the server is, from flags, environment and data directory. */
  clientConfig(flags: { baseUrl?: string; project?: string; dataDir?: string }): ClientConfig;
  /** Where files are to go, from a folder or a URL. @throws Failure `invalid_input` when it is neither, or a bucket lacks credentials */
  storagePlace(url: string): StoragePlace;
  /** The ports that `up` would take. @throws Failure `invalid_input` when the configuration is wrong */
  ports(): { host: string; ports: { variable: string; port: number }[] };
  stdout: Output;
  stderr: Output;
}

export interface Restored { manifest: Manifest; /** Where it was put, for people. */ dataDir: string; controlPlane: string }

export type Copied = { from: string; to: string } & ({ projects: CopiedProject[] } | { rows: Record<string, number> });

export interface Variable { name: string; description: string; standard: string | undefined }

export interface ClientConfig { baseUrl: string; project: string; apiKey: string | undefined; dataDir: string }

/** A stream that may be a terminal. */
export type Output = Writable & { isTTY?: boolean; columns?: number; hasColors?: () => boolean };

const hosts = new WeakMap<Command, CliHost>();

export function giveHost(program: Command, host: CliHost): void {
  hosts.set(program, host);
}

/** The host of the program that a command belongs to. */
export function hostOf(command: Command): CliHost {
  for (let here: Command | null = command; here !== null; here = here.parent) {
    const host = hosts.get(here);
    if (host !== undefined) return host;
  }
  throw new Error('this command belongs to no program of hfao');
}
