/**
 * Shapes whose right outcome is known and is not true yet. One that has come true and is still here fails the corpus: take
 * it out, and make the reference anew.
 */
export const PENDING: readonly string[] = [
  'a folder for the web with a dot',
  'a file with a dot',
  'UTF-16, as PowerShell writes it',
  'another file, by -r',
  'constraints, by -c',
  'a package of the checkout with what it needs',
  'some lines with hashes',
  'one hashed line that needs others',
  "conda's addresses of its own machine",
  'a src layout, locked by uv',
  'a package with another name',
];
