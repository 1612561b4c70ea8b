import { LOCK_KINDS, type LockFormat, type LockKind } from './lock-format';
import { pdmLock } from './pdm-lock';
import { pipfileLock } from './pipfile-lock';
import { poetryLock } from './poetry-lock';
import { requirementsTxt } from './requirements-txt';
import { uvLock } from './uv-lock';

/** One row a kind. */
export const LOCK_FORMATS: Record<LockKind, LockFormat> = {
  'poetry.lock': poetryLock,
  'Pipfile.lock': pipfileLock,
  'pdm.lock': pdmLock,
  'uv.lock': uvLock,
  'requirements.txt': requirementsTxt,
};

/** Patterns of what is read while a function is bundled, and not shipped. */
export const LOCK_FILES: readonly string[] = [...new Set(LOCK_KINDS.flatMap((kind) => LOCK_FORMATS[kind].files))];
