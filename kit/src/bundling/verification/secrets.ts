/** Files that are somebody's own, by their name; a folder ends with a slash. */
const PRIVATE_NAME =
  /(?:^|\/)(?:(?:\.env(?:\.[^/]+)?|[._]netrc|\.pypirc|\.git-credentials|id_(?:rsa|ecdsa|ed25519)|pyvenv\.cfg)$|\.(?:aws|git|venv|ssh)\/)/;
/** Of files that are ours: in those that others publish, it is a test's. */
const OUR_PRIVATE_NAME = /[^/]+\.(?:p12|pfx|jks|keystore|env)$/i;
const TEMPLATE_NAME = /\.env\.(?:example|sample|template|dist)$|(?:^|[./_-])(?:example|sample|template)\.env$/;

/** What follows the first line of a key: its body, after what belongs to the text around it, and headers such as `Proc-Type: 4,ENCRYPTED`. */
const BREAK = String.raw`(?:\s|\\[nr]|["'])+`;
const PEM_KEY = new RegExp(String.raw`-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----${BREAK}(?:[A-Z][A-Za-z-]+: [^\r\n\\"']*${BREAK})*[A-Za-z0-9+/=]{16}`);
/** What all of them have, as it stands in a file, and as it stands in one of two-byte characters. */
const PEM_MARK = Buffer.from('PRIVATE KEY');
const WIDE_MARK = Buffer.from('PRIVATE KEY', 'utf16le').subarray(0, -1);
const PEM_HEAD = 1_500;

/** The length of what follows, in DER. */
const LENGTH = String.raw`(?:[\x00-\x7f]|\x81[^]|\x82[^]{2}|\x83[^]{3})`;
/** PKCS#8, PKCS#1 and SEC 1, then a PKCS#8 that is encrypted. @see https://www.rfc-editor.org/rfc/rfc5958 */
const DER_KEY = new RegExp(String.raw`^\x30(${LENGTH})(?:\x02\x01(?:\x00(?:\x30|\x02[\x81\x82])|\x01\x04[\x1c\x20\x30\x42])|\x30${LENGTH}\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05)`);
/** PKCS#12. */
const DER_STORE = new RegExp(String.raw`^\x30(${LENGTH})\x02\x01\x03\x30`);
/** The first bytes of Java's key stores. */
const JAVA_STORE = /^(?:\xfe\xed\xfe\xed|\xce\xce\xce\xce)\x00\x00\x00/;

/** Secrets in a text that can be told by their look. */
const TEXTS: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /\b(?:AKIA|ASIA)(?!\w*EXAMPLE)[A-Z0-9]{16}\b[^]{0,300}?(?<![\w/+=])[A-Za-z0-9/+]{40}(?![\w/+=])/, what: 'an AWS access key with its secret' },
  { pattern: /(?<![\w/+=])[A-Za-z0-9/+]{40}(?![\w/+=])[^]{0,300}?\b(?:AKIA|ASIA)(?!\w*EXAMPLE)[A-Z0-9]{16}\b/, what: 'an AWS access key with its secret' },
  { pattern: /\b(?:glpat-[\w-]{20,}|gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{40,}|pypi-AgE[\w-]{50,})/, what: 'an access token' },
];

/** Larger files are data, in which these patterns take long. In bytes. */
const TEXT_LIMIT = 2_000_000;

/** The file or the folder of a path that is private by its name, or nothing. */
export function privateName(path: string, ours: boolean): string | undefined {
  if (TEMPLATE_NAME.test(path)) return undefined;
  const match = PRIVATE_NAME.exec(path) ?? (ours ? OUR_PRIVATE_NAME.exec(path) : null);
  return match ? path.slice(0, match.index + match[0].length) : undefined;
}

/** What is secret in a file, in words that do not disclose it. */
export function secretsIn(content: Buffer): string[] {
  const text = content.length > TEXT_LIMIT ? '' : content.toString('latin1');
  return [...new Set([
    ...(hasPrivateKey(content) ? ['a private key'] : []),
    ...(isKeyStore(content) ? ['a key store'] : []),
    ...TEXTS.filter(({ pattern }) => pattern.test(text)).map(({ what }) => what),
  ])];
}

/** A private key in any of its forms. A certificate, a public key, and code that reads keys are none. */
export function hasPrivateKey(content: Buffer): boolean {
  return isDer(content, DER_KEY)
    || surroundings(content, PEM_MARK, 1).some((text) => PEM_KEY.test(text))
    || surroundings(content, WIDE_MARK, 2).some((text) => PEM_KEY.test(text.replaceAll('\0', '')));
}

function isKeyStore(content: Buffer): boolean {
  return isDer(content, DER_STORE) || JAVA_STORE.test(content.toString('latin1', 0, 8));
}

/** The text around each mark, so that a pattern need not go over a whole file. */
function surroundings(content: Buffer, mark: Buffer, width: number): string[] {
  const found: string[] = [];
  for (let at = content.indexOf(mark); at >= 0; at = content.indexOf(mark, at + mark.length)) {
    found.push(content.toString('latin1', Math.max(0, at - 40 * width), at + PEM_HEAD * width));
  }
  return found;
}

/** Whether the file is one structure of this kind, from its first byte to its last. */
function isDer(content: Buffer, pattern: RegExp): boolean {
  const [, length] = pattern.exec(content.toString('latin1', 0, 64)) ?? [];
  if (!length) return false;
  const bytes = Buffer.from(length, 'latin1');
  const size = bytes.length === 1 ? bytes[0] : bytes.readUIntBE(1, bytes.length - 1);
  return content.length === 1 + bytes.length + size;
}
