import { eligibilityEntries } from '@samspel/domain/consortium/eligibility';
import { findCounty, regionCode } from '@samspel/domain/consortium/regions';
import type { Application } from '@samspel/domain/proposal/application';
import type { Readiness } from '@samspel/domain/proposal/readiness';

export interface EligibilityGap {
  clusters: number;
  regions: number;
}

/** What is still lacking of clusters and regions. */
export function eligibilityGap(
  { call }: Pick<Application, 'call'>,
  { eligibility }: Pick<Readiness, 'eligibility'>,
): EligibilityGap {
  return {
    clusters: Math.max(0, call.minClusters - eligibility.clusters),
    regions: Math.max(0, call.minRegions - eligibility.regions.length),
  };
}

/** The counted regions by name; codes say nothing to people. */
export function regionNames(codes: readonly string[], application: Application): string[] {
  const { regionLevel } = application.call;
  const names = new Map<string, string>();
  for (const { nuts3 } of eligibilityEntries(application.partners)) {
    const county = nuts3 === null ? null : findCounty(nuts3);
    const code = nuts3 === null ? null : regionCode(nuts3, regionLevel);
    if (county && code) names.set(code, regionLevel === 'NUTS2' ? county.nuts2Name : county.county);
  }
  return codes.map((code) => names.get(code) ?? code);
}
