import type { MatrixCell } from '@samspel/domain/cofunding/matrix';
import {
  type NumberFault,
  type NumberStyle,
  parseAmount,
} from '@samspel/domain/money/parse-amount';
import { amountText } from '#lib/budget/grid/cell-input.ts';

export type Share = { amountMinor: string } | { weight: number };
export type ShareFault = NumberFault | 'negative' | 'weight';
export type ShareInput = { ok: true; share: Share } | { ok: false; fault: ShareFault };

const fail = (fault: ShareFault): ShareInput => ({ ok: false, fault });

/** A number is an amount; with a cross before or behind it, "×3" or "3x", it is a weight. */
export function readShare(text: string, style: NumberStyle): ShareInput {
  const bare = text.trim();
  if (/^[x×*]|[x×*]$/i.test(bare)) {
    const weight = bare.replace(/^[x×*]\s*|\s*[x×*]$/gi, '');
    if (!/^\d{1,7}$/.test(weight) || Number(weight) > 1_000_000) return fail('weight');
    return { ok: true, share: { weight: Number(weight) } };
  }
  const parsed = parseAmount(bare, style);
  if (!parsed.ok) return fail(parsed.fault);
  if (parsed.value < 0n) return fail('negative');
  if (parsed.value > 10n ** 15n - 1n) return fail('too_large');
  return { ok: true, share: { amountMinor: parsed.value.toString() } };
}

/** What a cell opens with, which read back is what it has. */
export function shareText(cell: MatrixCell | undefined, style: NumberStyle): string {
  if (!cell) return '';
  return cell.mode === 'weight' ? `×${cell.weight}` : amountText(cell.amount.toString(), style);
}
