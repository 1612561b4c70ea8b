import type { StageClients } from './clients';
import { requireDeployedCode } from './deployed-code';
import { requireUntouchedObjects } from './uploaded-assets';
import { expectedCode } from '../assembly/expected-code';
import type { StageSettings } from '../config/settings';

/** A deployment of which each end is held against the assembly. */
interface ProvenDeployment {
  readonly stage: StageSettings;
  readonly assembly: string;
  readonly clients: Pick<StageClients, 'cloudFormation' | 'lambda' | 'sts'>;
}

/**
 * Deploys what an assembly has and nothing else: looks at the objects that are there before, and at what every
 * function runs afterwards.
 *
 * @throws Failure 65 when something else is in the bucket, or runs
 */
export async function withProvenCode({ stage, assembly, clients }: ProvenDeployment, deploy: () => Promise<void>): Promise<void> {
  await requireUntouchedObjects(stage.name, assembly, clients.sts);
  await deploy();
  await requireDeployedCode(stage.name, clients, expectedCode(assembly));
}
