import type { Handler, Handlers } from '@samspel/platform/outbox/handler';

export interface HandlerRegistry<DB> {
  /** Names of those who listen to an event type; throws for a type this program does not know. */
  namesOf(type: string): readonly string[];
  named(name: string): Handler<DB> | undefined;
}

const handlerName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Refuses what would lose an effect or do one twice without a sound: an event type that nobody decided
 * about, two handlers with one name, a name that is no part of a job id.
 */
export function registerHandlers<DB>(
  handlers: Handlers<DB>,
  eventTypes: readonly string[],
): HandlerRegistry<DB> {
  const byName = new Map<string, Handler<DB>>();
  const faults: string[] = [];
  for (const type of eventTypes) {
    if (!Object.hasOwn(handlers, type)) faults.push(`event ${type} has no entry in handlers`);
  }
  for (const [type, listeners] of Object.entries(handlers)) {
    if (!eventTypes.includes(type)) faults.push(`handlers for unknown event ${type}`);
    const names = new Set<string>();
    for (const handler of listeners) {
      if (!handlerName.test(handler.name)) faults.push(`handler name "${handler.name}"`);
      if (names.has(handler.name)) faults.push(`handler ${handler.name} twice at event ${type}`);
      const known = byName.get(handler.name);
      if (known && known !== handler) faults.push(`two handlers are named ${handler.name}`);
      names.add(handler.name);
      byName.set(handler.name, handler);
    }
  }
  if (faults.length > 0) throw new Error(`the worker does not start: ${faults.join('; ')}`);
  const namesByType = new Map(
    Object.entries(handlers).map(([type, listeners]) => [type, listeners.map(({ name }) => name)]),
  );
  return {
    namesOf(type) {
      const names = namesByType.get(type);
      if (!names) throw new Error(`unknown event type ${type}`);
      return names;
    },
    named: (name) => byName.get(name),
  };
}
