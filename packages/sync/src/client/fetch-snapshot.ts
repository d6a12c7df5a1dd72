/** All of a document up to a sequence number, as the server has packed it. */
export interface Snapshot {
  incarnation: string;
  seq: number;
  /** Yjs update, format V2. */
  update: Uint8Array;
}

/** Asks for a document's snapshot; answered with its bytes and an ETag that says of when it is. */
export type AskForSnapshot = (name: string, signal: AbortSignal) => Promise<Response>;

// An interface that does not answer must not keep the socket waiting; a slow line may take its time.
const answerMs = 2500;
const bodyMs = 60_000;

/** Null when there is none, or it does not come: the socket has everything, only more of it. */
export async function fetchSnapshot(ask: AskForSnapshot, name: string): Promise<Snapshot | null> {
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), answerMs);
  try {
    const response = await ask(name, abort.signal);
    if (response.status !== 200) return null;
    const found = /^(?:W\/)?"([\w-]+)\.(\d+)"$/.exec(response.headers.get('etag') ?? '');
    if (!found) return null;
    clearTimeout(timer);
    timer = setTimeout(() => abort.abort(), bodyMs);
    const update = new Uint8Array(await response.arrayBuffer());
    return { incarnation: found[1]!, seq: Number(found[2]), update };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
