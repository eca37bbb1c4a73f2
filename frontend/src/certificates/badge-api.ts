// Open Badges of the caller's own certificates.
export const forms = ['png', 'svg', 'json', 'jwt'] as const
export type Form = (typeof forms)[number]

export const badgePath = (id: string, form: Form) => `/api/certificates/certificates/${id}/badge/${form}` as const
