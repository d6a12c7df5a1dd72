import { cleanText } from '@samspel/domain/input';
import type * as Y from 'yjs';

/** Told about every cell whose value could not be used; `readAs` is what was taken instead. */
export type ReportCell = (column: string, readAs: string) => void;

// Readers meet what any client wrote, by whatever software: no value is trusted, none throws.

export function textCell(
  registers: Y.Map<unknown>,
  field: string,
  max: number,
  report: ReportCell,
): string {
  const value = registers.get(field);
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') {
    report(field, '""');
    return '';
  }
  const cleaned = cleanText(value.slice(0, max * 4).toWellFormed());
  return cleaned.length <= max ? cleaned : [...cleaned].slice(0, max).join('');
}

export function optionalTextCell(
  registers: Y.Map<unknown>,
  field: string,
  max: number,
  report: ReportCell,
): string | null {
  return textCell(registers, field, max, report) || null;
}

export function choiceCell<T extends string>(
  registers: Y.Map<unknown>,
  field: string,
  choices: readonly T[],
  fallback: T,
  report: ReportCell,
): T {
  const value = registers.get(field);
  const known = choices.find((choice) => choice === value);
  if (known !== undefined) return known;
  if (value !== undefined) report(field, fallback);
  return fallback;
}

export function patternCell(
  registers: Y.Map<unknown>,
  field: string,
  pattern: RegExp,
  fallback: string,
  report: ReportCell,
): string {
  const value = registers.get(field);
  if (typeof value === 'string' && pattern.test(value)) return value;
  if (value !== undefined) report(field, fallback);
  return fallback;
}

export function integerCell(
  registers: Y.Map<unknown>,
  field: string,
  range: { min: number; max: number },
  fallback: number,
  report: ReportCell,
): number {
  const value = registers.get(field);
  if (isWhole(value, range)) return value;
  if (value !== undefined) report(field, String(fallback));
  return fallback;
}

export function optionalIntegerCell(
  registers: Y.Map<unknown>,
  field: string,
  range: { min: number; max: number },
  report: ReportCell,
): number | null {
  const value = registers.get(field);
  if (isWhole(value, range)) return value;
  if (value !== undefined && value !== null) report(field, 'none');
  return null;
}

/** True or absent: what says nothing when it is not there. */
export function markCell(
  registers: Y.Map<unknown>,
  field: string,
  report: ReportCell,
): true | undefined {
  const value = registers.get(field);
  if (value === true) return true;
  if (value !== undefined && value !== null && value !== false) report(field, 'false');
  return undefined;
}

/** The names behind a prefix whose register is true, sorted: a set that people change at once. */
export function markedNames(registers: Y.Map<unknown>, prefix: string): string[] {
  const names: string[] = [];
  registers.forEach((value, field) => {
    const name = field.slice(prefix.length);
    if (field.startsWith(prefix) && value === true && /^[0-9A-Za-z_-]{1,64}$/.test(name)) {
      names.push(name);
    }
  });
  return names.sort();
}

/** The fields that have a value, so that what says nothing is absent from what is hashed. */
export function present<T extends object>(fields: T): Partial<T> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<T>;
}

export function isWhole(value: unknown, range: { min: number; max: number }): value is number {
  return (
    typeof value === 'number' && Number.isInteger(value) && value >= range.min && value <= range.max
  );
}
