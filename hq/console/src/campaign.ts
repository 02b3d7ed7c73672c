// A campaign as HQ takes it (common/loyalty/campaign.schema.json), as far as the form knows it. What it does not
// know stays in the object as it was.
export type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'
export const weekdays: Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
export const tenders = ['cash', 'card', 'points', 'stored_value', 'voucher']
export interface Items { skus?: string[]; categories?: string[]; except_skus?: string[]; except_categories?: string[]; of_coupon?: boolean }
export interface Conditions {
  branches?: string[]; weekdays?: string[]; hours?: { from: string; to: string }[]; members_only?: boolean; targeted?: boolean
  segments?: string[]; tiers?: string[]; vip?: boolean; birthday?: { days_before?: number; days_after?: number }
  visit?: { first: number; last?: number; every?: number }; coupon?: boolean; paid_by?: string[]; items?: Items
  minimum_spend_minor?: number; minimum_quantity_thousandths?: number; combination?: unknown[]
}
export interface Effect {
  kind: string; numerator?: number; denominator?: number; on?: string; points?: number; per?: string; step?: number
  basis_points?: number; maximum_minor?: number; cheapest_of?: number; minor?: number; sku?: string
  quantity_thousandths?: number; cost_minor?: number; valid_days?: number
}
export interface Rule { variant?: string; if?: Conditions; give: Effect[] }
export interface Budget { per: string; measure: string; limit: number }
export interface CampaignJson {
  name: string; from: string; to: string; priority?: number; alone?: boolean; exclusive_group?: string; first_rule_only?: boolean
  control_basis_points?: number; variants?: { name: string; basis_points: number }[]; budgets?: Budget[]
  coupons?: { codes?: string[]; pool?: boolean; uses_per_code?: number; uses_per_member?: number }; rules: Rule[]
}

type Key = keyof Conditions
/** What a condition is when it is newly added. */
const fresh: { [key in Key]?: () => Conditions[key] } = {
  members_only: () => true, vip: () => true, tiers: () => [], segments: () => [], targeted: () => true, birthday: () => ({ days_before: 3, days_after: 3 }),
  visit: () => ({ first: 1 }), branches: () => [], weekdays: () => ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], hours: () => [{ from: '09:00', to: '12:00' }],
  items: () => ({}), minimum_spend_minor: () => 10000, minimum_quantity_thousandths: () => 1000, coupon: () => true, paid_by: () => ['cash'],
}
export const conditionKinds = Object.keys(fresh) as Key[]
export function addCondition(to: Conditions, kind: Key): void {
  ;(to as Record<string, unknown>)[kind] = fresh[kind]?.()
}
export const effectKinds = ['points_multiplier', 'points_bonus', 'percent_off', 'amount_off', 'gift', 'voucher']
export function newEffect(kind: string): Effect {
  switch (kind) {
    case 'points_multiplier': return { kind, numerator: 2 }
    case 'points_bonus': return { kind, points: 50 }
    case 'percent_off': return { kind, basis_points: 1000 }
    case 'amount_off': return { kind, minor: 1000 }
    case 'gift': return { kind, sku: '' }
    default: return { kind, minor: 1000, valid_days: 30 }
  }
}
export function emptyCampaign(today: string, inAMonth: string): CampaignJson {
  return { name: '', from: today, to: inAMonth, control_basis_points: 1000, rules: [{ if: { members_only: true }, give: [newEffect('points_multiplier')] }] }
}
/** Without what is empty: an empty list would mean that nobody is meant. */
export function cleaned(campaign: CampaignJson): CampaignJson {
  return JSON.parse(JSON.stringify(campaign, (_key, value: unknown) => {
    if (value === '' || (Array.isArray(value) && value.length === 0)) return undefined
    if (value && typeof value === 'object' && !Array.isArray(value) && Object.values(value).every((one) => one === undefined)) return undefined
    return value
  })) as CampaignJson
}
