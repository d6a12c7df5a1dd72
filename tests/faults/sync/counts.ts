/** What people have written, and what became of it. */
export interface Counts {
  written: number;
  acknowledged: number;
  lost: number;
  probes: number;
}

export const noCounts: Counts = { written: 0, acknowledged: 0, lost: 0, probes: 0 };

export const addUp = (one: Counts, other: Counts): Counts => ({
  written: one.written + other.written,
  acknowledged: one.acknowledged + other.acknowledged,
  lost: one.lost + other.lost,
  probes: one.probes + other.probes,
});
