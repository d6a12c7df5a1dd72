import { expect, test } from 'vitest';
import { wipeAll } from './wipe-all.ts';

test('what is opened while one signs out is wiped too, and each once', async () => {
  const done: string[] = [];
  const wipes = new Set<() => Promise<void>>();
  const store = async () => void done.push('the store');
  wipes.add(async () => {
    // Edits of a closed tab were being looked for.
    await Promise.resolve();
    wipes.add(store);
    done.push('the search');
  });
  await wipeAll(wipes);
  expect(done).toEqual(['the search', 'the store']);
});

test('one that fails keeps none of the others', async () => {
  const done: string[] = [];
  const failing = () => Promise.reject(new Error('no disk'));
  await wipeAll(new Set([failing, async () => void done.push('other')]));
  expect(done).toEqual(['other']);
});
