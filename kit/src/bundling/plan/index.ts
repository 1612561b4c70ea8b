export { type FileFacts, type InputChange, changesBetween } from './changes';
export type { BundleInputs } from './inputs';
export {
  type BundlePlan, type DependencyPlan, type LocalPackagePlan, type PackagesPlan, knownPlan, planBundle, planSources,
} from './plan';
export { NOT_SHIPPED, type SourceFile, excludingPattern, fingerprint, listMissed, listPackage, listSources, refuseChanged } from './sources';
