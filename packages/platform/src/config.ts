import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65535);
const flag = z
  .enum(['', '0', '1', 'true', 'false'])
  .transform((value) => value === '1' || value === 'true');

function urlOf(...protocols: string[]) {
  const names = protocols.map((protocol) => `${protocol}//`).join(' or ');
  return z.string().refine((value) => protocols.includes(protocolOf(value)), {
    error: `must be a URL beginning with ${names}`,
  });
}

function protocolOf(value: string): string {
  return URL.canParse(value) ? new URL(value).protocol : '';
}

const environment = z.object({
  PORT: port.default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  SAMSPEL_DATA: z.string().min(1).default('.data'),
  SAMSPEL_URL: urlOf('http:', 'https:').optional(),
  SAMSPEL_SECRET_FILE: z.string().min(1).optional(),
  SAMSPEL_DEMO: flag.default(false),
  SMTP_URL: urlOf('smtp:', 'smtps:').optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]+@[^\r\n]+$/, 'must be a mail address')
    .optional(),
  METRICS_PORT: port.optional(),
  DATABASE_URL: urlOf('postgres:', 'postgresql:').optional(),
  REDIS_URL: urlOf('redis:', 'rediss:').optional(),
  FILES_URL: urlOf('s3:').optional(),
  SCAN_URL: urlOf('clamd:').optional(),
  SCAN_COMMAND: z.string().min(1).optional(),
});

/** clamd://HOST:PORT or clamd:///PATH/TO/SOCKET; or a command that reads the file from its input. */
export type ScannerSettings = { url: string } | { command: string };

export interface Config {
  port: number;
  host: string;
  /** Folder of everything that is not in PostgreSQL (and of the embedded database). */
  dataDirectory: string;
  /** Public address without a trailing slash: every link in a mail begins with it, never with a request's Host. */
  publicUrl: string;
  secretFile: string | undefined;
  demo: boolean;
  smtpUrl: string | undefined;
  mailFrom: string;
  metricsPort: number | undefined;
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  /** s3://KEY:SECRET@HOST/BUCKET; without it files lie in the data folder. */
  filesUrl: string | undefined;
  /** Without a scanner files are stored unscanned, and said to be. */
  scanner: ScannerSettings | undefined;
}

export class ConfigError extends Error {
  readonly lines: string[];
  constructor(lines: string[]) {
    super(lines.join('\n'));
    this.name = 'ConfigError';
    this.lines = lines;
  }
}

/** The origins that are ours. On this machine alone, its name and its address are the same place. */
export function ownOrigins(publicUrl: string): string[] {
  const { origin, protocol, hostname, port } = new URL(publicUrl);
  const twin = { localhost: '127.0.0.1', '127.0.0.1': 'localhost' }[hostname];
  return twin ? [origin, `${protocol}//${twin}${port ? `:${port}` : ''}`] : [origin];
}

/** Reads the settings of a process; throws ConfigError with one line for each variable that is wrong. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = environment.safeParse(given);
  if (!result.success) throw new ConfigError(result.error.issues.map(lineOf));
  const value = result.data;
  // Passkeys need a name: browsers refuse an address as the party that relies on them.
  const name = value.HOST === '127.0.0.1' ? 'localhost' : value.HOST;
  const publicUrl = (value.SAMSPEL_URL ?? `http://${name}:${value.PORT}`).replace(/\/+$/, '');
  return {
    port: value.PORT,
    host: value.HOST,
    dataDirectory: value.SAMSPEL_DATA,
    publicUrl,
    secretFile: value.SAMSPEL_SECRET_FILE,
    demo: value.SAMSPEL_DEMO,
    smtpUrl: value.SMTP_URL,
    mailFrom: value.MAIL_FROM ?? `Samspel <no-reply@${new URL(publicUrl).hostname}>`,
    metricsPort: value.METRICS_PORT,
    databaseUrl: value.DATABASE_URL,
    redisUrl: value.REDIS_URL,
    filesUrl: value.FILES_URL,
    scanner: scannerOf(value),
  };
}

function scannerOf({ SCAN_URL: url, SCAN_COMMAND: command }: z.infer<typeof environment>) {
  if (url && command) throw new ConfigError(['SCAN_COMMAND: SCAN_URL is set too; one is enough']);
  if (url) return { url };
  return command ? { command } : undefined;
}

// Never the value itself: DATABASE_URL and SMTP_URL carry passwords.
function lineOf(issue: z.core.$ZodIssue): string {
  return `${issue.path.join('.')}: ${issue.message}`;
}
