import { z } from 'zod';

// U+061C, U+200E/F, U+202A-E, U+2066-9: they can make a name read as another one.
const bidiControls = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what is looked for
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufeff]/g;

export type TextFault = 'nul' | 'lone_surrogate';

/** PostgreSQL refuses NUL and lone surrogates later, as a 500 or a stuck queue; refuse them here. */
export function textFault(value: string): TextFault | null {
  if (value.includes('\u0000')) return 'nul';
  return value.isWellFormed() ? null : 'lone_surrogate';
}

/** Text as it is stored: NFC, line breaks as \n, no control characters but tab and line break. */
export function cleanText(value: string): string {
  return value.normalize('NFC').replace(/\r\n?/g, '\n').replace(controls, '');
}

/** A one-line name: also without bidirectional controls, white space trimmed and collapsed. */
export function cleanName(value: string): string {
  return cleanText(value).replace(bidiControls, '').replace(/\s+/g, ' ').trim();
}

/** The length a person sees: code points, not UTF-16 units. */
export function lengthOf(value: string): number {
  let length = 0;
  for (const _ of value) length++;
  return length;
}

function cleaned(clean: (value: string) => string, max: number, min: number) {
  return z
    .string()
    .max(max * 4 + 64, { error: 'too_long' })
    .transform((value, context) => {
      const fault = textFault(value);
      if (fault) {
        context.addIssue({ code: 'custom', message: fault });
        return z.NEVER;
      }
      const result = clean(value);
      const length = lengthOf(result);
      if (length > max) context.addIssue({ code: 'custom', message: 'too_long' });
      else if (length < min) context.addIssue({ code: 'custom', message: 'required' });
      return result;
    });
}

/** Free text of at most `max` code points; may be empty. */
export function text(max: number) {
  return cleaned(cleanText, max, 0);
}

/** A required one-line name of at most `max` code points. */
export function name(max: number) {
  return cleaned(cleanName, max, 1);
}

/** A one-line name that may be empty. */
export function optionalName(max: number) {
  return cleaned(cleanName, max, 0);
}

/** A mail address in lower case; one spelling, so that an invitation finds its person. */
export function email() {
  return z
    .string()
    .max(254, { error: 'too_long' })
    .refine((value) => textFault(value) === null, { error: 'not_an_email' })
    .transform((value) => cleanName(value).toLowerCase())
    .pipe(z.email({ error: 'not_an_email' }));
}

/** An amount in minor units as the API carries it: digits, at most 15, not negative. */
export function minor() {
  return z
    .string()
    .regex(/^\d{1,15}$/, { error: 'not_an_amount' })
    .transform((value) => BigInt(value).toString());
}

export function uuid() {
  return z
    .string()
    .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, {
      error: 'not_an_id',
    })
    .transform((value) => value.toLowerCase());
}

/** An instant in ISO 8601 with its zone. */
export function instant() {
  return z.iso.datetime({ offset: true, error: 'not_an_instant' });
}

/** A calendar day, YYYY-MM-DD. */
export function day() {
  return z.iso.date({ error: 'not_a_day' });
}

/** A rate in basis points, 0 to 100 %. */
export function basisPoints() {
  return z
    .int({ error: 'not_a_rate' })
    .min(0, { error: 'not_a_rate' })
    .max(10000, { error: 'not_a_rate' });
}
