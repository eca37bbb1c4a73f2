// @vitest-environment node
// The types that screens use are written by hand, because the server's document
// cannot say everything (which object may be null, which list never is). Here
// the type checker holds their members to that document, both ways.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import openapiTS, { astToString } from 'openapi-typescript'
import { expect, it } from 'vitest'
import type * as accounts from '../accounts/api'
import type * as certificates from '../certificates/api'
import type * as designing from '../certificates/design-api'
import type * as courses from '../courses/api'
import type { components } from '../lib/api.gen'
import type * as merit from '../merit/api'
import type * as counting from '../merit/count-api'
import type * as ipasn from '../merit/ipasn-api'
import type * as quiz from '../quiz/api'
import type * as register from '../register/api'

type S = components['schemas']
type Same<Ours, Theirs> = [keyof Ours, keyof Theirs] extends [keyof Theirs, keyof Ours] ? true : { onlyOurs: Exclude<keyof Ours, keyof Theirs>; onlyTheirs: Exclude<keyof Theirs, keyof Ours> }

const agreed: {
  me: Same<accounts.Me, S['AccountsMe']>
  signedIn: Same<accounts.SignedIn, S['AccountsSignedIn']>
  session: Same<accounts.Session, S['AccountsSession']>
  card: Same<courses.CourseCard, S['CoursesCourseCard']>
  home: Same<courses.Home, S['CoursesHome']>
  next: Same<NonNullable<courses.Home['next']>, NonNullable<S['CoursesNextStep']>>
  course: Same<courses.Course, S['CoursesCourseDetail']>
  line: Same<courses.LessonLine, S['CoursesLessonLine']>
  lesson: Same<courses.Lesson, S['CoursesLessonView']>
  video: Same<NonNullable<courses.Lesson['video']>, NonNullable<S['CoursesVideo']>>
  presence: Same<courses.Presence, S['CoursesPresence']>
  done: Same<courses.LessonDone, S['CoursesLessonCompleted']>
  mandate: Same<courses.Mandate, S['CoursesMandate']>
  completion: Same<courses.Completion, S['CoursesCompletion']>
  row: Same<courses.CompletionRow, S['CoursesCompletionRow']>
  quiz: Same<quiz.Quiz, S['Quiz']>
  tries: Same<quiz.AttemptLine, S['QuizAttemptLine']>
  attempt: Same<quiz.Attempt, S['QuizPaper']>
  item: Same<quiz.AttemptItem, S['QuizPaperItem']>
  result: Same<quiz.Result, S['QuizAttemptResult']>
  reviewed: Same<quiz.Result['items'][number], S['QuizReviewedItem']>
  option: Same<quiz.Result['items'][number]['options'][number], S['QuizReviewedOption']>
  certificate: Same<certificates.Certificate, S['CertificatesOwn']>
  template: Same<designing.Template, S['CertificatesTemplateOut']>
  templateContent: Same<designing.TemplateContent, S['CertificatesTemplateContent']>
  design: Same<designing.Design, S['PdfDesign']>
  signer: Same<designing.Official, S['CertificatesOfficial']>
  signerTitle: Same<designing.OfficialTitle, S['CertificatesOfficialTitle']>
  series: Same<designing.Series, S['CertificatesSeries']>
  ledger: Same<merit.Ledger, S['MeritLedger']>
  entry: Same<merit.Entry, S['MeritLedgerEntry']>
  reason: Same<merit.Reason, S['MeritReason']>
  quarter: Same<merit.Quarter, S['MeritQuarter']>
  unitLedger: Same<counting.UnitLedger, S['MeritUnitLedger']>
  unitRow: Same<counting.UnitRow, S['MeritUnitRow']>
  unitTotals: Same<counting.UnitTotals, S['MeritUnitTotals']>
  ipasn: Same<ipasn.Ipasn, S['MeritIpasn']>
  ipasnInput: Same<ipasn.IpasnInput, S['MeritIpasnInput']>
  way: Same<ipasn.Way, NonNullable<S['MeritIpasnWay']>>
  official: Same<NonNullable<ipasn.Ipasn['official']>, NonNullable<S['MeritOfficial']>>
  registerStatus: Same<register.Status, S['RegisterStatus']>
  opening: Same<register.Opening, S['RegisterOpening']>
  inclusion: Same<register.Inclusion, S['RegisterInclusion']>
} = {
  me: true, signedIn: true, session: true, card: true, home: true, next: true, course: true, line: true, lesson: true, video: true,
  presence: true, done: true, mandate: true, completion: true, row: true, quiz: true, tries: true, attempt: true, item: true,
  result: true, reviewed: true, option: true, certificate: true, template: true, templateContent: true, design: true, signer: true, signerTitle: true, series: true, ledger: true, entry: true, reason: true, quarter: true, unitLedger: true, unitRow: true, unitTotals: true,
  ipasn: true, ipasnInput: true, way: true, official: true,
  registerStatus: true, opening: true, inclusion: true,
}

it('agrees with the server on every member', () => {
  expect(Object.values(agreed).every(Boolean)).toBe(true) // the work is the type checker's
})

it('has its types from the document of this server', async () => {
  const top = join(import.meta.dirname, '../..')
  const made = astToString(await openapiTS(readFileSync(join(top, 'openapi.json'), 'utf8')))
  const kept = readFileSync(join(top, 'src/lib/api.gen.ts'), 'utf8')
  const bare = (text: string) => text.replace(/^\/\*\*[\s\S]*?\*\/\s*/, '').trim()
  expect(bare(kept), 'run make types').toBe(bare(made))
}, 30_000)
