import { Hono } from 'hono';
import { apiRoutes } from './api-routes.ts';
import { authRoutes } from './auth-routes.ts';
import { clientRoutes } from './client-routes.ts';
import { documentRoutes } from './document-routes.ts';
import { exchangeRoutes } from './exchange-routes.ts';
import { fileRoutes } from './file-routes.ts';
import { identifyRequest, limitBody, ownPagesOnly, refusal, securityHeaders } from './guards.ts';
import { healthRoutes } from './health-routes.ts';
import type { Env, Host } from './host.ts';
import { pledgeRoutes } from './pledge-routes.ts';
import { uploadRoutes } from './upload-routes.ts';

export function createApp(host: Host): Hono<Env> {
  const app = new Hono<Env>();
  app.onError((error, c) => {
    host.log.error({ err: error, request: c.get('requestId') }, 'request failed');
    return c.json(refusal('internal'), 500);
  });
  app.notFound((c) => c.json(refusal('not_found'), 404));
  app.use(identifyRequest(host), securityHeaders(host));
  app.use('/api/*', ownPagesOnly(host), limitBody);
  healthRoutes(app, host);
  authRoutes(app, host);
  apiRoutes(app, host);
  fileRoutes(app, host);
  exchangeRoutes(app, host);
  pledgeRoutes(app, host);
  uploadRoutes(app, host);
  documentRoutes(app, host);
  clientRoutes(app, host);
  return app;
}
