import { maskCredentials, passwordsIn } from './address';
import { type Environment, environment } from './environment';

const SECRET_NAME = /TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|PRIVATE|ACCESS_KEY|API_KEY|(?:^|_)(?:PW|PASS)(?:_|$)/i;
const SHORTEST = 6;
const AWS_KEY_ID = /\b(AKIA|ASIA)[A-Z0-9]{16}\b/g;

/**
 * Takes secrets out of a text that a person or a log will see, whichever tool wrote it.
 *
 * @param more variables that a child of this process has, and this process has not
 */
export function redact(text: string, more: Environment = {}): string {
  let clean = maskCredentials(text).replace(AWS_KEY_ID, '***');
  for (const secret of secretValues(environment(), more)) clean = clean.replaceAll(secret, '***');
  return clean;
}

/** Values too short to be secrets would blank out ordinary words. Output comes line by line, so each line of a key is one. */
function secretValues(...environments: readonly Environment[]): string[] {
  const values = environments.flatMap((variables) => Object.values(secretVariables(variables))).flatMap((value) => [value, ...value.split(/\r?\n/)]);
  const passwords = environments.flatMap((variables) => Object.values(variables)).flatMap((value) => passwordsIn(value ?? ''));
  const forms = [...values, ...passwords].flatMap((value) => [value, ...asJson(value)]);
  return forms.filter((form) => form.length >= SHORTEST).sort((a, b) => b.length - a.length);
}

/** As it stands in JSON, with letters beyond ASCII as JavaScript and as Python write them. */
function asJson(value: string): string[] {
  const text = JSON.stringify(value).slice(1, -1);
  const ascii = text.replace(/[^ -~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [text, ascii].filter((form) => form !== value);
}

/** The environment variables whose names say that they hold a secret. */
export function secretVariables(variables: Environment = environment()): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter(
    (entry): entry is [string, string] => SECRET_NAME.test(entry[0]) && entry[1] !== undefined && entry[1].length >= SHORTEST,
  ));
}
