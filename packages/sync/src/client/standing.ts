import type { AccessMode, Reply } from '../protocol/frames.ts';
import type { RefusalReason } from './document-state.ts';

export type Rights = Pick<Extract<Reply, { type: 'epoch' }>, 'access' | 'frozen' | 'needs'>;

/** What the server has last said about a document and this person, over the present line or an earlier one. */
export class Standing {
  /** The document's number on the present line. */
  handle: number | null = null;
  access: AccessMode | null = null;
  frozen: string | null = null;
  /**
   * This page's editor is older than the document. A page stays what it is: at a hub of its own age it would
   * go on from what it has shown since.
   */
  outdated = false;
  /** All that the server had when the present line came up has arrived. */
  caughtUp = false;
  /** The same for any line so far: the document can be shown and written, also offline. */
  complete = false;
  /** It began with what this device had kept. */
  fromDevice = false;

  rights({ access, frozen, needs }: Rights): void {
    this.access = access;
    this.frozen = frozen;
    this.outdated ||= needs !== null;
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
    return this.handle !== null && this.refusal === null && !this.outdated;
  }

  /** What waits on this device waits for a newer page. */
  get holdsBack(): boolean {
    return this.outdated && this.refusal === null;
  }
}
