import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';

const FOLDER = join(dirname(require.resolve('@cyclonedx/cyclonedx-library/package.json')), 'res/schema');
const read = (name: string) => JSON.parse(readFileSync(join(FOLDER, `${name}.SNAPSHOT.schema.json`), 'utf8')) as object;

let valid: ValidateFunction | undefined;

/** What CycloneDX's own schema, as the library ships it, has against a document. Formats such as `iri-reference` are not checked. */
export function schemaErrors(document: unknown): unknown[] {
  valid ??= new Ajv({ strict: false, validateFormats: false, logger: false })
    .addSchema(read('spdx'), 'http://cyclonedx.org/schema/spdx.SNAPSHOT.schema.json')
    .addSchema(read('jsf-0.82'), 'http://cyclonedx.org/schema/jsf-0.82.SNAPSHOT.schema.json')
    .compile(read('bom-1.5'));
  return valid(document) ? [] : valid.errors ?? [];
}
