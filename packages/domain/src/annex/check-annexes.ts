import { bothTexts, type Finding, type Place } from '../finding.ts';
import { type CheckId, findingOf } from '../rules.ts';
import { type AnnexFile, type AnnexPlace, annexPlaceKey, type CallAnnex } from './annex.ts';
import { type AnnexSlot, type AnnexSource, annexesInPlace, annexSlots } from './annex-slots.ts';

/** AX1-AX6: what the call demands is there, of a kind that it takes, and carries no virus. */
export function checkAnnexes(source: AnnexSource): Finding[] {
  const slots = annexSlots(source);
  const files = new Map((source.annexes ?? []).map((file) => [annexPlaceKey(file), file]));
  return [
    ...slots.flatMap((slot) => checkSlot(slot, files.get(annexPlaceKey(slot)))),
    ...checkUnscanned(source),
    ...checkLeftOver(source, slots),
  ];
}

function checkSlot(slot: AnnexSlot, file: AnnexFile | undefined): Finding[] {
  if (!file) return slot.annex.demanded ? [findingAt('AX1', slot)] : [];
  const { type, sizeBytes: bytes, scan } = file;
  const findings: Finding[] = [];
  if (!fits(slot.annex, file)) {
    const { types, maxBytes } = slot.annex;
    findings.push(findingAt('AX4', slot, { type, bytes, types: types.join(', '), maxBytes }));
  }
  if (scan === 'infected') findings.push(findingAt('AX2', slot));
  if (scan === 'pending') findings.push(findingAt('AX3', slot));
  return findings;
}

/** AX4: a file as the call takes it. */
export function fits(annex: CallAnnex, file: Pick<AnnexFile, 'type' | 'sizeBytes'>): boolean {
  return annex.types.includes(file.type) && file.sizeBytes <= annex.maxBytes;
}

function findingAt(
  rule: CheckId,
  slot: AnnexSlot,
  params: Record<string, string | number> = {},
): Finding {
  const place = annexPlaceKey(slot);
  const titleBoth = bothTexts(titleOf(slot, 'sv'), titleOf(slot, 'en'));
  return findingOf(rule, `annex:${place}`, { titleBoth, ...params }, placeOf(slot));
}

function placeOf(place: AnnexPlace): Place {
  const { partnerId } = place;
  return { kind: 'annex', annex: annexPlaceKey(place), ...(partnerId ? { partnerId } : {}) };
}

function titleOf({ annex, funderName }: AnnexSlot, language: 'sv' | 'en'): string {
  return funderName ? `${annex.title[language]} (${funderName})` : annex.title[language];
}

function checkUnscanned(source: AnnexSource): Finding[] {
  const unscanned = annexesInPlace(source).filter(({ scan }) => scan === 'unscanned');
  const [first] = unscanned;
  if (!first) return [];
  return [findingOf('AX5', 'proposal', { count: unscanned.length }, placeOf(first))];
}

/** Files of partners that left are gone with them; the others are somebody's to remove. */
function checkLeftOver(source: AnnexSource, slots: readonly AnnexSlot[]): Finding[] {
  const known = new Set(slots.map(annexPlaceKey));
  const present = new Set(
    source.partners.filter(({ status }) => status === 'accepted').map(({ id }) => id),
  );
  return (source.annexes ?? [])
    .filter((file) => !known.has(annexPlaceKey(file)))
    .filter(({ partnerId }) => partnerId === null || present.has(partnerId))
    .map((file) => {
      const subject = `annex:${annexPlaceKey(file)}`;
      return findingOf('AX6', subject, { file: file.name }, placeOf(file));
    });
}
