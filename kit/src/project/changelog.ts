import { compareVersions, isVersion } from './version';

export const CHANGELOG_FILE = 'CHANGELOG.md';

/** The sections of a changelog that are after one version, up to another and with it; empty where there are none. */
export function changesBetween(changelog: string, from: string, to: string): string {
  return sections(changelog)
    .filter(({ version }) => compareVersions(version, from) > 0 && compareVersions(version, to) <= 0)
    .map(({ text }) => text.trim())
    .join('\n\n');
}

export function hasVersion(changelog: string, version: string): boolean {
  return sections(changelog).some((section) => section.version === version);
}

/** Each begins with `## <version>`, and maybe a date. */
function sections(changelog: string): { version: string; text: string }[] {
  return changelog.split(/^(?=## )/m)
    .map((text) => ({ version: /^## \[?([^\s\]]+)/.exec(text)?.[1] ?? '', text }))
    .filter(({ version }) => isVersion(version));
}
