import type { Finding } from '../finding.ts';
import { findingOf } from '../rules.ts';
import { eligibilityEntries, organisationKey } from './eligibility.ts';
import type { PartnerEntry } from './partner.ts';

/** EL3-EL5: one accepted lead partner; organisations listed twice; invitations not answered. */
export function checkConsortium(partners: readonly PartnerEntry[]): Finding[] {
  const findings: Finding[] = [];
  const leads = partners.filter(({ role, status }) => role === 'lead' && status === 'accepted');
  if (leads.length !== 1) {
    findings.push(findingOf('EL3', 'proposal', { found: leads.length }, { kind: 'partners' }));
  }
  findings.push(...checkDuplicates(partners));
  for (const { id, organisationName, status } of partners) {
    if (status !== 'invited') continue;
    const params = { organisation: organisationName };
    findings.push(findingOf('EL5', `partner:${id}`, params, { kind: 'partners', partnerId: id }));
  }
  return findings;
}

function checkDuplicates(partners: readonly PartnerEntry[]): Finding[] {
  const accepted = partners.filter(({ status }) => status === 'accepted');
  const times = new Map<string, PartnerEntry[]>();
  eligibilityEntries(accepted).forEach(({ organisation }, at) => {
    const key = organisationKey(organisation);
    const entry = accepted[at];
    if (entry) times.set(key, [...(times.get(key) ?? []), entry]);
  });
  return [...times.values()].flatMap((entries) => {
    const [first] = entries;
    if (!first || entries.length === 1) return [];
    const params = { organisation: first.organisationName, times: entries.length };
    const place = { kind: 'partners', partnerId: first.id } as const;
    return [findingOf('EL4', `partner:${first.id}`, params, place)];
  });
}
