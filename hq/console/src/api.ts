// The one place that speaks with HQ: JSON in and out, problems as values of one class.

export type Cell = string | number | null
export type Kind = 'text' | 'id' | 'count' | 'money' | 'share' | 'growth'
export interface Column { name: string; kind: Kind }
export interface Grid {
  title: string
  currency: string
  exponent: number
  headline: { name: string; kind: Kind; value: Cell }[]
  columns: Column[]
  rows: Cell[][]
}
export interface Session {
  name: string
  role: 'marketing' | 'manager' | 'operations' | 'auditor' | 'admin'
  branches: string[]
  password_is_temporary: boolean
  csrf_token: string
  company: string
  currency: string
  language: string
  time_zone: string
  exponent: number
}
export interface Figure { name: string; kind: Kind; now: number | null; before: number | null; year: number | null }
export interface Named { member: string; name: string; net_spend: number; last_visit: string }
export interface Home {
  from: string
  to: string
  branch: string
  figures: Figure[]
  days: [string, number][]
  customers: null | {
    members: number; vips: number; vip_revenue_share: number | null; entered: number; left: number; at_risk: number
    entered_names: Named[]; left_names: Named[]; at_risk_names: Named[]
  }
  needs: { kind: string; count: number }[]
}
export interface Vip {
  rank: number | null; member: string; card: string; name: string; net_spend: number; visits: number
  last_visit: string; share: number | null; status: 'vip' | 'entered' | 'at_risk' | 'left'; kept: number
  before_rank: number | null; before_net_spend: number | null
}
export interface Vips {
  as_of: string; window_days: number; percent: number; branch: string; members: number; vips: number
  threshold: number; threshold_before: number; vip_revenue: number; total_revenue: number
  vip_revenue_share: number | null; entered: number; left_count: number; at_risk: number
  curve: [number, number | null][]; rows: Vip[]; left: Vip[]
}
export interface MemberFound {
  member: string; name: string; home_branch: string; joined_on: string; tier: string; vip: boolean; is_merged: boolean
}
export interface Member extends MemberFound {
  balance: number; usable: number; held: number; owed: number; shared_by: number; merged_into: string | null
  cards: { card: string; blocked: boolean; proves_itself: boolean }[]
  lots: { expires_on: string; points: number }[]
  months: { month: string; net_spend: number; visits: number }[]
  branches: { branch: string; name: string; last_visit: string; net_spend: number; visits: number }[]
}
export interface Visit {
  sale: string; business_date: string; branch: string; receipt: string; total: number; points: number; voided: boolean
}
export interface Campaign {
  campaign: string; version: number; name: string; state: string; from: string; to: string
  drafted_by: string; approved_by: string; codes?: number; targeted?: number; redeemed?: number; sentences: string[]
  json: unknown; versions: CampaignVersion[]; trial: null | { tried_ms: number; by: string; from: string; to: string; report: Grid }
}
export interface CampaignVersion {
  version: number; state: string; drafted_by: string; drafted_ms: number; simulated_ms: number; approved_by: string
  approved_ms: number; launched_ms: number; ended_ms: number
}
interface Gave { name: string; baskets: number; points: number; cost: number }
export interface CampaignProgress { baskets: number; members: number; points: number; given: number; cost: number; days: Gave[]; branches: Gave[] }
export interface Choices { tiers: string[]; segments: { name: string; members: number }[]; categories: string[] }
export interface Told { type: string; status: number; detail?: string; field?: string }
export interface Task {
  task: string; kind: string; subject: string; state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  done: number; total: number; result: unknown; problem: Told | null
}
export interface Branch { branch: string; name: string; region: string; opened_on: string; terminals: number }
export interface Terminal {
  branch: string; terminal: string; id: string; standing: string; renewal: string; entries: number
  reserved_points: number; spent_points: number; last_seen_ms: number | null; silent_minutes: number | null
}
export interface AuditRow { position: number; at_ms: number; actor: string; action: string; subject: string; detail: string }
export interface ReportKind { name: string; about: string; by_branch: boolean; is_personal: boolean }

export interface Allowance { allowance: string; limit_points: number; spent_points: number; last_day: string; state: string; recalled: boolean }
export interface EnrolmentCode { branch: string; terminal: string; code: string }
export interface SuspenseEntry {
  entry: string; reason: string; detail: string; opened_ms: number; branch: string; terminal: string; withheld_points: number | null
  proposal: null | { outcome: string; reason: string; by: string; at_ms: number }
}
export interface Segment { name: string; kind: string; members: number; as_of: string }
interface Person { member: string; name: string; tier: string; vip: boolean }
export interface SegmentShown extends Segment { json: unknown; some: Person[] }
export interface SegmentSample { as_of: string; people: number; members: number; some: Person[] }
export interface ReceiptRow { sale: string; terminal: string; receipt: string; occurred_ms: number; total: number; points: number; voided: boolean; is_member: boolean }
export interface Receipt {
  sale: string; branch: string; terminal: string; receipt: string; occurred_ms: number; business_date: string; total: number; points: number; voided: boolean
  lines: { line: number; sku: string; description: string; quantity_thousandths: number; discount: number; amount: number; points: number }[]
  tenders: { kind: string; amount: number; points: number }[]
}
export interface Goods { sales: number; goods: { sku: string; description: string; times: number; quantity_thousandths: number; amount: number }[] }
export interface Holdings {
  segments: { name: string; since: string }[]
  vouchers: { value: number; left: number; valid_from: string; valid_until: string; state: string }[]
  stored_value: null | { value: number; usable: number; held: number; expires_on: string }
}

/** Why HQ did not answer as wished; `type` is the key of a sentence in both languages. */
export class Problem extends Error {
  constructor(readonly type: string, readonly status: number, readonly detail: string, readonly field = '') {
    super(type)
  }
}

let pageToken = ''
let whenSignedOut: () => void = () => undefined

export function setPageToken(token: string): void {
  pageToken = token
}
export function onSignedOut(todo: () => void): void {
  whenSignedOut = todo
}

export type Query = Record<string, string | number | undefined>

function address(path: string, query: Query): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') parameters.set(name, String(value))
  }
  const text = parameters.toString()
  return `/api/v1/${path}${text ? `?${text}` : ''}`
}

async function ask(method: string, path: string, query: Query, body?: unknown, key = ''): Promise<Response> {
  const headers: Record<string, string> = {}
  if (key) headers['Idempotency-Key'] = key
  if (method !== 'GET') headers['X-CSRF-Token'] = pageToken
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  let answer: Response
  try {
    answer = await fetch(address(path, query), {
      method, headers, credentials: 'same-origin', body: body === undefined ? undefined : JSON.stringify(body),
    })
  } catch {
    throw new Problem('offline', 0, '')
  }
  if (answer.ok) return answer
  const told = (await answer.json().catch(() => ({}))) as Partial<Told>
  const type = (told.type ?? '').split('/').pop() || 'fault'
  if (type === 'sign-in') whenSignedOut()
  throw new Problem(type, answer.status, told.detail ?? '', told.field ?? '')
}

export async function get<T>(path: string, query: Query = {}): Promise<T> {
  return (await (await ask('GET', path, query)).json()) as T
}
export async function post<T>(path: string, body: unknown): Promise<T> {
  return (await (await ask('POST', path, {}, body)).json()) as T
}
/** What changes something: asked again with the same key where the network failed, and so done once. */
export async function change<T>(path: string, body: unknown): Promise<T> {
  const key = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  for (let tries = 1; ; tries += 1) {
    try {
      return (await (await ask('POST', path, {}, body, key)).json()) as T
    } catch (error) {
      if (!(error instanceof Problem) || error.type !== 'offline' || tries === 3) throw error
      await new Promise((resolve) => setTimeout(resolve, 500 * tries))
    }
  }
}
export async function remove(path: string): Promise<void> {
  await ask('DELETE', path, {})
}

/** Fetches a file and hands it to the browser's downloads. */
export async function takeAlong(path: string, query: Query): Promise<void> {
  const answer = await ask('GET', path, query)
  const said = answer.headers.get('Content-Disposition') ?? ''
  const name = /filename="([^"]+)"/.exec(said)?.[1] ?? 'report'
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await answer.blob())
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
