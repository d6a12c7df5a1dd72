import {
  counter,
  type Gauge,
  gauge,
  histogram,
  type Registry,
} from '@samspel/platform/metrics/registry';

export interface Metrics {
  observe(route: string, method: string, status: number, seconds: number): void;
  streams: Gauge;
}

export function openMetrics(registry: Registry): Metrics {
  const requests = counter(
    registry,
    { name: 'samspel_http_requests_total', help: 'Answered requests' },
    ['route', 'method', 'status'],
  );
  const durations = histogram(
    registry,
    {
      name: 'samspel_http_request_seconds',
      help: 'Time to the first byte of the answer',
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    },
    ['route'],
  );
  const streams = gauge(registry, { name: 'samspel_event_streams', help: 'Open event streams' });
  return {
    streams,
    observe(route, method, status, seconds) {
      requests.inc({ route, method, status: String(status) });
      durations.observe({ route }, seconds);
    },
  };
}
