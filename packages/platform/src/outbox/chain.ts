import { createHash } from 'node:crypto';
import { canonicalJson } from '@samspel/domain/canonical-json';
import type { StoredEvent } from './event.ts';

type Entry = Omit<StoredEvent<string, unknown>, 'hash' | 'prevHash'>;

/** sha256(prev || canonical JSON of the entry): the entry's place in its aggregate's chain. */
export function chainHash(previous: Buffer | null, entry: Entry): Buffer {
  const { id, aggregateKind, aggregateId, version, type, payload, actorId, at } = entry;
  const text = canonicalJson({
    id,
    aggregateKind,
    aggregateId,
    version,
    type,
    payload,
    actorId,
    at: at.toISOString(),
  });
  const hash = createHash('sha256');
  if (previous) hash.update(previous);
  return hash.update(text).digest();
}
