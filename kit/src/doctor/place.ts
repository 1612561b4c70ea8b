import { existsSync } from 'node:fs';
import type { Place } from './finding';
import { inPipeline } from '../config/policy';
import type { Environment } from '../kernel/environment';

/** Where this runs. Any pipeline counts as GitLab's: their services work alike. */
export function placeOf(env: Environment): Place {
  if (env.KUBERNETES_SERVICE_HOST) return 'kubernetes';
  return inPipeline(env) ? 'gitlab' : 'laptop';
}

/** Whether this is a container of Docker or Podman, as both mark them. */
export function inContainer(): boolean {
  return existsSync('/.dockerenv') || existsSync('/run/.containerenv');
}
