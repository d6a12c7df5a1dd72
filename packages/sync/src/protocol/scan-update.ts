export interface ScannedRange {
  client: number;
  start: number;
  end: number;
}
export interface Scan {
  ranges: ScannedRange[];
}
export declare function scanUpdate(update: Uint8Array): Scan;
