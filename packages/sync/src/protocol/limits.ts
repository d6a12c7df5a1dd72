/** All limits of the engine, in one place; each has a test. */
export const limits = {
  /** One WebSocket message, bytes. */
  messageBytes: 1024 * 1024,
};

export type Limits = { [key in keyof typeof limits]: number };
