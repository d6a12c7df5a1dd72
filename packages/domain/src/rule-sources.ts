import type { CheckId } from './rules.ts';

/**
 * Where each check comes from, in the words of RULES.md; several are separated by "; ". Screens say
 * them in the reader's language.
 */
export const ruleSources: Record<CheckId, string> = {
  CL1: 'Call',
  CL2: 'Call',

  EL1: 'Call',
  EL2: 'Call',
  EL3: 'Interreg Art. 26; Product',
  EL4: 'Product',
  EL5: 'Product',

  BU1: 'Call; CPR Art. 54-56',
  BU2: 'Call; CPR Art. 54-56; Jems',
  BU3: 'CPR Art. 54; Jems',
  BU4: 'CPR Art. 56; Jems',
  BU5: 'CPR Art. 54-56',
  BU6: 'CPR Art. 54; Jems',
  BU7: 'Product',
  BU8: 'CPR Art. 53; Product',
  BU9: 'Product',
  BU10: 'Call',
  BU11: 'Call',
  BU12: 'CPR Art. 112',
  BU13: 'Product',
  BU14: 'Call',
  BU15: 'Product',
  BU16: 'Handbook',
  BU17: 'Call',
  BU18: 'Product',
  BU19: 'CPR Art. 55(2)',
  BU20: 'Call; CPR Art. 53',
  BU21: 'CPR Art. 53',
  BU22: 'Product',
  BU23: 'GDPR; Product',
  BU24: 'CPR Art. 53(2)',
  BU25: 'CPR Art. 55(1)',
  BU26: 'Call',
  BU27: 'CPR Art. 53',

  CF1: 'Handbook',
  CF2: 'Handbook',
  CF3: 'Product',
  CF4: 'Product',
  CF5: 'Product',

  NA1: 'Call',
  NA2: 'Call',
  NA3: 'Product',

  WP1: 'Handbook',
  WP2: 'Call',
  WP3: 'Product',
  WP4: 'Product',
  WP5: 'Handbook',
  WP6: 'Handbook',
  WP7: 'Handbook',
  WP8: 'Product',
  WP9: 'Product',
  WP10: 'Product',
  WP11: 'Product',
  WP12: 'Handbook',

  AX1: 'Call; Handbook',
  AX2: 'Product',
  AX3: 'Product',
  AX4: 'Call',
  AX5: 'Product',
  AX6: 'Product',

  SO1: 'Handbook (confirmation of commitments)',
  SO2: 'Product',

  SU1: 'Call',
  SU2: 'Call',
  SU3: 'Call',
  SU4: 'Handbook',

  SY1: 'Product',
};
