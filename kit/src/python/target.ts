import { AMAZON_LINUX_2_PYTHONS, type Architecture, type PythonVersion } from '../config/policy';
import type { FunctionSettings } from '../config/settings';

/** What a bundle must run on. */
export interface Target {
  readonly pythonVersion: PythonVersion;
  readonly architecture: Architecture;
  /** The C library of the Lambda runtime: Amazon Linux 2 up to Python 3.11, Amazon Linux 2023 from 3.12. */
  readonly glibc: '2.26' | '2.34';
  /** uv's name of the platform; it picks wheels that this glibc can load. */
  readonly platform: string;
}

export function targetOf(settings: Pick<FunctionSettings, 'pythonVersion' | 'architecture'>): Target {
  const modern = !AMAZON_LINUX_2_PYTHONS.includes(settings.pythonVersion);
  const machine = settings.architecture === 'arm64' ? 'aarch64' : 'x86_64';
  return {
    pythonVersion: settings.pythonVersion,
    architecture: settings.architecture,
    glibc: modern ? '2.34' : '2.26',
    platform: `${machine}-${modern ? 'manylinux_2_34' : 'manylinux2014'}`,
  };
}

export function describeTarget(target: Target): string {
  return `Python ${target.pythonVersion} on ${target.architecture}`;
}

/** Where the Lambda images keep their Python. */
export function imagePython(version: string): string {
  return `/var/lang/bin/python${version}`;
}
