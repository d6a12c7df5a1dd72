// Starts the product in a checkout as an operator would and looks whether it is there: first start,
// second start, kill -9 of the whole group, a signal to npx alone. Plain JavaScript: it runs on the
// machine's own Node, before anything is installed.
// usage: node .ci/start-smoke.mjs CHECKOUT [--brief] [pnpm options]
// Brief: what depends on who starts it; the installation, an orphan of one's own, a clean end.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const [checkout = '.', ...options] = process.argv.slice(2);
const brief = options.includes('--brief');
const pnpmOptions = options.filter((option) => option !== '--brief');
const data = mkdtempSync(path.join(tmpdir(), 'samspel-smoke-'));
const budgets = { first: 60_000, again: 10_000 };
// A machine that shares its cores with strangers is slower by half at times: that is told, and no fault.
const tolerance = 2;
const failures = [];
const report = (line) => console.log(`  ${line}`);
const expect = (truth, what) => {
  report(`${truth ? 'ok  ' : 'FAIL'} ${what}`);
  if (!truth) failures.push(what);
};

// Below the ports lent to outgoing connections, one of which could take it before the product does.
const freePort = () =>
  new Promise((resolve) => {
    const tried = 10_000 + Math.floor(Math.random() * 22_000);
    const server = createServer();
    server.on('error', () => resolve(freePort()));
    server.listen(tried, '127.0.0.1', () => server.close(() => resolve(tried)));
  });

const port = await freePort();
const url = `http://127.0.0.1:${port}`;

function launch() {
  const begun = performance.now();
  const child = spawn('npx', ['-y', 'pnpm@12', ...pnpmOptions, 'start'], {
    cwd: checkout,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CI: 'true', PORT: String(port), SAMSPEL_DATA: data },
  });
  let said = '';
  const ready = new Promise((resolve) => {
    const take = (chunk) => {
      said += chunk;
      if (said.includes('ready at ')) resolve(performance.now() - begun);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('exit', () => resolve(undefined));
    setTimeout(() => resolve(undefined), 240_000).unref();
  });
  return { child, ready, said: () => said };
}

async function up(what, budget) {
  const started = launch();
  const ms = await started.ready;
  if (ms === undefined) {
    console.log(started.said().split('\n').slice(-40).join('\n'));
    throw new Error(`${what}: it did not come up`);
  }
  const late = ms > budget ? ', OVER BUDGET' : '';
  expect(
    ms <= budget * tolerance,
    `${what}: ready in ${(ms / 1000).toFixed(1)} s of ${budget / 1000} s${late}`,
  );
  const page = await fetch(url);
  expect(page.ok && (await page.text()).includes('<html'), `${what}: the page is served`);
  const health = await fetch(`${url}/healthz`);
  expect(health.status === 200, `${what}: healthz answers ${health.status}`);
  const links = started.said().match(/http\S+\/demo\/sign-in\?\S+/g) ?? [];
  expect(links.length >= 5, `${what}: ${links.length} sign-in links`);
  return { ...started, links };
}

async function signIn(link) {
  const { searchParams } = new URL(link);
  const answer = await fetch(`${url}/api/demo/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify(Object.fromEntries(searchParams)),
  });
  expect(answer.ok && answer.headers.has('set-cookie'), `a demo link signs in (${answer.status})`);
}

async function gone(what) {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const open = await fetch(url).then(
      () => true,
      () => false,
    );
    const servers = spawnSync('pgrep', ['-fc', `postgres -D .*${databaseId()}`], {
      encoding: 'utf8',
    });
    const left = Number(servers.stdout.trim() || 0);
    if (!open && left === 0) return expect(true, `${what}: nothing is left running`);
    if (performance.now() > deadline) {
      return expect(false, `${what}: port ${open ? 'open' : 'closed'}, ${left} databases left`);
    }
    await wait(200);
  }
}

// As root the database may live outside the data folder, in a folder named by this id.
function databaseId() {
  const { elsewhere } = JSON.parse(readFileSync(path.join(data, 'database.json'), 'utf8'));
  return elsewhere ? path.basename(elsewhere) : path.basename(data);
}

console.log(`start in ${checkout} as ${userInfo().username}`);
let current;
try {
  current = await up('first start', budgets.first);
  await signIn(current.links[0]);
  if (!brief) {
    process.kill(-current.child.pid, 'SIGINT');
    await gone('Ctrl-C');
    current = await up('second start', budgets.again);
  }
  process.kill(-current.child.pid, 'SIGKILL');
  await wait(500);

  current = await up('start after kill -9', budgets.again);
  await signIn(current.links[0]);
  process.kill(current.child.pid, 'SIGTERM');
  await gone('SIGTERM to npx alone');

  if (!brief) {
    current = await up('last start', budgets.again);
    const second = launch();
    expect((await second.ready) === undefined, 'a second start on the same data is refused');
    expect(/already runs|is taken/.test(second.said()), 'and says why');
    process.kill(-current.child.pid, 'SIGTERM');
    await gone('SIGTERM to the group');
  }
} catch (error) {
  failures.push(error.message);
  console.log(`  FAIL ${error.message}`);
} finally {
  try {
    process.kill(-current.child.pid, 'SIGTERM');
  } catch {
    // It has ended, as it should.
  }
}
let elsewhere;
try {
  ({ elsewhere } = JSON.parse(readFileSync(path.join(data, 'database.json'), 'utf8')));
} catch {
  // The first start did not get that far.
}
await wait(500);
rmSync(data, { recursive: true, force: true });
if (elsewhere) rmSync(elsewhere, { recursive: true, force: true });
console.log(failures.length === 0 ? '  all well' : `  ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
