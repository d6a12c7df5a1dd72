import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

const secretKeys = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'ticket',
  'email',
  'recipient',
  'to',
  'link',
];

const secretPaths = [
  ...secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
  '["set-cookie"]',
  '*["set-cookie"]',
  '*.*["set-cookie"]',
];

// What keys cannot catch: addresses, tokens in links and credentials inside messages and URLs.
const patterns: [RegExp, string][] = [
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '[email]'],
  [/([?&](?:token|ticket|code|key)=)[^&\s"\\]+/gi, '$1[redacted]'],
  [/(\b[a-z]+:\/\/)[^\s/"@]+@/gi, '$1[redacted]@'],
  [/(\bBearer\s+)[\w.~+/-]+=*/gi, '$1[redacted]'],
];

/** Removes addresses, tokens and credentials from a text that may reach a log. */
export function redact(text: string): string {
  return patterns.reduce(
    (clean, [pattern, replacement]) => clean.replace(pattern, replacement),
    text,
  );
}

/** A JSON logger (pino) on stderr: stdout belongs to the results of commands. */
export function openLog(name: string, destination: DestinationStream = process.stderr): Logger {
  return pino(
    {
      name,
      level: process.env.LOG_LEVEL ?? 'info',
      serializers: { err: errorFields },
      redact: { paths: secretPaths, censor: '[redacted]' },
      hooks: { streamWrite: redact },
    },
    destination,
  );
}

/** An error in a few fields: a driver's error drags its whole connection behind it. */
function errorFields(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code } = error as { code?: unknown };
  const causes = error instanceof AggregateError ? error.errors : [error.cause];
  const because = causes.filter((cause) => cause instanceof Error).map((cause) => cause.message);
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    message: error.message,
    ...(because.length > 0 ? { because } : {}),
    stack: error.stack,
  };
}
