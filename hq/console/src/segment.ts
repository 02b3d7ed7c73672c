// A segment as HQ takes it (hq/campaigns/read_segment.h): a condition is an object with exactly one field.
export type Condition = Record<string, unknown>
export interface SegmentJson { name: string; refreshing: boolean; if: Condition }
export interface Limits { at_least?: number; at_most?: number; days?: number; branches?: string[] }

export const groups = ['all', 'any']
export const leaves = ['tier', 'vip', 'branch', 'joined', 'spend', 'visits', 'recency']
export function kindOf(condition: Condition): string {
  return Object.keys(condition)[0] ?? 'all'
}
export function fresh(kind: string): Condition {
  switch (kind) {
    case 'all': case 'any': return { [kind]: [] }
    case 'not': return { not: { vip: true } }
    case 'vip': return { vip: true }
    case 'tier': case 'branch': return { [kind]: [] }
    case 'spend': return { spend: { at_least: 100000, days: 365 } }
    case 'visits': return { visits: { at_least: 5, days: 365 } }
    case 'joined': return { joined: { at_most: 90 } }
    default: return { recency: { at_least: 60 } }
  }
}
