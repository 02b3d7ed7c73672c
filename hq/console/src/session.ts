// Who is signed in, for all pages.
import { computed, reactive, readonly } from 'vue'
import { get, post, remove, setPageToken, type Session } from './api'

const state = reactive<{ session: Session | null; asked: boolean }>({ session: null, asked: false })

function take(session: Session | null): void {
  state.session = session
  setPageToken(session?.csrf_token ?? '')
}

export const session = readonly(state)
export const role = computed(() => state.session?.role ?? 'marketing')
export const isManager = computed(() => role.value === 'manager')

export async function askWhoIsThere(): Promise<void> {
  if (state.asked) return
  try {
    take(await get<Session>('session'))
  } catch {
    take(null)
  }
  state.asked = true
}
export async function signIn(name: string, password: string, code: string): Promise<void> {
  take(await post<Session>('session', code ? { name, password, code } : { name, password }))
  state.asked = true
}
export async function signOut(): Promise<void> {
  await remove('session').catch(() => undefined)
  take(null)
}
export async function choosePassword(old_password: string, new_password: string): Promise<void> {
  take(await post<Session>('session/password', { old_password, new_password }))
}
export function forget(): void {
  take(null)
}

/** May this role open the page? What is shown; what is granted, HQ decides. */
export type Page = 'home' | 'vips' | 'members' | 'segments' | 'campaigns' | 'branches' | 'receipts' | 'reports' | 'terminals' | 'suspense' | 'backups' | 'audit'
const pagesOf: Record<Session['role'], Page[]> = {
  marketing: ['home', 'vips', 'members', 'segments', 'campaigns', 'branches', 'receipts', 'reports'],
  manager: ['home', 'vips', 'members', 'campaigns', 'branches', 'receipts', 'reports', 'terminals', 'suspense'],
  operations: ['home', 'branches', 'receipts', 'reports', 'terminals', 'suspense', 'backups'],
  auditor: ['home', 'vips', 'members', 'segments', 'campaigns', 'branches', 'receipts', 'reports', 'terminals', 'suspense', 'backups', 'audit'],
  admin: ['home', 'vips', 'members', 'segments', 'campaigns', 'branches', 'receipts', 'reports', 'terminals', 'suspense', 'backups', 'audit'],
}
export function mayOpen(page: Page): boolean {
  return state.session !== null && pagesOf[state.session.role].includes(page)
}
