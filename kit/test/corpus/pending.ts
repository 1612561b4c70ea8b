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
  'Poetry without its lock',
  'Pipenv without its lock',
  'PDM without its lock',
  'a package that is required nowhere',
  'a package with another name',
  'shared code that is not declared',
  'a single file that imports what nobody requires',
];
