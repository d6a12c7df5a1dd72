import { z } from 'zod';
import { text } from '../input.ts';

/** A call speaks Swedish and English. */
export const bilingual = (max: number) => z.strictObject({ sv: text(max), en: text(max) });

export const key = z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/, { error: 'not_a_key' });
