/** Parameters of a query that grant access: tokens, and the signatures of object stores. */
const GRANTING = String.raw`[\w.-]*(?:token|secret|passw|signature|credential|api[_-]?key|accesskey)[\w.-]*|sig|key|auth|x-(?:amz|goog)-[\w-]+`;
const GRANTING_PARAMETER = new RegExp(`^(?:${GRANTING})$`, 'i');
const WRITTEN_PARAMETER = new RegExp(`([?&;](?:${GRANTING})=)[^\\s&#"'<>]+`, 'gi');

/** Schemes are bounded: a long word that is none would be looked through once for each of its letters. */
const SCHEME = String.raw`[a-z][a-z0-9+.-]{0,30}:\/\/`;
/** What stands before the last `@` of an address's host, as URLs are read: a password may hold an `@` itself. */
const USER = new RegExp(`(${SCHEME})([^\\s/?#"'<>]*)@`, 'gi');
const ADDRESS = new RegExp(`${SCHEME}[^\\s"'<>]+`, 'gi');

/** A text in which no address grants access to anything, for people to read. */
export function maskCredentials(text: string): string {
  return text.replace(USER, '$1***@').replace(WRITTEN_PARAMETER, '$1***');
}

/**
 * A text whose addresses say what is there, and not who may have it, so that it stays the same when a token is rotated.
 *
 * @param identified a hash or a commit says what is there, and the query nothing more
 */
export function withoutCredentials(text: string, identified = false): string {
  return text.replace(ADDRESS, (address) => {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (!url) return address.replace(USER, '$1');
    url.username = url.password = '';
    for (const name of [...url.searchParams.keys()]) if (identified || GRANTING_PARAMETER.test(name)) url.searchParams.delete(name);
    return url.href;
  });
}

/** `user:password` of every address in a text, as it is written there. */
export function usersIn(text: string): string[] {
  return [...text.matchAll(USER)].map(([, , user]) => user);
}

/** Passwords in addresses, as they stand there and as they are meant. */
export function passwordsIn(text: string): string[] {
  const written = usersIn(text).filter((user) => user.includes(':')).map((user) => user.slice(user.indexOf(':') + 1)).filter(Boolean);
  return [...new Set(written.flatMap((password) => [password, decoded(password)]))];
}

export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
