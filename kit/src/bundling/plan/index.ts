export {
  type BundlePlan, type DependencyPlan, type LocalPackagePlan, type PackagesPlan, knownPlan, planBundle, planSources,
} from './plan';
export { NOT_SHIPPED, type SourceFile, fingerprint, listMissed, listPackage, listSources, refuseChanged } from './sources';
