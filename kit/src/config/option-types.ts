import { z } from 'zod';

/** Letters, digits and dashes: the name goes into stack names, job names and folders. */
export const name = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and dashes, and start with a letter');
export const image = z.string().regex(/^[a-z0-9][\w.\-/:@${}]*$/i, 'must be an image reference');
