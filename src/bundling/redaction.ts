import { environment } from './environment';

const SECRET_NAME = /TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|PRIVATE|ACCESS_KEY|API_KEY/i;
const URL_CREDENTIALS = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*(?::[^\s/@]*)?@/gi;
const SHORTEST = 6;
const AWS_KEY_ID = /\b(AKIA|ASIA)[A-Z0-9]{16}\b/g;

/** Takes secrets out of a text that a person or a log will see, whichever tool wrote it. */
export function redact(text: string): string {
  let clean = text.replace(URL_CREDENTIALS, '$1***@').replace(AWS_KEY_ID, '***');
  for (const secret of secretValues()) clean = clean.replaceAll(secret, '***');
  return clean;
}

/** Values too short to be secrets would blank out ordinary words. Output comes line by line, so each line of a key is one. */
function secretValues(): string[] {
  const values = Object.values(secretVariables()).flatMap((value) => [value, ...value.split(/\r?\n/)]);
  return [...values, ...addressPasswords()].filter((value) => value.length >= SHORTEST).sort((a, b) => b.length - a.length);
}

/** Passwords in addresses, such as an index's, as they stand there and as they are meant. */
function addressPasswords(): string[] {
  return Object.values(environment()).flatMap((value) => [...(value ?? '').matchAll(/:\/\/[^\s/@:]*:([^\s/@]+)@/g)].flatMap(([, password]) => [password, decoded(password)]));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The environment variables whose names say that they hold a secret. */
export function secretVariables(): Record<string, string> {
  return Object.fromEntries(Object.entries(environment()).filter(
    (entry): entry is [string, string] => SECRET_NAME.test(entry[0]) && entry[1] !== undefined && entry[1].length >= SHORTEST,
  ));
}
