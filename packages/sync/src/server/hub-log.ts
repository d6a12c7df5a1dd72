/** Where the hub says what it does; never the content of a document. */
export interface HubLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

export const silentLog: HubLog = { info() {}, warn() {} };
