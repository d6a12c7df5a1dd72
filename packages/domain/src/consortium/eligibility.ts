import type { Finding } from '../finding.ts';

export interface Eligibility {
  qualifies: boolean;
  clusters: number;
  regions: string[];
  findings: Finding[];
}
