import { describe, expect, test } from 'vitest';
import { type ConfigError, ownOrigins, readConfig } from './config.ts';

const linesOf = (env: Record<string, string>) => {
  try {
    readConfig(env);
  } catch (error) {
    return (error as ConfigError).lines;
  }
  return [];
};

describe('settings', () => {
  test('an empty environment gives the defaults of a first start', () => {
    expect(readConfig({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      dataDirectory: '.data',
      publicUrl: 'http://localhost:3000',
      secretFile: undefined,
      demo: false,
      smtpUrl: undefined,
      mailFrom: 'Samspel <no-reply@localhost>',
      metricsPort: undefined,
      databaseUrl: undefined,
      redisUrl: undefined,
      filesUrl: undefined,
      scanner: undefined,
    });
  });

  test('one virus scanner is enough: an address or a command', () => {
    const url = 'clamd:///run/clamav/clamd.ctl';
    expect(readConfig({ SCAN_URL: url }).scanner).toEqual({ url });
    expect(readConfig({ SCAN_COMMAND: 'clamdscan -' }).scanner).toEqual({ command: 'clamdscan -' });
    expect(linesOf({ SCAN_URL: url, SCAN_COMMAND: 'clamdscan -' })).toHaveLength(1);
    expect(linesOf({ SCAN_URL: 'http://host' })).toHaveLength(1);
  });

  test('an empty variable is an absent one', () => {
    expect(readConfig({ REDIS_URL: '', PORT: '' })).toMatchObject({
      redisUrl: undefined,
      port: 3000,
    });
  });

  test('the public address loses its last slash and names the sender of mail', () => {
    expect(readConfig({ SAMSPEL_URL: 'https://samspel.example/' })).toMatchObject({
      publicUrl: 'https://samspel.example',
      mailFrom: 'Samspel <no-reply@samspel.example>',
    });
  });

  test.each(['1', 'true'])('SAMSPEL_DEMO=%s means yes', (value) => {
    expect(readConfig({ SAMSPEL_DEMO: value }).demo).toBe(true);
  });

  test('each wrong variable gets one line, and none shows a value that may be secret', () => {
    const lines = linesOf({
      PORT: '70000',
      METRICS_PORT: 'http',
      DATABASE_URL: 'mysql://user:hunter2@host/db',
      SMTP_URL: 'not a url hunter2',
      SAMSPEL_URL: 'ftp://samspel.example',
      SAMSPEL_DEMO: 'perhaps',
      MAIL_FROM: 'x@y.example\r\nBcc: z@y.example',
    });
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'PORT',
      'SAMSPEL_URL',
      'SAMSPEL_DEMO',
      'SMTP_URL',
      'MAIL_FROM',
      'METRICS_PORT',
      'DATABASE_URL',
    ]);
    expect(lines.join('\n')).not.toContain('hunter2');
    expect(lines.every((line) => !line.includes('\n'))).toBe(true);
    expect(lines).toContain(
      'DATABASE_URL: must be a URL beginning with postgres:// or postgresql://',
    );
  });
});

test('this machine has one place under two names, the network has not', () => {
  expect(ownOrigins('http://localhost:3000')).toEqual([
    'http://localhost:3000',
    'http://127.0.0.1:3000',
  ]);
  expect(ownOrigins('https://samspel.example')).toEqual(['https://samspel.example']);
});
