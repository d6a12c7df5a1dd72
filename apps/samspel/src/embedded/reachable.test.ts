import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { closedFolder } from './reachable.ts';

const stranger = { name: 'stranger', uid: 54_321, gid: 54_321 };

test('names the first folder on the way that is closed', () => {
  const top = mkdtempSync(path.join(tmpdir(), 'samspel-reach-'));
  const inner = path.join(top, 'a/b');
  mkdirSync(inner, { recursive: true });
  expect(closedFolder(inner, stranger)).toBe(top);
  chmodSync(top, 0o755);
  expect(closedFolder(inner, stranger)).toBeUndefined();
  chmodSync(path.join(top, 'a'), 0o750);
  expect(closedFolder(inner, stranger)).toBe(path.join(top, 'a'));
});

test('what does not exist yet will be made open', () => {
  const top = mkdtempSync(path.join(tmpdir(), 'samspel-reach-'));
  chmodSync(top, 0o711);
  expect(closedFolder(path.join(top, 'new/er'), stranger)).toBeUndefined();
});

test("a folder of one's own needs one's own right to search it", () => {
  const top = mkdtempSync(path.join(tmpdir(), 'samspel-reach-'));
  const owner = { name: 'me', uid: process.getuid?.() ?? 0, gid: 54_321 };
  expect(closedFolder(top, owner)).toBeUndefined();
});
