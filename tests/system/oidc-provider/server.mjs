// SPDX-License-Identifier: Apache-2.0
// oidc-provider on Multipass's paths: node server.mjs PORT KEY CERTIFICATE.
// A copy of this file stands beside a node_modules directory when it runs.
//
// It logs everybody in as the person that POST /control named ({"user": ...,
// "deny": true}), as there is nobody to press a button.
import fs from 'node:fs';
import https from 'node:https';
import Provider from 'oidc-provider';

const [port, key, cert] = process.argv.slice(2);
const host = `127.0.0.1:${port}`;
const issuer = `https://${host}/multipass`;
const callback = `${issuer}/api/oauth2/callback`;
const person = { user: 'jdoe', deny: false };
const requests = {};

const code = ['authorization_code', 'refresh_token'];
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'native', application_type: 'native',
      token_endpoint_auth_method: 'none', grant_types: code,
      redirect_uris: ['http://127.0.0.1/'],
    }, {
      client_id: 'narrow', application_type: 'native', scope: 'api:read-data',
      token_endpoint_auth_method: 'none', grant_types: code,
      redirect_uris: ['http://127.0.0.1/'],
    }, {
      client_id: 'console', token_endpoint_auth_method: 'none',
      grant_types: code, redirect_uris: [callback],
    }, {
      client_id: 'confidential', client_secret: 'a-secret-that-is-long-enough',
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: [...code, 'client_credentials'],
      redirect_uris: [callback],
    },
  ],
  routes: {
    authorization: '/api/oauth2/authorize',
    token: '/api/oauth2/token',
    revocation: '/api/oauth2/revoke_token',
  },
  scopes: ['offline_access', 'api:read-data', 'api:write-data'],
  pkce: { required: () => true, methods: ['S256'] },
  rotateRefreshToken: true,
  // Multipass gives one for offline_access, without OpenID's consent prompt.
  issueRefreshToken: async (ctx, client) =>
    client.grantTypeAllowed('refresh_token'),
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    revocation: { enabled: true },
    userinfo: { enabled: false },
  },
  ttl: { AccessToken: 600, AuthorizationCode: 2, ClientCredentials: 600,
    Grant: 3600, Interaction: 60, RefreshToken: 3600, Session: 60 },
  findAccount: async (ctx, id) => ({
    accountId: id, claims: async () => ({ sub: id }),
  }),
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  cookies: { keys: ['not a secret: this is a test'] },
});

async function interact(req, res) {
  const { params, prompt } = await provider.interactionDetails(req, res);
  if (person.deny) {
    return provider.interactionFinished(req, res, {
      error: 'access_denied', error_description: 'the person said <no>',
    });
  }
  if (prompt.name === 'login') {
    return provider.interactionFinished(req, res,
      { login: { accountId: person.user } });
  }
  const grant = new provider.Grant({
    accountId: person.user, clientId: params.client_id,
  });
  grant.addOIDCScope(params.scope);
  return provider.interactionFinished(req, res,
    { consent: { grantId: await grant.save() } });
}

async function me(req, res) {
  const value = (req.headers.authorization || '').replace('Bearer ', '');
  const token = await provider.AccessToken.find(value) ||
    await provider.ClientCredentials.find(value);
  const username = token && (token.accountId || token.clientId);
  res.writeHead(token ? 200 : 401, { 'Content-Type': 'application/json' });
  res.end(JSON.stringify(token ? { username } : { error: 'no' }));
}

async function control(req, res) {
  let body = '';
  for await (const piece of req) body += piece;
  Object.assign(person, JSON.parse(body || '{}'));
  const said = JSON.stringify(requests);
  for (const name of Object.keys(requests)) delete requests[name];
  res.end(said);
}

const handle = provider.callback();
provider.on('grant.success', (ctx) => {
  const type = ctx.oidc.params.grant_type;
  requests[type] = (requests[type] || 0) + 1;
});
provider.on('grant.error', (ctx, error) => {
  requests[error.error] = (requests[error.error] || 0) + 1;
});

https.createServer(
  { key: fs.readFileSync(key), cert: fs.readFileSync(cert) },
  (req, res) => {
    const fail = (error) => { res.writeHead(500); res.end(`${error}`); };
    const path = req.url.split('?')[0];
    if (path === '/control') return control(req, res).catch(fail);
    if (path.startsWith('/interaction/')) return interact(req, res).catch(fail);
    if (path === '/multipass/api/me') return me(req, res).catch(fail);
    if (path === '/multipass/api/oauth2/callback') {
      return res.end('the console page, which shows the code');
    }
    if (!path.startsWith('/multipass/')) { res.writeHead(404); return res.end(); }
    req.originalUrl = req.url;
    req.url = req.url.slice('/multipass'.length);
    return handle(req, res);
  },
).listen(Number(port), '127.0.0.1', () => console.log('listening'));
