/// <reference path="./s3rver.d.ts" />
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import S3rver from 's3rver';

const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/** A server that speaks S3, in this process, with one bucket. */
export async function startTestS3() {
  const directory = await mkdtemp(path.join(tmpdir(), 'samspel-s3-'));
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    configureBuckets: [{ name: 'annexes', configs: [] }],
  });
  const { port } = await server.run();
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new S3Client({ endpoint, region: 'x', credentials, forcePathStyle: true });
  return {
    url: `s3://S3RVER:S3RVER@127.0.0.1:${port}/annexes/samspel?tls=0`,
    /** Past the product, as damage comes. */
    async write(Key: string, Body: string): Promise<void> {
      await client.send(new PutObjectCommand({ Bucket: 'annexes', Key, Body }));
    },
    async stop(): Promise<void> {
      client.destroy();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
