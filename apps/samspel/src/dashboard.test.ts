import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openMetrics } from '@samspel/api/metrics';
import { countHub, showHub } from '@samspel/hub/hub-metrics';
import { openRegistry } from '@samspel/platform/metrics/registry';
import { expect, test } from 'vitest';

interface Panel {
  title: string;
  targets?: { expr: string }[];
}

const file = path.resolve(import.meta.dirname, '../../../infra/grafana/samspel.json');
const { panels } = JSON.parse(readFileSync(file, 'utf8')) as { panels: Panel[] };

const registry = openRegistry();
openMetrics(registry);
countHub(registry);
showHub(registry, () => {
  throw new Error('nobody looks');
});

/** Names as Prometheus knows them: a histogram is three series. */
async function series(): Promise<Map<string, string>> {
  const known = new Map<string, string>();
  for (const { name, type } of registry.getMetricsAsArray()) {
    known.set(name, name);
    if (String(type) !== 'histogram') continue;
    for (const end of ['bucket', 'count', 'sum']) known.set(`${name}_${end}`, name);
  }
  return known;
}

test('every metric of the dashboard exists, and every one of the hub is on it', async () => {
  const known = await series();
  const shown = new Set<string>();
  for (const { title, targets = [] } of panels) {
    for (const { expr } of targets) {
      const names = expr.match(/\b(samspel|nodejs|process)_[a-z0-9_]+/g) ?? [];
      expect(names.length, `${title}: ${expr}`).toBeGreaterThan(0);
      for (const name of names) {
        expect([...known.keys()], title).toContain(name);
        shown.add(known.get(name) as string);
      }
    }
  }
  const ours = [...new Set(known.values())].filter((name) => name.startsWith('samspel_'));
  expect(ours.filter((name) => !shown.has(name))).toEqual([]);
});
