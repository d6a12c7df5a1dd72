import { z } from 'zod';
import { bilingual, key } from '../call/texts.ts';

/** What an annex may be: kinds of file whose content tells what it is. */
export const annexTypes = ['pdf', 'docx', 'xlsx', 'odt', 'ods', 'png', 'jpg'] as const;
export type AnnexType = (typeof annexTypes)[number];

export const annexMediaTypes: Record<AnnexType, string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  png: 'image/png',
  jpg: 'image/jpeg',
};

/** What a call asks for one annex of: the application, each funded partner, each co-funding source. */
export const annexScopes = ['proposal', 'partner', 'source'] as const;
export type AnnexScope = (typeof annexScopes)[number];

/** `unscanned`: this installation has no virus scanner; `pending`: it has one that has not answered. */
export const scanStates = ['pending', 'clean', 'infected', 'unscanned'] as const;
export type ScanState = (typeof scanStates)[number];

/** No call allows more: a backup holds each file in memory once. */
export const annexBytesMax = 50_000_000;

/** One kind of annex that a call asks for. */
export const callAnnex = z.strictObject({
  key,
  title: bilingual(120),
  guidance: bilingual(2000),
  per: z.enum(annexScopes),
  demanded: z.boolean(),
  types: z.array(z.enum(annexTypes)).min(1).max(annexTypes.length),
  maxBytes: z.int().min(1).max(annexBytesMax),
});
export type CallAnnex = z.infer<typeof callAnnex>;

/** Which annex: its kind in the call, and of whom or of what. */
export interface AnnexPlace {
  kind: string;
  partnerId: string | null;
  sourceId: string | null;
}

/** The file that lies in a place now. */
export interface AnnexFile extends AnnexPlace {
  name: string;
  type: AnnexType;
  sizeBytes: number;
  sha256: string;
  scan: ScanState;
}

/** One text for one place. */
export function annexPlaceKey({ kind, partnerId, sourceId }: AnnexPlace): string {
  return [partnerId, kind, sourceId].filter((part) => part !== null).join('/');
}

/**
 * What a file is called when it is given out: with the ending of what it is. Blocks a file that is a PDF
 * to us and a page or a program to whoever opens it by its name.
 */
export function annexFileName({ name, type }: Pick<AnnexFile, 'name' | 'type'>): string {
  const endings: readonly string[] = type === 'jpg' ? ['jpg', 'jpeg'] : [type];
  // Systems that leave out dots and spaces at the end would see another ending.
  const plain = name.replace(/[. ]+$/, '');
  const ending = /\.([^.]+)$/.exec(plain)?.[1]?.toLowerCase() ?? '';
  return endings.includes(ending) ? plain : `${plain || 'file'}.${type}`;
}
