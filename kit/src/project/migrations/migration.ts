import type typescript from 'typescript';

export type TypeScript = typeof typescript;

/** What a version asks of a team's files. */
export interface Migration {
  /** The first version that needs it. */
  readonly version: string;
  /** What a team reads that sees the change in its file. */
  readonly says: string;
  /** By file of the team, from the project's root: the text as that version wants it, which is the same where there is nothing to do. */
  readonly edits: Readonly<Record<string, (text: string, ts: TypeScript) => string>>;
}
