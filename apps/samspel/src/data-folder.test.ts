import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freeMebibytes, needSpace, openDataFolder } from './data-folder.ts';
import { inOneLine } from './failure.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'samspel-data-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function said(work: () => void): string {
  try {
    work();
  } catch (error) {
    return inOneLine(error);
  }
  return '';
}

describe('the data folder', () => {
  test('a disk with less room than is needed is told in one line, with both figures', () => {
    const more = freeMebibytes(folder) + 1024;
    expect(said(() => needSpace(folder, more))).toMatch(
      new RegExp(`^The disk of ${folder} is full: \\d+ MiB free, ${more} MiB needed`),
    );
    expect(said(() => needSpace(folder, 0))).toBe('');
  });

  test('a path below a file is named', () => {
    const below = path.join(import.meta.filename, 'data');
    expect(said(() => openDataFolder(below))).toContain(below);
  });
});
