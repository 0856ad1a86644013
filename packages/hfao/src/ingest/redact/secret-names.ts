/** What the name of a value tells of it. */
export interface SecretName {
  /** A lone "token" may be a piece of text; the value must look more like a secret then. */
  isWeak: boolean;
  /** Its value is an AWS secret key where it has that form. */
  isAws: boolean;
}

const NAME = /(?:pass(?:word|wd|phrase|code)|pwd|secret|token|credentials?|authorization|(?:api|access|secret|private|auth|account|signing|encryption|master|shared|subscription|license)[-_. ]?key)s?$/i;
/** Counts of tokens, places in lists, and tokens of text. */
const NO_SECRET = /(?:page|next|prev|previous|sync|continuation|cursor|max|min|stop|eos|bos|pad|unk|mask|sep|cls|first|last|per|input|output|prompt|completion|special|public)[-_. ]?(?:access[-_. ]?)?(?:token|key)s?$/i;
const AWS = /secret[-_. ]?(?:access[-_. ]?)?key$|aws/i;

/** Undefined when a value under this name is nothing secret. The name may have anything before it. */
export function secretName(name: string): SecretName | undefined {
  if (!NAME.test(name) || NO_SECRET.test(name)) return undefined;
  return { isWeak: /(?:^|[^A-Za-z0-9_-])tokens?$/i.test(name), isAws: AWS.test(name) };
}

const LEAST = 8;
const LEAST_WEAK = 16;
/** References, calls, types and examples stand where a secret would: `${API_KEY}`, `os.environ`, `<your key>`, `********`. */
const PLACEHOLDER = /^[$%<{[(*/~@#]|^(?:os|process|env|config|settings|self|this|secrets?|vars?|data|module)\.|:\/\/|\$\{|\{\{|\*{3}|x{4}|\.{3}|…|your|example|placeholder|change.?me|redacted|withheld|sha256:|undefined|dummy/i;

/** Whether a value has enough in it to be a secret: length, and characters of several sorts. */
export function isSecretValue(name: SecretName, value: string): boolean {
  const least = name.isWeak ? LEAST_WEAK : LEAST;
  if (value.length < least) return false;
  const sorts = Number(/[a-z]/.test(value)) + Number(/[A-Z]/.test(value)) + Number(/\d/.test(value)) + Number(/[^A-Za-z0-9\s]/.test(value));
  if (sorts < 2 || new Set(value).size < 5 || /\s.*\s/.test(value)) return false;
  if (/^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$/.test(value) && !/\d/.test(value)) return false;   // settings.api_key
  const hasDigit = /\d/.test(value);
  if (!hasDigit && /^[A-Za-z]+(?:[-_ .:/][A-Za-z]+)*$/.test(value)) return value.length >= 16 && isMixed(value) && !PLACEHOLDER.test(value);   // words
  if (/^\d{4}-\d\d-\d\d/.test(value)) return false;   // a date
  return !PLACEHOLDER.test(value);
}

/** Upper and lower case by turns, as in random base64 and not in camelCase. */
const isMixed = (value: string) => (value.match(/[a-z][A-Z]|[A-Z][a-z]/g)?.length ?? 0) >= value.length / 4 && !/[-_ .:/]/.test(value);
