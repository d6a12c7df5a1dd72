/** One message has a limit; frames keep their order over several. */
export function* messagesOf(frames: readonly Uint8Array[]): Generator<Uint8Array<ArrayBuffer>> {
  let from = 0;
  let bytes = 0;
  for (const [i, frame] of frames.entries()) {
    if (bytes > 0 && bytes + frame.length > 64 * 1024) {
      yield joined(frames.slice(from, i), bytes);
      from = i;
      bytes = 0;
    }
    bytes += frame.length;
  }
  yield joined(frames.slice(from), bytes);
}

function joined(frames: readonly Uint8Array[], bytes: number): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(bytes);
  let at = 0;
  for (const frame of frames) {
    message.set(frame, at);
    at += frame.length;
  }
  return message;
}
