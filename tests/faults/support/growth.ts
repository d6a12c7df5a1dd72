export interface Sample {
  /** On one clock, ms. */
  at: number;
  value: number;
}

export interface Growth {
  percent: number;
  perHour: number;
  /** How long it was looked at. */
  overMs: number;
}

const warmUpMs = 2 * 3_600_000;

/**
 * How something grows once a program has found its size: by the line through what was measured after
 * the first two hours, or in the second half of a shorter run.
 */
export function growthOf(samples: readonly Sample[]): Growth {
  const [first, last] = [samples[0]?.at ?? 0, samples.at(-1)?.at ?? 0];
  const from = first + Math.min(warmUpMs, (last - first) / 2);
  const later = samples.filter(({ at }) => at >= from);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const at = mean(later.map((sample) => sample.at));
  const value = mean(later.map((sample) => sample.value));
  let [covariance, variance] = [0, 0];
  for (const sample of later) {
    covariance += (sample.at - at) * (sample.value - value);
    variance += (sample.at - at) ** 2;
  }
  const perMs = variance === 0 ? 0 : covariance / variance;
  const overMs = last - (later[0]?.at ?? last);
  const begun = value - (perMs * overMs) / 2;
  return { percent: ((perMs * overMs) / begun) * 100, perHour: perMs * 3_600_000, overMs };
}
