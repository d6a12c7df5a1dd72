import type { AccessMode } from '../protocol/frames.ts';
import type { RefusalReason } from './document-state.ts';

/** What the server has last said about a document and this person, over the present line or an earlier one. */
export class Standing {
  /** The document's number on the present line. */
  handle: number | null = null;
  access: AccessMode | null = null;
  frozen: string | null = null;
  /** All that the server had when the present line came up has arrived. */
  caughtUp = false;
  /** The same for any line so far: the document can be shown and written, also offline. */
  complete = false;
  /** It began with what this device had kept. */
  fromDevice = false;

  rights(access: AccessMode, frozen: string | null): void {
    this.access = access;
    this.frozen = frozen;
  }

  down(): void {
    this.handle = null;
    this.caughtUp = false;
  }

  denied(): void {
    this.down();
    this.access = 'none';
  }

  synced(): void {
    this.caughtUp = true;
    this.complete = true;
  }

  /** Why an edit would not be taken. */
  get refusal(): RefusalReason | null {
    if (this.access !== 'write') return 'revoked';
    return this.frozen === null ? null : 'frozen';
  }

  /** The same, where the server has said so itself. */
  get wouldRefuse(): RefusalReason | null {
    // A document that is denied never catches up: what is typed before its screen closes comes back.
    return this.caughtUp || this.access === 'none' ? this.refusal : null;
  }

  get maySend(): boolean {
    return this.handle !== null && this.refusal === null;
  }
}
