import type { Finding } from '../finding.ts';
import { findingOf } from '../rules.ts';
import type { PartnerEntry, PartnerRole, PartnerStatus } from './partner.ts';
import { type RegionLevel, regionCode } from './regions.ts';

/** What of a call decides whether a consortium qualifies. */
export interface EligibilityRules {
  minClusters: number;
  minRegions: number;
  regionLevel: RegionLevel;
  countedKinds: readonly string[];
  countedRoles: readonly PartnerRole[];
}

export interface EligibilityEntry {
  /** An organisation number, or any other string that tells organisations apart. */
  organisation: string;
  kind: string;
  nuts3: string | null;
  role: PartnerRole;
  status: PartnerStatus;
}

export interface Eligibility {
  qualifies: boolean;
  clusters: number;
  /** Codes at the call's level, sorted. */
  regions: string[];
  findings: Finding[];
}

/**
 * EL1, EL2: whether a consortium has the clusters and regions that its call asks for. Accepted
 * partners of the counted kinds and roles count; an organisation once, by its first such entry.
 */
export function checkEligibility(
  rules: EligibilityRules,
  partners: readonly EligibilityEntry[],
): Eligibility {
  const counted = new Set<string>();
  const codes = new Set<string>();
  for (const partner of partners) {
    const organisation = organisationKey(partner.organisation);
    if (!counts(rules, partner) || counted.has(organisation)) continue;
    counted.add(organisation);
    const code = partner.nuts3 === null ? null : regionCode(partner.nuts3, rules.regionLevel);
    if (code !== null) codes.add(code);
  }
  const regions = [...codes].sort();
  const findings: Finding[] = [];
  const place = { kind: 'partners' } as const;
  if (counted.size < rules.minClusters) {
    const params = { found: counted.size, needed: rules.minClusters };
    findings.push(findingOf('EL1', 'proposal', params, place));
  }
  if (regions.length < rules.minRegions) {
    const params = { found: regions.length, needed: rules.minRegions, level: rules.regionLevel };
    findings.push(findingOf('EL2', 'proposal', params, place));
  }
  return { qualifies: findings.length === 0, clusters: counted.size, regions, findings };
}

function counts(rules: EligibilityRules, partner: EligibilityEntry): boolean {
  return (
    partner.status === 'accepted' &&
    rules.countedKinds.includes(partner.kind) &&
    rules.countedRoles.includes(partner.role)
  );
}

/** An organisation is its number's digits ("556677-8899" and "5566778899" are one), else its string. */
export function organisationKey(organisation: string): string {
  const isNumber = /\d/.test(organisation) && !/\p{L}/u.test(organisation);
  return isNumber ? organisation.replace(/\D/g, '') : organisation;
}

/** A proposal's partners as the rule counts them: by number where known, else by directory entry. */
export function eligibilityEntries(partners: readonly PartnerEntry[]): EligibilityEntry[] {
  return partners.map((partner) => ({
    organisation: partner.organisationNumber || `directory:${partner.organisationId}`,
    kind: partner.kind,
    nuts3: partner.nuts3,
    role: partner.role,
    status: partner.status,
  }));
}
