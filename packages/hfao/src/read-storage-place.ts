import { resolve } from 'node:path';
import { Failure } from './runtime/errors.js';
import type { StoragePlace } from './store/s3/storage-place.js';

const HUGGING_FACE_GATEWAY = 'https://s3.hf.co';

/**
 * A folder, `s3://bucket/prefix`, or `hf://buckets/ORG/NAME/prefix` (a Hugging Face bucket, through its S3 gateway). A bucket's credentials, region and
 * endpoint are those of the AWS tools; they are variables and never flags, which other users can see.
 * @param directory what a relative folder is relative to
 * @throws Failure `invalid_input` when the URL names no such place, or a bucket lacks credentials
 */
export function readStoragePlace(variable: string, url: string, env: NodeJS.ProcessEnv, directory: string): StoragePlace {
  const refuse = (message: string, field = variable) => new Failure('invalid_input', message, { field });
  const [, scheme] = /^([a-z][a-z0-9+.-]+):/i.exec(url) ?? [];
  if (scheme === undefined) return { kind: 'files', directory: resolve(directory, url) };
  const address = bucketAddress(url);
  if (address === undefined) throw refuse(`${variable} is "${url}": give a folder, s3://bucket/prefix with a lower-case bucket name and a prefix of letters, digits and . _ - /, or hf://buckets/organisation/name.`);
  const [accessKeyId, secretAccessKey] = [nonEmpty(env.AWS_ACCESS_KEY_ID), nonEmpty(env.AWS_SECRET_ACCESS_KEY)];
  const missing = accessKeyId === undefined ? 'AWS_ACCESS_KEY_ID' : secretAccessKey === undefined ? 'AWS_SECRET_ACCESS_KEY' : undefined;
  if (accessKeyId === undefined || secretAccessKey === undefined) throw refuse(`${variable} is "${url}", and ${missing} is not set: a bucket needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`, missing);
  const given = nonEmpty(env.AWS_ENDPOINT_URL_S3) ?? nonEmpty(env.AWS_ENDPOINT_URL);
  if (given !== undefined && !(/^https?:/.test(given) && URL.canParse(given))) throw refuse(`AWS_ENDPOINT_URL_S3 is "${given}"; give a URL such as http://127.0.0.1:9000.`, 'AWS_ENDPOINT_URL_S3');
  const { namespace, ...bucket } = address;
  const endpoint = namespace === undefined ? given : `${(given ?? HUGGING_FACE_GATEWAY).replace(/\/+$/, '')}/${namespace}`;
  const region = nonEmpty(env.AWS_REGION) ?? nonEmpty(env.AWS_DEFAULT_REGION) ?? 'us-east-1';
  return { kind: 'bucket', bucket: { ...bucket, region, accessKeyId, secretAccessKey, sessionToken: nonEmpty(env.AWS_SESSION_TOKEN), endpoint, variable } };
}

function bucketAddress(url: string): { bucket: string; prefix: string; namespace?: string } | undefined {
  const found = /^s3:\/\/(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(?<prefix>[\w./-]*))?$/.exec(url)
    ?? /^hf:\/\/buckets\/(?<namespace>[\w.-]{1,96})\/(?<bucket>[\w.-]{1,96})(?:\/(?<prefix>[\w./-]*))?$/.exec(url);
  if (found?.groups === undefined) return undefined;
  const { bucket, prefix = '', namespace } = found.groups;
  return { bucket, prefix: prefix.replace(/^\/+|\/+$/g, ''), ...(namespace !== undefined && { namespace }) };
}

/** An empty variable counts as unset, as the OpenTelemetry SDKs read theirs. */
export const nonEmpty = (value: string | undefined) => (value === '' ? undefined : value);
