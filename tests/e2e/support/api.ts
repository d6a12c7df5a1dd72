import type { Page } from 'playwright-core';

export interface Answer<T> {
  status: number;
  data: T;
  error: { code: string; reason: string } | null;
}

/** Calls a procedure from within a person's page: their cookies, their origin. */
export async function ask<T>(
  page: Page,
  procedure: string,
  input: unknown = {},
): Promise<Answer<T>> {
  return page.evaluate(
    async ([path, body]) => {
      const response = await fetch(`/api/trpc/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      const answer = await response.json();
      const domain = answer.error?.data?.domain;
      return {
        status: response.status,
        data: answer.result?.data,
        error: answer.error
          ? { code: domain?.code ?? answer.error.message, reason: domain?.reason ?? '' }
          : null,
      };
    },
    [procedure, JSON.stringify(input)] as const,
  );
}

/** The same where nothing but success will do. */
export async function call<T>(page: Page, procedure: string, input: unknown = {}): Promise<T> {
  const { data, error, status } = await ask<T>(page, procedure, input);
  if (error) throw new Error(`${procedure}: ${status} ${error.code} ${error.reason}`);
  return data;
}
