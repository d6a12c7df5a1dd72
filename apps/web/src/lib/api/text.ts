import { ofBoth } from '@samspel/domain/finding';
import { formatBytes, formatDate, formatMoney, formatRate } from '#lib/kit/format.ts';
import { language } from '#lib/kit/i18n.svelte.ts';
import * as messages from '#lib/paraglide/messages.js';

export type TextParams = Record<string, string | number>;
type Message = (params: TextParams) => string;
const texts = messages as unknown as Record<string, Message | undefined>;

// Params whose values are words of the data's own: each has a text of its own.
const words = new Set(['category', 'kind', 'kinds', 'level', 'column', 'how', 'model']);

function wordOf(value: string): string {
  const message = texts[`rule_word_${value.replaceAll(/[ -]/g, '_')}`];
  return message ? message({}) : value;
}

/** Params as data carry them (`euMinor`, `rateBp`, `closesAt`) become what a person reads. */
function readable(name: string, value: string | number): string | number {
  if (name.endsWith('Minor') && /^-?\d+$/.test(String(value))) return formatMoney(String(value));
  if (name.endsWith('Bp') && /^-?\d+$/.test(String(value))) return formatRate(Number(value));
  if (name.endsWith('Both')) return ofBoth(String(value), language.locale);
  if (name.endsWith('ytes') && /^\d+$/.test(String(value))) return formatBytes(Number(value));
  if (words.has(name)) return String(value).split(', ').map(wordOf).join(', ');
  if (name.endsWith('At') && /^\d{4}-\d\d-\d\d/.test(String(value)))
    return formatDate(value, 'dateTimeLong');
  return value;
}

/** The text of a key that is known only at run time, or null when there is none. */
export function textOf(key: string, params: TextParams = {}): string | null {
  const message = texts[key.replaceAll(/[.-]/g, '_')];
  if (!message) return null;
  const shown: TextParams = {};
  for (const [name, value] of Object.entries(params)) shown[name] = readable(name, value);
  // A text may name what an older server did not send: better a gap than the word "undefined".
  return message(new Proxy(shown, { get: (all, name) => all[String(name)] ?? '…' }));
}
