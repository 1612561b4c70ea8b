import { BUILD_MODES, type BuildMode } from './policy';

/** What follows from a mode for everyone who decides something by it. What installs for it is in `bundling/builders/`. */
interface BuildModeTraits {
  /** An engine has to answer where the bundle is made. */
  readonly needsEngine: boolean;
  /** The handler is imported in the runtime image before the bundle is stored. */
  readonly importsHandler: boolean;
  /** Packages are installed in the Lambda build image, in which a compiler is as good as a wheel, and not on any host. */
  readonly usesBuildImage: boolean;
  /** The process that bundles has to run in that image itself, as a job does whose image it is. */
  readonly runsInBuildImage: boolean;
  /** What does the same on a person's machine, where that is not the image. */
  readonly elsewhere?: BuildMode;
}

/** One row a mode. */
export const BUILD_MODE_TRAITS: Record<BuildMode, BuildModeTraits> = {
  'docker': { needsEngine: true, importsHandler: true, usesBuildImage: true, runsInBuildImage: false },
  'local': { needsEngine: false, importsHandler: false, usesBuildImage: false, runsInBuildImage: false },
  'in-image': { needsEngine: false, importsHandler: false, usesBuildImage: true, runsInBuildImage: true, elsewhere: 'docker' },
};

/** What `auto` takes when an engine answers, and when none does. */
export const AT_HAND = { withEngine: 'docker', withoutEngine: 'local' } as const satisfies Record<string, BuildMode>;

/** What production takes unless its `modes` say otherwise: bundles made where Lambda's own image was. */
export const PRODUCTION_MODES: readonly BuildMode[] = BUILD_MODES.filter((mode) => BUILD_MODE_TRAITS[mode].usesBuildImage);
