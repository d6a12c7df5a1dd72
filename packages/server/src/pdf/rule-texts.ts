import { type Finding, ofBoth } from '@samspel/domain/finding';
import type { Language } from '@samspel/domain/person/person-view';
import { type CheckId, checks } from '@samspel/domain/rules';
import { amountText, instantText, percentText } from '../text/format.ts';

/** The rules in Swedish, for print; in English the domain's own messages speak. */
const swedish: Record<CheckId, string> = {
  CL1: 'Utlysningen öppnar {opensAt}.',
  CL2: 'Utlysningen stängde {closesAt}.',
  EL1: '{found} av minst {needed} kluster eller FoU-plattformar har tackat ja.',
  EL2: '{found} av minst {needed} {level} är företrädda.',
  EL3: 'Konsortiet ska ha precis en projektägare som har tackat ja; det har {found}.',
  EL4: '{organisation} är med i konsortiet {times} gånger och räknas en gång.',
  EL5: '{organisation} har inte svarat på sin inbjudan och deltar inte förrän den tackar ja.',
  BU1: 'Utlysningen erbjuder inte schablonen {kind}; den räknas som 0.',
  BU2: 'Schablonen {kind} är satt till {chosenBp}; utlysningen tillåter {how} {allowedBp}. Den räknas som 0.',
  BU3: 'Kontorskostnader är en schablon på personal eller på direkta kostnader, inte på båda. Båda räknas som 0.',
  BU4: 'Schablonen för alla övriga kostnader utesluter varje annan schablon; {kinds} räknas som 0.',
  BU5: '{category} täcks av schablonen {kind}; raden räknas som 0.',
  BU6: 'Kontorskostnader kommer bara från en schablon; raden räknas som 0.',
  BU7: 'Summan är {totalMinor}, under 0: intäkterna överstiger kostnaderna. EU-andelen är 0.',
  BU8: 'Finansieringen överstiger den egna delen på {ownMinor} med {excessMinor}.',
  BU9: '{uncoveredMinor} av den egna delen på {ownMinor} saknar finansiering.',
  BU10: 'EU-stödet på {euMinor} är under utlysningens minsta belopp, {limitMinor}.',
  BU11: 'EU-stödet på {euMinor} är över utlysningens högsta belopp, {limitMinor}.',
  BU12: 'EU-stödet på {euMinor} är mer än {rateBp} av {totalMinor}.',
  BU13: 'Partnernas EU-andelar blir tillsammans {differenceMinor} mindre än {rateBp} av summan: varje andel avrundas nedåt.',
  BU14: 'Utlysningen har ingen växelkurs för {currency}; raden räknas som 0.',
  BU15: 'Cellen {column} har inget giltigt värde och läses som {readAs}.',
  BU16: '{category} med styckepriset {priceMinor}: intäkter är negativa, kostnader är det inte. Raden räknas som 0.',
  BU17: 'Period {period} ligger utanför projektet, som har {periods}.',
  BU18: '{organisation} har inga kostnader i sin budget.',
  BU19: '{hours} timmar på tolv månader överstiger anställningens {limit} timmar.',
  BU20: 'Utlysningen erbjuder inte kostnadsmodellen {model}.',
  BU21: '{category} ingår inte i kostnadsmodellen {model}; raden räknas som 0.',
  BU22: 'Perioderna rymmer {entered}, raden {quantity}; det som är för mycket räknas som 0.',
  BU23: 'Timpriset gäller en enda person och avslöjar lönen. Använd ett genomsnitt för funktionen.',
  BU24: 'Projektets summa på {totalMinor} är högst {limitMinor}: förordningen kräver enhetskostnader, klumpsummor eller schabloner, utom vid statligt stöd. {kinds} är faktiska kostnader som ingen schablon bygger på.',
  BU25: 'Schablonen för personal får inte användas när de direkta kostnaderna innehåller byggentreprenader eller upphandlingar över tröskelvärdena: {amountMinor} är infrastruktur och byggande.',
  BU26: 'Utlysningen anger ingen procentsats för {column}; raden räknas utan.',
  BU27: 'Schablonen {kind} ingår inte i kostnadsmodellen {model} och räknas inte.',
  CF1: '{confirmedMinor} av {ownMinor} är bekräftat av medfinansiärer; {missingMinor} saknas.',
  CF2: 'En finansiering saknar medfinansiärens namn.',
  CF3: 'En tillbakadragen finansiering täcker inget.',
  CF4: 'Medfinansiären har utfäst {pledgedMinor}; nu behövs {amountMinor}.',
  CF5: 'Cellen {column} har inget giltigt värde och läses som {readAs}.',
  WP1: '{kind} saknar titel.',
  WP2: '{kind} ”{title}” ligger i period {from} till {to}; projektet har 1 till {periods}.',
  WP3: '{kind} ”{title}” (period {from} till {to}) ligger utanför sitt arbetspaket (period {start} till {end}).',
  WP4: 'Aktiviteten ”{title}” väntar på sig själv: {path}.',
  WP5: '{kind} ”{title}” saknar ansvarig som deltar.',
  WP6: '{kind} ”{title}” saknar slutdatum.',
  WP7: 'Milstolpen ”{title}” har datumet {day}; projektet pågår {start} till {end}.',
  WP8: 'Radens arbetspaket finns inte i arbetsplanen.',
  WP9: '{kind} ”{title}” hör inte till något i arbetsplanen.',
  WP10: 'Aktiviteten ”{title}” börjar innan ”{before}”, som den väntar på, är klar.',
  WP11: 'Cellen {column} har inget giltigt värde och läses som {readAs}.',
  WP12: 'Indikatorn ”{title}” har inget mål som går att mäta.',
  NA1: '{characters} tecken; avsnittet rymmer {limit}.',
  NA2: 'Avsnittet är obligatoriskt och saknar text.',
  NA3: '{count} delar av texten gick inte att läsa och är utelämnade.',
  AX1: 'Bilagan ”{titleBoth}” saknas.',
  AX2: 'Filen i bilagan ”{titleBoth}” är smittad. Byt ut eller ta bort den.',
  AX3: 'Filen i bilagan ”{titleBoth}” är inte genomsökt efter virus ännu.',
  AX4: 'Bilagan ”{titleBoth}” är en {type} på {bytes} byte; utlysningen tar emot {types} på högst {maxBytes} byte.',
  AX5: 'Den här installationen har inget virusskydd: {count} bilagor är inte genomsökta.',
  AX6: '”{file}” hör inte längre till något som utlysningen frågar efter och lämnas inte in.',
  SO1: '{organisation} har inte signerat sin del.',
  SO2: '{organisation}: delen har ändrats sedan den signerades.',
  SU1: 'Projektet saknar titel.',
  SU2: 'Projekttiden är {months} månader; utlysningen tillåter {min} till {max}.',
  SU3: 'Inget av utlysningens teman är valt.',
  SU4: 'Projektet saknar startdatum.',
  SY1: 'Systemet klarade inte att granska ansökan. Felet är vårt: inget är förlorat och ni behöver inte ändra något. Skicka in igen, oförändrat, senast {untilAt}; då räknas ansökan som mottagen {receivedAt}.',
};

const swedishWords: Record<string, string> = {
  STAFF: 'Personal',
  TRAVEL: 'Resor och logi',
  OFFICE: 'Kontor och administration',
  EXTERNAL: 'Externa tjänster',
  EQUIPMENT: 'Utrustning',
  INFRA: 'Infrastruktur',
  LUMP: 'Klumpsumma',
  UNIT: 'Enhetskostnader',
  REVENUE: 'Projektintäkter',
  staffOnDirect: 'personal på direkta kostnader',
  travelOnStaff: 'resor på personal',
  officeOnStaff: 'kontor på personal',
  officeOnDirect: 'kontor på direkta kostnader',
  otherOnStaff: 'alla övriga kostnader på personal',
  NUTS2: 'riksområden (NUTS 2)',
  NUTS3: 'län (NUTS 3)',
  exactly: 'exakt',
  description: 'beskrivning',
  functionTitle: 'funktion',
  unit: 'enhet',
  quantity: 'antal',
  unitPriceMinor: 'styckepris',
  currency: 'valuta',
  period: 'period',
  workPackage: 'arbetspaket',
  note: 'anteckning',
  category: 'kostnadsslag',
  order: 'ordning',
  deleted: 'borttagen',
  funderName: 'medfinansiär',
  legal: 'rättslig form',
  form: 'form',
  mode: 'räknesätt',
  amountMinor: 'belopp',
  weight: 'andel',
  status: 'status',
  'at most': 'högst',
  'work package': 'Arbetspaketet',
  activity: 'Aktiviteten',
  deliverable: 'Leveransen',
  milestone: 'Milstolpen',
  indicator: 'Indikatorn',
  real_cost: 'faktiska kostnader',
  staff_and_flat: 'löner med schablon för alla övriga kostnader',
  lump_sum: 'klumpsumma',
  fifteen_fifteen: 'löner med schabloner för kontor och resor',
  flat_staff: 'personal som schablon',
  unit_cost: 'enhetskostnader',
  onCosts: 'lönebikostnader',
  uprated: 'uppräkning',
  model: 'kostnadsmodell',
  locked: 'låst',
  title: 'titel',
  dueDate: 'slutdatum',
  startPeriod: 'första period',
  endPeriod: 'sista period',
  target: 'mål',
  row: 'rad',
};

/** A finding in the reader's words; an unknown rule keeps the message that it was stored with. */
export function findingText(language: Language, finding: Finding): string {
  if (!Object.hasOwn(checks, finding.rule)) return finding.message;
  const rule = finding.rule as CheckId;
  const text = language === 'sv' ? swedish[rule] : checks[rule].message.replaceAll('} %', '}');
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = finding.params[name];
    return value === undefined ? whole : valueText(language, name, value);
  });
}

// What people wrote is never translated, whatever word of ours it happens to be.
const written = new Set(['organisation', 'title', 'before', 'path']);

function valueText(language: Language, name: string, value: string | number): string {
  const text = String(value);
  if (name.endsWith('Minor') && /^-?\d+$/.test(text)) {
    return amountText(language, BigInt(text), 'EUR');
  }
  if (name.endsWith('Both')) return ofBoth(text, language);
  if (name.endsWith('Bp')) return percentText(language, Number(value));
  if (name.endsWith('At')) return instantText(language, new Date(text));
  if (language === 'en' || written.has(name)) return text;
  return text
    .split(', ')
    .map((word) => swedishWords[word] ?? word)
    .join(', ');
}
