import type { FlatRateKind } from '@samspel/domain/call/call';

/** The article that each flat rate rests on, as RULES.md writes sources. */
export const flatSource: Record<FlatRateKind, string> = {
  staffOnDirect: 'CPR Art. 55(1)',
  travelOnStaff: 'Interreg Art. 41(5)',
  officeOnStaff: 'CPR Art. 54(b)',
  officeOnDirect: 'CPR Art. 54(a)',
  otherOnStaff: 'CPR Art. 56(1)',
};
