import { isFunded } from '../consortium/partner.ts';
import type { Finding } from '../finding.ts';
import { findingOf } from '../rules.ts';
import { instantMs } from '../time/instant.ts';
import type { Application } from './application.ts';

/** CL1, CL2: a call takes submissions from its opening to its closing instant, both included. */
export function checkCallWindow({ call, now }: Application): Finding[] {
  const at = instantMs(now);
  const place = { kind: 'call' } as const;
  if (at < instantMs(call.opensAt)) {
    return [findingOf('CL1', 'proposal', { opensAt: call.opensAt }, place)];
  }
  if (at > instantMs(call.closesAt)) {
    return [findingOf('CL2', 'proposal', { closesAt: call.closesAt }, place)];
  }
  return [];
}

/** SU1-SU4: title, duration, theme and start of the project. */
export function checkDescription({ call, proposal }: Application): Finding[] {
  const findings: Finding[] = [];
  if (proposal.title.trim() === '') {
    findings.push(findingOf('SU1', 'proposal', {}, { kind: 'proposal', field: 'title' }));
  }
  const min = call.minMonths ?? 1;
  const longest = call.periods.lengthMonths * call.periods.max;
  const max = Math.min(call.maxMonths ?? longest, longest);
  const months = proposal.months ?? 0;
  if (months < min || months > max) {
    const place = { kind: 'proposal', field: 'months' } as const;
    findings.push(findingOf('SU2', 'proposal', { months, min, max }, place));
  }
  const themeKnown = call.themes.some((theme) => theme.key === proposal.theme);
  if (call.themes.length > 0 && !themeKnown) {
    findings.push(findingOf('SU3', 'proposal', {}, { kind: 'proposal', field: 'theme' }));
  }
  if (!proposal.startDate) {
    findings.push(findingOf('SU4', 'proposal', {}, { kind: 'proposal', field: 'startDate' }));
  }
  return findings;
}

/** NA1, NA2: sections within their limits, required ones written. */
export function checkSections({ call, sections }: Application): Finding[] {
  const written = new Map(sections.map((section) => [section.key, section.characters]));
  return call.sections.flatMap((section) => {
    const characters = written.get(section.key) ?? 0;
    const subject = `section:${section.key}`;
    const place = { kind: 'section', key: section.key } as const;
    if (characters > section.maxCharacters) {
      const params = { characters, limit: section.maxCharacters };
      return [findingOf('NA1', subject, params, place)];
    }
    const missing = section.required && characters === 0;
    return missing ? [findingOf('NA2', subject, {}, place)] : [];
  });
}

/** SO1, SO2: every funded partner has signed its part as it stands. */
export function checkSignOffs({ partners }: Application): Finding[] {
  return partners.filter(isFunded).flatMap((partner) => {
    if (partner.signOff?.current) return [];
    const rule = partner.signOff ? 'SO2' : 'SO1';
    const params = { organisation: partner.organisationName };
    const place = { kind: 'signoff', partnerId: partner.id } as const;
    return [findingOf(rule, `partner:${partner.id}`, params, place)];
  });
}
