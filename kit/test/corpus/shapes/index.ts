import { firstParty } from './first-party';
import { folders } from './folders';
import { handlers } from './handlers';
import { moduleImports } from './imports';
import { projects } from './projects';
import { requirements } from './requirements';
import type { Shape, Theme } from '../shape';

export const THEMES: readonly Theme[] = [handlers, folders, firstParty, requirements, projects, moduleImports];

export const SHAPES: readonly Shape[] = THEMES.flatMap(({ shapes }) => shapes);
