import { checkCertificate, keptName } from '@samspel/domain/cofunding/certificate-file';
import { reasonText } from '#lib/api/problem.ts';
import { textOf } from '#lib/api/text.ts';
import { connection } from '#lib/kit/connection.svelte.ts';
import { m } from '#lib/paraglide/messages.js';

interface Upload {
  token: string;
  seen: number;
  file: File;
}

/** Hands in a certificate; null when it was received, otherwise what a person reads of why not. */
export async function uploadCertificate({ token, seen, file }: Upload): Promise<string | null> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const check = checkCertificate(bytes);
  if (!check.ok) return reasonText(check.fault);
  try {
    const answer = await fetch('/api/pledges/certificate', {
      method: 'POST',
      body: bytes,
      headers: {
        'content-type': 'application/octet-stream',
        'x-pledge-link': token,
        'x-pledge-seen': String(seen),
        'x-file-name': encodeURIComponent(keptName(file.name)),
      },
    });
    if (answer.ok) return null;
    const { error, reason } = (await answer.json()) as { error?: string; reason?: string };
    return textOf(`reason_${reason}`) ?? textOf(`reason_code_${error}`) ?? m.reason_internal();
  } catch {
    connection.reached(false);
    return m.reason_offline();
  }
}

export const certificateLink = (pledgeId: string, number: number) =>
  `/api/pledges/${pledgeId}/certificates/${number}`;
