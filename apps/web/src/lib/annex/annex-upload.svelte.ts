import { type AnnexPlace, annexPlaceKey } from '@samspel/domain/annex/annex';
import type { UploadView } from '@samspel/domain/annex/annex-view';
import { type DetailedError, Upload } from 'tus-js-client';
import { connection } from '#lib/kit/connection.svelte.ts';

const endpoint = '/api/uploads';
/** The server waits half a minute for each part: a slow line gets this much through. */
const PART_BYTES = 1024 * 1024;
const retryDelays = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000];
/** After the last of them, for as long as the page is open. */
const laterMs = 30_000;

/** `cut`: no answer; it is tried again, and again when there is a network. */
export type UploadStage =
  | 'hashing'
  | 'sending'
  | 'checking'
  | 'paused'
  | 'cut'
  | 'refused'
  | 'done';

export interface Refusal {
  reason: string;
  params: Record<string, string | number>;
}

/** One file on its way into one place. */
export class AnnexUpload {
  readonly name: string;
  readonly sizeBytes: number;
  stage = $state<UploadStage>('hashing');
  sentBytes = $state(0);
  refusal = $state.raw<Refusal | null>(null);
  readonly #file: File;
  readonly #ended: (upload: AnnexUpload) => void;
  #tus: Upload | null = null;
  #half: string | null = null;
  #later: ReturnType<typeof setTimeout> | undefined;
  readonly #goOn = () => this.stage === 'cut' && void this.resume();

  constructor(file: File, ended: (upload: AnnexUpload) => void) {
    this.name = file.name;
    this.sizeBytes = file.size;
    this.#file = file;
    this.#ended = ended;
    window.addEventListener('online', this.#goOn);
  }

  /** `half`: what of this place arrived before; gone on with if it is the same file, else discarded. */
  async start(proposalId: string, place: AnnexPlace, half: UploadView | undefined): Promise<void> {
    const sha256 = await hashOf(this.#file).catch(() => null);
    // Cancelled meanwhile.
    if (this.stage !== 'hashing') return;
    if (sha256 === null) return this.#refuse({ reason: 'upload_unreadable', params: {} });
    const same = half !== undefined && half.sha256 === sha256;
    if (half && !same) await discardUpload(half.id).catch(() => {});
    this.#half = same ? `${endpoint}/${half.id}` : null;
    this.#tus = new Upload(this.#file, {
      endpoint,
      uploadUrl: this.#half,
      chunkSize: PART_BYTES,
      retryDelays,
      storeFingerprintForResuming: false,
      metadata: {
        proposalId,
        kind: place.kind,
        partnerId: place.partnerId ?? '',
        sourceId: place.sourceId ?? '',
        filename: this.#file.name,
        sha256,
      },
      onProgress: (sent) => this.#progress(sent),
      onShouldRetry: (error) => this.#mayRetry(error),
      onSuccess: () => this.#end('done'),
      onError: (error) => this.#fail(error),
      onAfterResponse: () => connection.reached(true),
    });
    this.stage = 'sending';
    this.#tus.start();
  }

  async pause(): Promise<void> {
    this.stage = 'paused';
    await this.#tus?.abort();
  }

  async resume(): Promise<void> {
    this.stage = 'sending';
    clearTimeout(this.#later);
    // It may be about to try again by itself, and twice at once is once too many.
    await this.#tus?.abort();
    if (this.stage === 'sending') this.#tus?.start();
  }

  /** Gives it up; what has arrived is removed. */
  async cancel(): Promise<void> {
    const wasRefused = this.stage === 'refused';
    this.#end('done');
    if (!wasRefused) await this.#tus?.abort(true).catch(() => {});
  }

  #progress(sent: number): void {
    if (this.stage === 'paused' || this.stage === 'done') return;
    this.sentBytes = sent;
    // The answer to the last part comes when the file has been looked at.
    this.stage = sent < this.sizeBytes ? 'sending' : 'checking';
  }

  #mayRetry(error: Error | DetailedError): boolean {
    const again = isPassing(statusOf(error));
    if (again && this.stage !== 'paused') void this.#cut();
    return again;
  }

  #fail(error: Error | DetailedError): void {
    if (this.stage === 'paused' || this.stage === 'done') return;
    if (!isPassing(statusOf(error))) {
      this.#refuse(refusalOf(error));
      return;
    }
    void this.#cut();
    this.#later = setTimeout(this.#goOn, laterMs);
  }

  /** A file that was changed or moved meanwhile fails like a line, and no waiting brings it back. */
  async #cut(): Promise<void> {
    this.stage = 'cut';
    if (await isReadable(this.#file)) return;
    if (this.stage !== 'cut' && this.stage !== 'sending') return;
    await this.#tus?.abort();
    this.#refuse({ reason: 'upload_changed', params: {} });
  }

  #refuse(refusal: Refusal): void {
    this.refusal = refusal;
    this.#end('refused');
  }

  #end(stage: 'done' | 'refused'): void {
    this.stage = stage;
    clearTimeout(this.#later);
    window.removeEventListener('online', this.#goOn);
    this.#ended(this);
  }
}

/** SHA-256 of the whole file: the server proves by it that what arrived is what was chosen. */
async function hashOf(file: File): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const isReadable = (file: File): Promise<boolean> =>
  file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );

/** Removes what has arrived of an upload that nobody goes on with. */
export function discardUpload(id: string): Promise<void> {
  return Upload.terminate(`${endpoint}/${id}`, { retryDelays });
}

function statusOf(error: Error | DetailedError): number {
  return 'originalResponse' in error ? (error.originalResponse?.getStatus() ?? 0) : 0;
}

/** No answer, a server in trouble, or another request for the same upload: it passes. */
const isPassing = (status: number) =>
  status === 0 || status === 409 || status === 423 || status >= 500;

function refusalOf(error: Error | DetailedError): Refusal {
  const body = 'originalResponse' in error ? error.originalResponse?.getBody() : '';
  try {
    const {
      reason,
      error: code,
      params = {},
    } = JSON.parse(body ?? '') as Partial<Refusal> & {
      error?: string;
    };
    return { reason: reason ?? `code_${code}`, params };
  } catch {
    return { reason: 'internal', params: {} };
  }
}

export const uploadKey = (proposalId: string, place: AnnexPlace): string =>
  `${proposalId}/${annexPlaceKey(place)}`;
