import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import type { BlobStore } from './blob-store.ts';

export interface S3Place {
  endpoint: string;
  region: string;
  bucket: string;
  /** Empty, or ends with a slash. */
  prefix: string;
  /** Undefined: what AWS's own tools would use (environment, profile, the machine's role). */
  credentials: { accessKeyId: string; secretAccessKey: string } | undefined;
}

/** s3://KEY:SECRET@HOST/BUCKET/PREFIX?region=R&tls=0 */
export function s3Place(url: string): S3Place {
  const { username, password, host, pathname, searchParams } = new URL(url);
  const [bucket = '', ...rest] = pathname.split('/').filter(Boolean).map(decodeURIComponent);
  if (!host || !bucket) throw new TypeError('s3://HOST/BUCKET: host and bucket are needed');
  const accessKeyId = decodeURIComponent(username);
  const secretAccessKey = decodeURIComponent(password);
  return {
    endpoint: `${searchParams.get('tls') === '0' ? 'http' : 'https'}://${host}`,
    region: searchParams.get('region') ?? 'us-east-1',
    bucket,
    prefix: rest.length > 0 ? `${rest.join('/')}/` : '',
    credentials: accessKeyId ? { accessKeyId, secretAccessKey } : undefined,
  };
}

/** Objects of a bucket that speaks S3. The library is loaded at the first use: who has a disk does without. */
export function openS3Store(url: string): BlobStore {
  const place = s3Place(url);
  let opened: Promise<Bucket> | undefined;
  const bucket = () => (opened ??= openBucket(place));
  const at = (key: string) => ({ Bucket: place.bucket, Key: `${place.prefix}${key}` });
  return {
    scratch: path.join(tmpdir(), 'samspel-files'),
    async take(key, { path: from, sizeBytes, sha256 }) {
      const { client, s3 } = await bucket();
      // The server compares what it received with the hash: half a transfer never counts.
      const ChecksumSHA256 = Buffer.from(sha256, 'hex').toString('base64');
      const Body = createReadStream(from);
      const put = { ...at(key), Body, ContentLength: sizeBytes, ChecksumSHA256 };
      await client.send(new s3.PutObjectCommand(put));
    },
    async read(key, range) {
      const { client, s3 } = await bucket();
      const Range = range && `bytes=${range.start}-${range.end}`;
      const answer = await orNull(client.send(new s3.GetObjectCommand({ ...at(key), Range })));
      return answer ? (answer.Body as Readable) : null;
    },
    async sizeOf(key) {
      const { client, s3 } = await bucket();
      const answer = await orNull(client.send(new s3.HeadObjectCommand(at(key))));
      return answer?.ContentLength ?? null;
    },
    async remove(key) {
      const { client, s3 } = await bucket();
      await client.send(new s3.DeleteObjectCommand(at(key)));
    },
    async *keys(prefix) {
      const { client, s3 } = await bucket();
      const asked = { Bucket: place.bucket, Prefix: `${place.prefix}${prefix}` };
      for await (const page of s3.paginateListObjectsV2({ client }, asked)) {
        for (const { Key = '' } of page.Contents ?? []) yield Key.slice(place.prefix.length);
      }
    },
  };
}

interface Bucket {
  client: S3Client;
  s3: typeof import('@aws-sdk/client-s3');
}

async function openBucket({ endpoint, region, credentials }: S3Place): Promise<Bucket> {
  const s3 = await import('@aws-sdk/client-s3');
  const client = new s3.S3Client({
    endpoint,
    region,
    ...(credentials ? { credentials } : {}),
    // Hosts of one's own rarely have a name for each bucket.
    forcePathStyle: true,
    // Not every server that speaks S3 knows the newer checksums; ours is sent with each file.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  return { client, s3 };
}

function orNull<T>(asked: Promise<T>): Promise<T | null> {
  return asked.catch((error: { name?: string; $metadata?: { httpStatusCode?: number } }) => {
    if (error.name === 'NoSuchKey' || error.$metadata?.httpStatusCode === 404) return null;
    throw error;
  });
}
