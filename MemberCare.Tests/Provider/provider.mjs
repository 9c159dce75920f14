// The OpenID Connect provider of the tests: npm's certified oidc-provider on loopback, with a login form and people of its own.
//   node provider.mjs [PORT] [PEOPLE.json]     port 0, the default, takes a free one; the first line on standard output says where it listens
// Tests steer it at /control, in JSON:
//   PUT  people        {login, name, email, groups}     adds or changes a person; their password is their login backwards
//   PUT  clients       metadata as in dynamic registration
//   POST rotate-keys                                    signs with a new key; the one before it stays published, older ones go
//   POST end-sessions  {login}                          ends the person's sessions here and tells every client (back-channel logout)
//   POST id-token      {login, client_id}               an ID token as the client would get one
//   GET  sessions?login=…                               how many sessions the person has here
// It ends when standard input does, so that it never outlives whoever started it.
import { createServer } from 'node:http';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Provider } from 'oidc-provider';

const [port = '0', peopleFile] = process.argv.slice(2);
const apiAudience = 'https://api.membercare.test';
const apiScopes = 'customers:read customers:read-unmasked customers:write status:write labels:write';

const people = new Map();
const addPerson = ({ login, name, email, groups }) => people.set(login, { sub: `person-${login}`, login, name, email, groups });
if (peopleFile) JSON.parse(readFileSync(peopleFile, 'utf8')).forEach(addPerson);
const bySubject = (sub) => [...people.values()].find((person) => person.sub === sub);

// Everything that is remembered, by model and id, so that a provider with new keys goes on where the one before it stood.
const store = new Map();
class Memory {
  constructor(model) { this.model = model; }

  key(id) { return `${this.model}:${id}`; }

  async upsert(id, payload, expiresIn) {
    store.set(this.key(id), { model: this.model, id, payload, ends: expiresIn ? Date.now() + expiresIn * 1000 : Infinity });
  }

  async find(id) {
    const row = store.get(this.key(id));
    return row && row.ends > Date.now() ? row.payload : undefined;
  }

  async findByUid(uid) { return this.first((payload) => payload.uid === uid); }

  async findByUserCode(code) { return this.first((payload) => payload.userCode === code); }

  first(fits) { return [...store.values()].find((row) => row.model === this.model && fits(row.payload))?.payload; }

  async consume(id) { store.get(this.key(id)).payload.consumed = Math.floor(Date.now() / 1000); }

  async destroy(id) { store.delete(this.key(id)); }

  async revokeByGrantId(grantId) {
    for (const [key, row] of store) if (row.model === this.model && row.payload.grantId === grantId) store.delete(key);
  }
}

const newKey = () => ({
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256',
});

// Whatever a client asks for was agreed to by the organisation, as usual within one; so there is no question beside the login.
async function grantAll({ oidc }) {
  const known = oidc.session.grantIdFor(oidc.client.clientId);
  const grant = (known && await oidc.provider.Grant.find(known)) ?? new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
  grant.addOIDCScope('openid profile email');
  grant.addOIDCClaims(['name', 'preferred_username', 'groups', 'email']);
  await grant.save();
  return grant;
}

const page = (title, body) => `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head><body><main><h1>${title}</h1>${body}</main></body></html>`;
const escape = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

// The newest first: it signs.
let keys = [newKey()];

const makeProvider = (issuer) => new Provider(issuer, {
  adapter: Memory,
  jwks: { keys },
  cookies: { keys: ['for tests on loopback alone'] },
  findAccount: (ctx, sub) => {
    const person = bySubject(sub);
    return person && {
      accountId: sub,
      claims: () => ({ sub, name: person.name, preferred_username: person.login, email: person.email, groups: person.groups }),
    };
  },
  claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'], email: ['email'] },
  loadExistingGrant: grantAll,
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  pkce: { required: () => true },
  // The library guards against calls into private networks; here everybody is on loopback.
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: (ctx) => (ctx.oidc.params.grant_type === 'client_credentials' ? apiAudience : undefined),
      getResourceServerInfo: () => ({ scope: apiScopes, audience: apiAudience, accessTokenFormat: 'jwt', accessTokenTTL: 300, jwt: { sign: { alg: 'RS256' } } }),
    },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => {
        ctx.body = page('Sign out of the provider too?', `${form}<button type="submit" form="op.logoutForm" name="logout" value="yes">Yes, sign out</button>`);
      },
      postLogoutSuccessSource: (ctx) => { ctx.body = page('Signed out of the provider', ''); },
    },
  },
  renderError: (ctx, out) => {
    ctx.type = 'html';
    ctx.body = page('The provider refuses', `<p>${escape(out.error)}: ${escape(out.error_description)}</p>`);
  },
  ttl: { AccessToken: 300, AuthorizationCode: 60, ClientCredentials: 300, IdToken: 300, Interaction: 600, Session: 3600, Grant: 3600 },
});

let provider;
let answer;
const use = (made) => { provider = made; answer = made.callback(); };

async function text(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function html(response, title, body, status = 200) {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(page(title, body));
}

async function interact(request, response) {
  const { uid } = await provider.interactionDetails(request, response);
  let complaint = '';
  if (request.method === 'POST') {
    const form = new URLSearchParams(await text(request));
    if (form.get('answer') === 'cancel') {
      return provider.interactionFinished(request, response, { error: 'access_denied', error_description: 'The person said no.' }, { mergeWithLastSubmission: false });
    }

    const person = people.get(form.get('login'));
    if (person && form.get('password') === [...person.login].reverse().join('')) {
      return provider.interactionFinished(request, response, { login: { accountId: person.sub } }, { mergeWithLastSubmission: false });
    }

    complaint = '<p role="alert">Login and password do not fit.</p>';
  }

  return html(response, 'Log in at the provider', `${complaint}<form method="post" action="/interaction/${uid}">`
    + '<p><label>Login <input name="login" autocomplete="username" autofocus></label></p>'
    + '<p><label>Password <input name="password" type="password" autocomplete="current-password"></label></p>'
    + '<p><button name="answer" value="login">Log in</button> <button name="answer" value="cancel">Cancel</button></p></form>');
}

const sessionsOf = (login) => [...store.values()].filter((row) => row.model === 'Session' && row.ends > Date.now() && row.payload.accountId === people.get(login)?.sub);

const controls = {
  'PUT people': async (sent) => { addPerson(sent); return {}; },
  'PUT clients': async (sent) => {
    await new Memory('Client').upsert(sent.client_id, sent);
    await provider.Client.find(sent.client_id);
    return {};
  },
  'POST rotate-keys': async () => { keys = [newKey(), keys[0]]; use(makeProvider(provider.issuer)); return {}; },
  'POST end-sessions': async ({ login }) => {
    const told = [];
    for (const { id, payload } of sessionsOf(login)) {
      store.delete(`Session:${id}`);
      for (const [clientId, { sid }] of Object.entries(payload.authorizations ?? {})) {
        const client = await provider.Client.find(clientId);
        if (client?.backchannelLogoutUri) {
          await client.backchannelLogout(payload.accountId, sid);
          told.push(clientId);
        }
      }
    }
    return { told };
  },
  'POST id-token': async ({ login, client_id: id }) => {
    const token = new provider.IdToken({ sub: people.get(login).sub }, { client: await provider.Client.find(id), ctx: undefined });
    token.mask = { sub: null };
    return { token: await token.issue({ use: 'idtoken' }) };
  },
  'GET sessions': async (sent, query) => ({ count: sessionsOf(query.get('login')).length }),
};

async function control(request, response, url) {
  const act = controls[`${request.method} ${url.pathname.slice('/control/'.length)}`];
  const sent = await text(request);
  const [status, said] = act
    ? await act(sent ? JSON.parse(sent) : {}, url.searchParams).then((done) => [200, done], (fault) => [500, { fault: `${fault} ${fault.cause ?? ''}` }])
    : [404, {}];
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(said));
}

const server = createServer(async (request, response) => {
  try {
    const url = new URL(request.url, provider.issuer);
    if (url.pathname.startsWith('/control/')) await control(request, response, url);
    else if (url.pathname.startsWith('/interaction/')) await interact(request, response);
    else answer(request, response);
  } catch (fault) {
    console.error(fault);
    if (!response.headersSent) html(response, 'The provider refuses', `<p>${escape(fault.message)}</p>`, 400);
  }
});
server.listen(Number(port), '127.0.0.1', () => {
  // By another name than the application's 127.0.0.1, so that the two are different sites to a browser, as they are in life.
  const issuer = `http://localhost:${server.address().port}`;
  use(makeProvider(issuer));
  console.log(`Listening on ${issuer}`);
});
process.stdin.on('end', () => process.exit()).resume();
