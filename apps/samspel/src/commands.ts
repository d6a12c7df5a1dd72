import type { Command } from './command.ts';

type Loader = () => Promise<{ default: Command }>;

/** The words of each command and where it is; loaded when asked for, so that none waits for others. */
export const commands: Record<string, Loader> = {
  start: () => import('./commands/start.ts'),
  init: () => import('./commands/init.ts'),
  migrate: () => import('./commands/migrate.ts'),
  seed: () => import('./commands/seed.ts'),
  'budget compute': () => import('./commands/budget-compute.ts'),
  'eligibility check': () => import('./commands/eligibility-check.ts'),
  verify: () => import('./commands/verify.ts'),
  token: () => import('./commands/token.ts'),
  'sync-server': () => import('./commands/sync-server.ts'),
  backup: () => import('./commands/backup.ts'),
  restore: () => import('./commands/restore.ts'),
  doctor: () => import('./commands/doctor.ts'),
};

/** Splits the arguments into a command's name and the rest; undefined when there is no such command. */
export function findCommand(args: string[]): { name: string; rest: string[] } | undefined {
  const two = args.slice(0, 2).join(' ');
  if (two in commands) return { name: two, rest: args.slice(2) };
  const [one = '', ...rest] = args;
  return one in commands ? { name: one, rest } : undefined;
}
