import type { Role } from './api'
import { session } from './session.svelte'

/** Whether the signed-in person holds one of the roles. Only for what to show:
 * the server decides what is allowed. */
export function holds(...roles: Role[]): boolean {
  return session.me?.roles.some((r) => roles.includes(r.role)) ?? false
}
