import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../src/bundling/policy';
import { Checkout } from '../commands/checkout';
import { CHECKOUT } from '../commands/run';

/** A checkout with these settings, in which `npx projen gitlab:access` can run. */
export function checkoutWith(settings: Settings): Checkout {
  const checkout = new Checkout([], {
    'src/bundling/settings.generated.ts': `import type { Settings } from './policy';\nexport const settings: Settings = ${JSON.stringify(settings)};\nexport type FunctionName = string;\n`,
  });
  cpSync(join(CHECKOUT, 'cdk.json'), join(checkout.root, 'cdk.json'));
  return checkout;
}
