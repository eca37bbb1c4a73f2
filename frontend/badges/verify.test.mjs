// Verifiers that are not ours read our badges: Digital Bazaar's libraries and
// those of the Digital Credentials Consortium for the proof, panva's jose for
// the VC-JWT. No network:
// the contexts are the ones the Go package carries.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { DataIntegrityProof as ConsortiumProof } from '@digitalcredentials/data-integrity';
import { cryptosuite as consortiumSuite } from '@digitalcredentials/eddsa-rdfc-2022-cryptosuite';
import * as consortium from '@digitalcredentials/vc';
import jsigs from 'jsonld-signatures';
import { compactVerify, importJWK } from 'jose';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const contexts = join(root, 'certificates/badge/contexts');
const known = {
  'https://www.w3.org/ns/credentials/v2': 'credentials-v2.jsonld',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json': 'ob-v3p0-3.0.3.json',
  'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json': 'ob-v3p0-extensions.json',
};
let dir, badge, token, did, method;

const documentLoader = jsigs.extendContextLoader(async (url) => {
  if (known[url]) return { contextUrl: null, documentUrl: url, document: JSON.parse(readFileSync(join(contexts, known[url]), 'utf8')) };
  if (url.split('#')[0] === did) {
    const key = { '@context': 'https://w3id.org/security/multikey/v1', id: method, type: 'Multikey', controller: did, publicKeyMultibase: did.slice('did:key:'.length) };
    const document = url === did
      ? { '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'], id: did, verificationMethod: [key], assertionMethod: [method] }
      : key;
    return { contextUrl: null, documentUrl: url, document };
  }
  throw new Error(`not known here: ${url}`);
});

before(() => {
  dir = mkdtempSync(join(tmpdir(), 'lentera-badges-'));
  execFileSync('go', ['test', './certificates/badge', '-run', '^TestSamples$', '-count=1'], { cwd: root, env: { ...process.env, LENTERA_BADGE_SAMPLES: dir }, stdio: 'pipe' });
  badge = JSON.parse(readFileSync(join(dir, 'badge.json'), 'utf8'));
  token = readFileSync(join(dir, 'badge.jwt'), 'utf8');
  did = badge.issuer.id;
  method = badge.proof.verificationMethod;
});
after(() => rmSync(dir, { recursive: true, force: true }));

const status = { documentLoader, checkStatus: async () => ({ verified: true }) };
const verifiers = {
  'Digital Bazaar': (credential) => vc.verifyCredential({ credential, suite: new DataIntegrityProof({ cryptosuite }), ...status }),
  'the Digital Credentials Consortium': (credential) =>
    consortium.verifyCredential({ credential, suite: new ConsortiumProof({ cryptosuite: consortiumSuite }), ...status }),
};

const edits = [
  (b) => (b.name = 'Sertifikat lain'),
  (b) => (b.credentialSubject.creditsEarned = 40),
  (b) => (b.credentialSubject.identifier[0].identityHash = 'sha256$00'),
  (b) => (b.issuer.name = 'Penerbit lain'),
  (b) => (b.validFrom = '2026-01-01T00:00:00Z'),
  (b) => (b.tambahan = 'x'),
  (b) => (b.proof.created = '2026-01-01T00:00:00Z'),
];

for (const [name, verify] of Object.entries(verifiers)) {
  test(`${name} accepts our badge and refuses edited ones`, async () => {
    const result = await verify(badge);
    assert.equal(result.verified, true, JSON.stringify(result.error, Object.getOwnPropertyNames(result.error ?? {})));
    for (const edit of edits) {
      const copy = structuredClone(badge);
      edit(copy);
      assert.equal((await verify(copy)).verified, false, String(edit));
    }
  });
}

test('jose accepts our VC-JWT and refuses an edited one', async () => {
  const head = JSON.parse(Buffer.from(token.split('.')[0], 'base64url').toString());
  assert.equal(head.kid, method);
  const key = await importJWK(head.jwk, 'EdDSA');
  const { payload, protectedHeader } = await compactVerify(token, key, { algorithms: ['EdDSA'] });
  assert.equal(protectedHeader.typ, 'JWT');
  const credential = JSON.parse(new TextDecoder().decode(payload));
  assert.equal(credential.iss, did);
  assert.equal(credential.jti, badge.id);
  const [h, p, s] = token.split('.');
  credential.name = 'Sertifikat lain';
  const edited = Buffer.from(JSON.stringify(credential)).toString('base64url');
  await assert.rejects(compactVerify(`${h}.${edited}.${s}`, key));
  await assert.rejects(compactVerify(`${h}.${p}.${s.startsWith('A') ? 'B' : 'A'}${s.slice(1)}`, key));
});
