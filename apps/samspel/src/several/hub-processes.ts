import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { leanProcess } from '@samspel/hub/lean-process';
import type { HandedUpgrade } from '@samspel/hub/taken-sockets';
import type { Config } from '@samspel/platform/config';
import type { Logger } from '@samspel/platform/log';
import { parseTarget, refuseUpgrade } from '@samspel/sync/server/socket/upgrade';
import { ChildProcesses } from './child-processes.ts';

const program = fileURLToPath(import.meta.resolve('@samspel/hub/main'));

export interface HubProcessesOptions {
  count: number;
  config: Config;
  env: NodeJS.ProcessEnv;
  log: Logger;
}

/** Hubs in processes of their own behind one address: sockets go to them in turn. */
export class HubProcesses {
  readonly #children: ChildProcesses;
  #next = 0;
  #stopped: Promise<void> | null = null;

  private constructor(children: ChildProcesses) {
    this.#children = children;
  }

  static async start({ count, config, env, log }: HubProcessesOptions): Promise<HubProcesses> {
    const { metricsPort } = config;
    const children = new ChildProcesses(
      {
        part: 'hub',
        file: program,
        args: ['--takes-sockets'],
        execArgv: leanProcess.execArgv,
        // Each has its own figures, on the ports after the first one.
        env: (index) => ({
          ...env,
          ...leanProcess.env,
          METRICS_PORT: metricsPort === undefined ? '' : String(metricsPort + 1 + index),
        }),
        saysReady: true,
      },
      count,
      log,
    );
    const hubs = new HubProcesses(children);
    try {
      await children.start();
    } catch (error) {
      await hubs.stop();
      throw error;
    }
    return hubs;
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    if (!parseTarget(request)) return false;
    const { ready } = this.#children;
    const hub = ready[this.#next++ % Math.max(1, ready.length)];
    if (!hub || !(socket instanceof Socket) || this.#stopped) {
      refuseUpgrade(socket, 503, 'restarting');
      return true;
    }
    const { url = '', method = 'GET', headers } = request;
    const handed: HandedUpgrade = {
      upgrade: { url, method, headers },
      head: head.toString('base64'),
    };
    hub.send(handed, socket, {}, (error) => {
      if (error) socket.destroy();
    });
    return true;
  }

  /** One of several may be coming back: the others serve. */
  trouble(): string | null {
    return this.#children.ready.length === 0 && !this.#stopped ? 'no hub process is up' : null;
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#children.stop();
    return this.#stopped;
  }
}
