import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as Y from 'yjs';
import { seededRandom } from '../statistics/seeded-random.ts';
import { until } from './crowd.ts';
import { readProgress, textRoot } from './edits.ts';
import type { History, WriteHistoryJob } from './jobs.ts';
import { openLine } from './line.ts';

const author = 1_000_000_007;

/** Position, how many characters are deleted there, what is inserted. */
type Keystroke = [number, number, string?];

interface Replayed {
  source: History['source'];
  updates: Uint8Array[];
  characters: number;
}

let replayed: { key: string; made: Replayed } | null = null;

/** One update for each keystroke, as the author's editor sent them. */
function replay(trace: string | null, edits: number | null): Replayed {
  const key = `${trace} ${edits}`;
  if (replayed?.key === key) return replayed.made;
  const recorded = trace !== null && existsSync(trace);
  const all: Keystroke[] = recorded
    ? JSON.parse(gunzipSync(readFileSync(trace)).toString())
    : generated(260_000);
  const doc = new Y.Doc();
  doc.clientID = author;
  const text = doc.getText(textRoot);
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (const [at, deleted, inserted] of all.slice(0, edits ?? all.length)) {
    doc.transact(() => {
      if (deleted > 0) text.delete(at, deleted);
      if (inserted) text.insert(at, inserted);
    });
  }
  const made: Replayed = {
    source: recorded ? 'recorded' : 'generated',
    updates,
    characters: text.length,
  };
  replayed = { key, made };
  return made;
}

/** A person who writes on, corrects what they just wrote, and now and then goes back to another place. */
function generated(count: number): Keystroke[] {
  const random = seededRandom(20);
  const keystrokes: Keystroke[] = [];
  let length = 0;
  let at = 0;
  while (keystrokes.length < count) {
    if (random() < 0.01) at = Math.floor(random() * (length + 1));
    if (random() < 0.28 && at > 0) {
      at -= 1;
      length -= 1;
      keystrokes.push([at, 1]);
    } else {
      keystrokes.push([at, 0, 'etaoin shrdlu'[Math.floor(random() * 13)]!]);
      at += 1;
      length += 1;
    }
  }
  return keystrokes;
}

/** Writes a long history through the server's own door, edit by edit, until another person has all of it. */
export async function writeHistory(job: WriteHistoryJob): Promise<History> {
  const { server, room } = job;
  const { updates, characters, source } = replay(job.trace, job.edits);
  const begun = performance.now();
  let reached = 0;
  const reader = await openLine(server, room, author + 1, {
    update: (update) =>
      readProgress(update, (client, to) => {
        if (client === author) reached = Math.max(reached, to);
      }),
  });
  const writer = await openLine(server, room, author, {});
  let bytes = 0;
  let clock = 0;
  for (const [i, update] of updates.entries()) {
    writer.edit(update, i + 1);
    bytes += update.length;
    readProgress(update, (_client, to) => {
      clock = to;
    });
    // As much under way as a fast line would hold, no more: the sender's queue is not what is measured.
    if (i % 200 === 0) await until(() => clock - reached < 4000 && writer.waiting < 1 << 19);
  }
  const arrived = await until(() => reached >= clock, 120_000);
  writer.leave();
  reader.leave();
  if (!arrived) throw new Error(`${room}: the history did not arrive (${reached} of ${clock})`);
  const ms = performance.now() - begun;
  return { source, edits: updates.length, characters, bytes, ms };
}
