import type { Limits } from '../../protocol/limits.ts';
import { readLog } from '../../store/log.ts';
import { historyBytes, readSnapshot } from '../../store/snapshots.ts';
import type { SqlPool } from '../../store/sql-pool.ts';
import { type Builder, NotBuilt } from '../building/builder.ts';
import type { DatabaseGate } from '../database-gate.ts';
import type { HubLog } from '../hub-log.ts';
import type { RightsWatch } from './rights-watch.ts';
import type { Seat } from './seat.ts';

export interface CatchUpNeeds {
  reads: SqlPool;
  limits: Limits;
  gate: DatabaseGate;
  builder: Builder;
  log: HubLog;
  rights: RightsWatch;
}

interface Update {
  seq: number;
  data: Uint8Array;
}

/** Brings seats up to the present, over the snapshot where that is the shorter way. */
export class CatchUp {
  readonly #needs: CatchUpNeeds;
  /** Snapshots of the last `snapshotShelfMs`: after a restart everybody comes back at once. */
  readonly #shelf = new Map<number, Promise<Update | null>>();

  constructor(needs: CatchUpNeeds) {
    this.#needs = needs;
  }

  async run(seat: Seat): Promise<void> {
    await this.stillAllowed();
    if (seat.sentSeq < seat.snapSeq) await this.#overSnapshot(seat);
    const { reads, gate, limits } = this.#needs;
    const { room } = seat;
    while (!seat.closed && seat.sentSeq < room.delivered) {
      await this.stillAllowed();
      const piece = await gate.untilDone(() =>
        readLog(reads, room.id, seat.sentSeq, limits.catchUpBytes),
      );
      if (seat.closed) return;
      if (piece.updates.length === 0) throw new Error('the log ends before its head');
      seat.voice.updates(seat.sentSeq, piece.to, piece.updates);
      seat.sentSeq = piece.to;
      await seat.voice.drained();
    }
  }

  /** Who lost the right to it while the database was away has lost the seat when this resolves. */
  stillAllowed(): Promise<void> {
    const { gate, rights } = this.#needs;
    return gate.untilDone(() => rights.beSure());
  }

  async #overSnapshot(seat: Seat): Promise<void> {
    const { reads, gate } = this.#needs;
    const docId = seat.room.id;
    const snapshot = await gate.untilDone(() => this.#snapshot(docId));
    if (seat.closed || !snapshot || snapshot.seq <= seat.sentSeq) return;
    if (seat.sentSeq > 0) {
      const missed = await gate.untilDone(() => historyBytes(reads, docId, seat.sentSeq));
      // Who was away for a moment gets what was missed, not everything.
      if (seat.closed || missed < snapshot.data.length) return;
    }
    seat.voice.snapshot(seat.sentSeq, snapshot.seq, snapshot.data);
    seat.sentSeq = snapshot.seq;
    await seat.voice.drained();
  }

  #snapshot(docId: number): Promise<Update | null> {
    const shelved = this.#shelf.get(docId);
    if (shelved) return shelved;
    const reading = this.#read(docId);
    this.#shelf.set(docId, reading);
    const forget = () => this.#shelf.delete(docId);
    const { snapshotShelfMs } = this.#needs.limits;
    reading.then(() => setTimeout(forget, snapshotShelfMs).unref(), forget);
    return reading;
  }

  async #read(docId: number): Promise<Update | null> {
    const stored = await readSnapshot(this.#needs.reads, docId);
    if (!stored) return null;
    try {
      return { seq: stored.seq, data: await this.#needs.builder.rewrite(stored.packed) };
    } catch (error) {
      if (!(error instanceof NotBuilt)) throw error;
      // The log has all of it, too: that is the longer way, and needs nobody.
      this.#needs.log.warn({ err: error, document: docId }, 'a snapshot is not used');
      return null;
    }
  }
}
