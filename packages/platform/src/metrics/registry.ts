import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type { Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Described {
  name: string;
  help: string;
}

/** All that one process counts, with Node's own figures. */
export function openRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

export function counter<L extends string>(
  registry: Registry,
  described: Described,
  labelNames: readonly L[] = [],
): Counter<L> {
  return new Counter({ ...described, labelNames, registers: [registry] });
}

/** With `read` it is asked for when somebody looks. */
export function gauge(registry: Registry, described: Described, read?: () => number): Gauge {
  return new Gauge({
    ...described,
    registers: [registry],
    ...(read && {
      collect() {
        this.set(read());
      },
    }),
  });
}

export function histogram<L extends string>(
  registry: Registry,
  described: Described & { buckets: number[] },
  labelNames: readonly L[] = [],
): Histogram<L> {
  return new Histogram({ ...described, labelNames, registers: [registry] });
}
