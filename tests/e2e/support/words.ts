import { readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../../../apps/web/messages');

type Message = string | { match: Record<string, string> }[];

export type Words = (key: string, params?: Record<string, string | number>) => string;

/** What the screens say in a language: tests name a message, and its wording may change freely. */
export function words(locale: 'sv' | 'en'): Words {
  const nouns = new Map<string, Record<string, Message>>();
  return (key, params = {}) => {
    const noun = key.slice(0, key.indexOf('_'));
    const messages: Record<string, Message> =
      nouns.get(noun) ??
      JSON.parse(readFileSync(path.join(folder, noun, `${locale}.json`), 'utf8'));
    nouns.set(noun, messages);
    const message = messages[key];
    if (message === undefined) throw new Error(`no message ${key} in ${locale}`);
    return fill(typeof message === 'string' ? message : variant(message, params, locale), params);
  };
}

function variant(
  message: { match: Record<string, string> }[],
  params: Record<string, string | number>,
  locale: string,
): string {
  const form = new Intl.PluralRules(locale).select(Number(params.count ?? 0));
  const variants = message[0]?.match ?? {};
  const text = variants[`n=${form}`];
  if (text === undefined) throw new Error(`only messages that count by {count}: ${variants}`);
  return text;
}

const fill = (text: string, params: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
