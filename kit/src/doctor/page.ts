import { type DoctorFinding, PLACES } from './finding';
import { FINDING_GROUPS } from './finding-table';

const PLACE_TITLES = { gitlab: 'GitLab', kubernetes: 'Kubernetes', laptop: 'Laptop' } as const;

const INTRODUCTION = `# Docker

<!-- Made of src/doctor/findings by: npx python-lambda doctor --explain > kit/docs/docker.md -->

\`npx projen doctor\` finds out whether Docker can be used, in a pipeline's job and on a laptop. Run it before anything that needs Docker: it
ends by itself, in time, and names the cause.

\`\`\`
npx projen doctor                     # waits for up to 60 s for a daemon that is not up yet
npx projen doctor --wait 10 --json    # one document for programs
npx projen doctor --pull alpine:3     # asks a registry, too
\`\`\`

It looks at the client, this job's disk, the way to the daemon (name, port, certificates by a real handshake, answer), the versions of both, the
storage driver, the packet size, the daemon's disk, and whether the checkout and the folder for temporary files can be mounted. The last three
need no image from a registry: an image of zeros is imported, never started, and removed.

| exit code | meaning |
|---|---|
| 0 | Docker can be used; there may be warnings |
| 64 | wrong usage |
| 69 | something is wrong, and stays wrong until it is fixed |
| 75 | the time is over, and nothing but the time is known to be wrong: the daemon may come yet |

\`npx projen doctor\` turns 69 and 75 into 1, as for every task. A job that has to tell them apart runs
\`npx python-lambda doctor\`.
`;

/** The documentation's page of every finding, in Markdown. */
export function page(): string {
  return [INTRODUCTION, ...FINDING_GROUPS.map(([title, group]) => [`## ${title}\n`, ...Object.entries(group).map(section)].join('\n'))].join('\n');
}

function section([code, { title, message, why, fixes, source }]: [string, DoctorFinding]): string {
  return [
    `### ${code}: ${escape(title)}\n`,
    ...(message ? [`\`${message.replaceAll('`', "'")}\`\n`] : []),
    `${escape(why)}${source ? ` ([source](${source}))` : ''}\n`,
    ...fixLines(fixes),
    '',
  ].join('\n');
}

/** Places with the same fix share a line. */
function fixLines(fixes: DoctorFinding['fixes']): string[] {
  return [...new Set(PLACES.map((place) => fixes[place]))].map((fix) => {
    const places = PLACES.filter((place) => fixes[place] === fix).map((place) => PLACE_TITLES[place]);
    return `- **${places.join(', ')}**: ${escape(fix)}`;
  });
}

function escape(text: string): string {
  return text.replace(/[<>*]/g, '\\$&');
}
