import { KIT_FOLDER, KIT_PACKAGE } from '../config/kit';

/** Where a project that depends on the kit has what its README links to. */
const PACKAGE_FOLDER = `node_modules/${KIT_PACKAGE}`;

/** What the starter's README says to a fork, and what it has to say to a project with the kit as a package. */
const PASSAGES: readonly (readonly [fork: RegExp, project: string])[] = [
  [/^kit\/ .*upstream's.*\n/m, ''],
  [/^Links below lead into `kit\/`\..*\n\n/m, `Links below lead into \`${PACKAGE_FOLDER}/\`, which \`npm ci\` installs.\n\n`],
  [/^\| the kit itself \|.*\n/m, ''],
  [/^\$ git remote add template .*\n\$ npx projen kit:upgrade <tag>\n/m, '$ npx projen kit:upgrade <version or tarball>\n'],
  [/^This replaces `kit\/` as a whole, installs,/m, 'This replaces the package, installs,'],
  [/^(.*) Without a fork: \[kit\/docs\/upgrade\.md\]\((.*?)\),.*$/m, '$1 [How it works]($2).'],
  [/^The template is under Apache-2\.0; what you make of it is yours: (.*)\n/m, 'The kit is under Apache-2.0. This project is yours: $1\n'],
];

/** @throws Error where the starter's README does not say what would have to be said otherwise */
export function readmeOfDependent(starter: string): string {
  const text = PASSAGES.reduce((before, [fork, project]) => {
    if (!fork.test(before)) throw new Error(`the starter's README does not say ${fork}`);
    return before.replace(fork, project);
  }, starter);
  return text.replaceAll(`](${KIT_FOLDER}/`, `](${PACKAGE_FOLDER}/`);
}
