import type { Builder } from './builder';
import { DockerBuilder } from './docker-builder';
import { ImageBuilder } from './image-builder';
import { LocalBuilder } from './local-builder';
import type { BuildMode } from '../../config/policy';
import type { Workspace } from '../../config/workspace';

/** One row a mode. */
export const BUILDERS: Record<BuildMode, new (workspace: Workspace) => Builder> = {
  'docker': DockerBuilder,
  'local': LocalBuilder,
  'in-image': ImageBuilder,
};
