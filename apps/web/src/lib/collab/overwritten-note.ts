import { inPersonStore, noteOf, readNote } from '#lib/session/person-store.ts';
import type { OverwrittenCell } from './overwritten.svelte.ts';

/** What was overwritten outlives a reload: it lies sealed in the person's store until it is decided. */
export class OverwrittenNote {
  readonly #personId: string;
  readonly #name: string;
  /** Written in order, and never before what an earlier page left was read. */
  #queue: Promise<unknown>;
  readonly left: Promise<OverwrittenCell[]>;

  constructor(personId: string, proposalId: string) {
    this.#personId = personId;
    this.#name = `overwritten/${proposalId}`;
    this.left = readNote<OverwrittenCell[]>(personId, this.#name).then((left) => left ?? []);
    this.#queue = this.left.catch(() => []);
  }

  write(all: readonly OverwrittenCell[]): void {
    const note = all.length > 0 ? noteOf(all) : null;
    this.#queue = this.#queue.then(() =>
      inPersonStore(this.#personId, (store) => store.note(this.#name, note)),
    );
  }
}
