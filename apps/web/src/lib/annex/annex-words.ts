import type { AnnexType, CallAnnex, ScanState } from '@samspel/domain/annex/annex';
import { annexMediaTypes } from '@samspel/domain/annex/annex';
import { formatBytes } from '#lib/kit/format.ts';
import { m } from '#lib/paraglide/messages.js';

/** "PDF, PNG, JPG, at most 10 MB". */
export function takesText({ types, maxBytes }: CallAnnex): string {
  const names = types.map((type) => type.toUpperCase()).join(', ');
  return m.annex_takes({ types: names, size: formatBytes(maxBytes) });
}

/** What a file chooser offers first; what a file is, its content tells the server. */
export function acceptOf(types: readonly AnnexType[]): string {
  return types.flatMap((type) => [`.${type}`, annexMediaTypes[type]]).join(',');
}

export const scanTone = {
  pending: 'info',
  clean: 'ok',
  infected: 'block',
  unscanned: 'warn',
} as const satisfies Record<ScanState, string>;

export const scanText: Record<ScanState, () => string> = {
  pending: m.annex_scan_pending,
  clean: m.annex_scan_clean,
  infected: m.annex_scan_infected,
  unscanned: m.annex_scan_unscanned,
};
