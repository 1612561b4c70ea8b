import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../src/config/settings';
import { Checkout } from '../project/command-checkout';
import { SAMPLE } from '../project/places';

/** A project with these settings, in which `npx projen gitlab:access` can run. */
export function checkoutWith(settings: Settings): Checkout {
  const checkout = new Checkout([], {}, settings);
  cpSync(join(SAMPLE, 'cdk.json'), join(checkout.root, 'cdk.json'));
  return checkout;
}
