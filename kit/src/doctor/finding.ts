/** Where the doctor runs, which decides who can fix what it finds. */
export const PLACES = ['gitlab', 'kubernetes', 'laptop'] as const;
export type Place = (typeof PLACES)[number];

/** A known way in which Docker fails. Its code never changes its meaning and is never used again. */
export interface DoctorFinding {
  readonly title: string;
  /** What Docker itself prints, to search by. */
  readonly message?: string;
  readonly why: string;
  /** What fixes it, by place. */
  readonly fixes: Readonly<Record<Place, string>>;
  /** Where it is discussed by those who met it. */
  readonly source?: string;
}

/** What a group of findings is about; texts may be broken into lines at will. */
export function findings<Codes extends string>(group: Record<Codes, DoctorFinding>): Record<Codes, DoctorFinding> {
  const entries = Object.entries<DoctorFinding>(group).map(([code, finding]) => [code, {
    ...finding,
    why: oneLine(finding.why),
    fixes: Object.fromEntries(PLACES.map((place) => [place, oneLine(finding.fixes[place])])),
  }]);
  return Object.fromEntries(entries) as Record<Codes, DoctorFinding>;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
