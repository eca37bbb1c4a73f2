// Finishes the starter course over the API, for stories that begin where a
// certificate exists. The stories of the course itself click through it.
import assert from 'node:assert/strict';
import { course, plain, rightOf } from './course.mjs';

export async function api(url, name, password) {
  const call = caller(url);
  call.token = (await call('POST', '/api/accounts/sign-in', { name, password })).access_token;
  return call;
}

// withToken is the same for somebody who is signed in already.
api.withToken = (url, token, nip) => Object.assign(caller(url), { token, nip });

function caller(url) {
  const call = (method, path, body) => call.raw(method, path, body === undefined ? undefined : JSON.stringify(body), 'application/json');
  call.raw = async (method, path, body, type = 'text/csv') => {
    const res = await fetch(url + path, { method, headers: { 'content-type': type, origin: url, ...(call.token && { authorization: `Bearer ${call.token}` }) }, body });
    const text = await res.text();
    assert.ok(res.ok, `${method} ${path}: ${res.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
  call.file = async (path) => Buffer.from(await (await fetch(url + path, { headers: { authorization: `Bearer ${call.token}` } })).arrayBuffer());
  return call;
}

const named = { quot: '"', lt: '<', gt: '>', amp: '&', apos: "'" };
const words = (html) =>
  html.replace(/<[^>]+>/g, '').replace(/&(#\d+|\w+);/g, (_, e) => (e[0] === '#' ? String.fromCodePoint(Number(e.slice(1))) : (named[e] ?? ' ')));

export async function finishCourse(call) {
  const base = `/api/courses/courses/${course.code}`;
  await call('POST', `${base}/enrol`, {});
  const { modules } = await call('GET', base);
  for (const lesson of modules.flatMap((m) => m.lessons)) {
    if (lesson.kind !== 'quiz') {
      await call('GET', `/api/courses/lessons/${lesson.id}`);
      await call('POST', `/api/courses/lessons/${lesson.id}/complete`, {});
      continue;
    }
    const paper = await call('POST', `/api/quiz/lessons/${lesson.id}/attempts`, {});
    for (const item of paper.items) {
      const right = rightOf(words(item.stem_html));
      const chosen = item.options.filter((o) => right.includes(plain(words(o.html)))).map((o) => o.id);
      assert.equal(chosen.length, right.length, item.stem_html);
      await call('PUT', `/api/quiz/attempts/${paper.id}/answers/${item.no}`, { chosen, seq: 1 });
    }
    const result = await call('POST', `/api/quiz/attempts/${paper.id}/submit`, {});
    assert.ok(result.passed, `${lesson.title}: not passed`);
  }
}

// firstCertificate waits until its PDF is drawn.
export async function firstCertificate(call) {
  for (let i = 0; i < 300; i++) {
    const { certificates } = await call('GET', '/api/certificates/certificates');
    if (certificates[0]?.pdf_ready) return certificates[0];
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error('no certificate was drawn');
}
