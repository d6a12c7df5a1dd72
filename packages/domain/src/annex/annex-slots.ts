import type { CallDefinition } from '../call/call.ts';
import type { CofundingSheet } from '../cofunding/cofunding-sheet.ts';
import { isFunded, type PartnerEntry } from '../consortium/partner.ts';
import { type AnnexFile, type AnnexPlace, annexPlaceKey, type CallAnnex } from './annex.ts';

/** A place for one file that the call asks for. */
export interface AnnexSlot extends AnnexPlace {
  annex: CallAnnex;
  /** Of the source that the file speaks of; empty for others. */
  funderName: string;
}

export interface AnnexSource {
  call: Pick<CallDefinition, 'annexes'>;
  partners: readonly Pick<PartnerEntry, 'id' | 'role' | 'status'>[];
  cofunding: Record<string, CofundingSheet>;
  annexes?: readonly AnnexFile[];
}

/** AX1: every place for an annex, in the call's order of listing, then the partners' and the sources'. */
export function annexSlots(source: Omit<AnnexSource, 'annexes'>): AnnexSlot[] {
  const funded = source.partners.filter(isFunded).map(({ id }) => id);
  return (source.call.annexes ?? []).flatMap((annex): AnnexSlot[] => {
    const slot = { annex, kind: annex.key, partnerId: null, sourceId: null, funderName: '' };
    if (annex.per === 'proposal') return [slot];
    if (annex.per === 'partner') return funded.map((partnerId) => ({ ...slot, partnerId }));
    return funded.flatMap((partnerId) =>
      sourcesOf(source, partnerId).map(({ id, funderName }) => ({
        ...slot,
        partnerId,
        sourceId: id,
        funderName,
      })),
    );
  });
}

// A withdrawn source covers nothing (CF3), so nothing is to be certified of it.
function sourcesOf({ cofunding }: Omit<AnnexSource, 'annexes'>, partnerId: string) {
  return (cofunding[partnerId]?.sources ?? []).filter(({ status }) => status !== 'withdrawn');
}

/** The files that are submitted: those in places that the call asks for, in the places' order. */
export function annexesInPlace(source: AnnexSource): AnnexFile[] {
  const files = new Map((source.annexes ?? []).map((file) => [annexPlaceKey(file), file]));
  return annexSlots(source).flatMap((slot) => files.get(annexPlaceKey(slot)) ?? []);
}

/** Whose part an annex belongs to: one of the whole application to the lead's. */
export function annexesOfPart(source: AnnexSource, partnerId: string): AnnexFile[] {
  const lead = source.partners.find(({ role, status }) => role === 'lead' && status === 'accepted');
  return annexesInPlace(source).filter((file) => (file.partnerId ?? lead?.id) === partnerId);
}
