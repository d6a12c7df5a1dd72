import { ruleSources } from '@samspel/domain/rule-sources';
import type { CheckId } from '@samspel/domain/rules';
import { language } from '#lib/kit/i18n.svelte.ts';
import { m } from '#lib/paraglide/messages.js';

/** Where a rule comes from, in the reader's words, and where that can be read. */
export interface Source {
  text: string;
  href?: string;
}

const regulations: Record<string, string> = { CPR: '2021/1060', Interreg: '2021/1059' };
const others: Record<string, () => string> = {
  Call: m.rule_source_call,
  Product: m.rule_source_product,
  Handbook: m.rule_source_handbook,
  Jems: m.rule_source_jems,
};

/** Sources of a check by its id; none for an id that is no check. */
export function sourcesOf(rule: string): Source[] {
  return sourcesIn(ruleSources[rule as CheckId] ?? '');
}

/** "CPR Art. 55(2); Handbook": as RULES.md and the code write it. */
export function sourcesIn(written: string): Source[] {
  return written.split('; ').flatMap((one) => {
    if (one === 'GDPR') return [{ text: m.rule_source_gdpr(), href: lawAt('2016/679') }];
    const law = /^(CPR|Interreg) Art\. (.+)$/.exec(one);
    if (law) return [articleOf(law[1] ?? '', law[2] ?? '')];
    const text = others[one.replace(/ \(.*\)$/, '')];
    return text ? [{ text: text() }] : [];
  });
}

function articleOf(act: string, written: string): Source {
  const regulation = regulations[act] ?? '';
  const several = written.includes('-');
  // "55(2)" is "55.2" in Swedish.
  const swedish = written.replace(/\((\d+)\)/, '.$1').replace(/\(([a-z])\)/, ' $1');
  const article = (language.locale === 'sv' ? swedish : written).replace('-', '–');
  const say = several ? m.rule_source_articles : m.rule_source_article;
  return { text: say({ article, regulation }), href: lawAt(regulation) };
}

function lawAt(regulation: string): string {
  return `https://eur-lex.europa.eu/eli/reg/${regulation}/oj`;
}
