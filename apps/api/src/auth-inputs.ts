import { email, name } from '@samspel/domain/input';
import { z } from 'zod';

const nothing = z.object({});
const word = z
  .string()
  .max(500)
  .regex(/^[\w:./+=-]*$/);
const encoded = z
  .string()
  .max(100_000)
  .regex(/^[\w=-]*$/);

/** What a browser's authenticator answers; the library decodes and proves it. */
const credential = (answer: z.ZodRawShape) =>
  z.looseObject({
    id: encoded,
    rawId: encoded,
    type: z.literal('public-key'),
    response: z.looseObject({ clientDataJSON: encoded, ...answer }),
  });

/**
 * The sign-in library can do more than the product offers: what is not listed does not exist, and of an
 * input only what is listed reaches it.
 */
export const offered: Record<string, z.ZodType<Record<string, unknown>>> = {
  'POST /sign-in/magic-link': z.strictObject({
    email: email(),
    callbackURL: z.string().max(500).optional(),
  }),
  // Without a continuation: the library would redirect there, the page that asks decides itself.
  'GET /magic-link/verify': z.object({ token: word }),
  'POST /sign-out': nothing,
  'POST /revoke-sessions': nothing,
  'POST /revoke-other-sessions': nothing,
  'GET /passkey/generate-authenticate-options': nothing,
  'POST /passkey/verify-authentication': z.object({
    response: credential({ authenticatorData: encoded, signature: encoded }),
  }),
  'GET /passkey/generate-register-options': z.object({
    name: name(100).optional(),
    authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
  }),
  'POST /passkey/verify-registration': z.object({
    name: name(100).optional(),
    response: credential({ attestationObject: encoded }),
  }),
  'GET /passkey/list-user-passkeys': nothing,
  'POST /passkey/delete-passkey': z.object({ id: word }),
  'POST /passkey/update-passkey': z.object({ id: word, name: name(100) }),
};

export const DemoSignIn = z.strictObject({ email: email(), key: word });
