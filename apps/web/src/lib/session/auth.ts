import { passkeyClient } from '@better-auth/passkey/client';
import { createAuthClient } from 'better-auth/client';
import { magicLinkClient } from 'better-auth/client/plugins';

export const auth = createAuthClient({ plugins: [magicLinkClient(), passkeyClient()] });
