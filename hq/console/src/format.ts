// Numbers and dates as people of the chosen language write them. Money comes in minor units and is only shown.
import { i18n } from './words'
import type { Cell, Kind } from './api'
import { session } from './session'

const locale = () => (i18n.global.locale.value === 'zh-Hant' ? 'zh-HK' : 'en-GB')

export function money(minor: number | null): string {
  if (minor === null) return '–'
  const digits = session.session?.exponent ?? 2
  return (minor / 10 ** digits).toLocaleString(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits })
}
/** Without the small change, for headlines. */
export function wholeMoney(minor: number | null): string {
  if (minor === null) return '–'
  const digits = session.session?.exponent ?? 2
  return Math.round(minor / 10 ** digits).toLocaleString(locale())
}
export function count(value: number | null): string {
  return value === null ? '–' : value.toLocaleString(locale())
}
export function share(value: number | null, digits = 1): string {
  if (value === null) return '–'
  return value.toLocaleString(locale(), { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits })
}
export function growth(value: number | null): string {
  if (value === null) return '–'
  return value.toLocaleString(locale(), {
    style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'exceptZero',
  })
}
export function signed(value: number): string {
  return value.toLocaleString(locale(), { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'exceptZero' })
}
export function day(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return text || '–'
  return new Date(`${text}T00:00:00Z`).toLocaleDateString(locale(), { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' })
}
export function month(text: string): string {
  return new Date(`${text}-01T00:00:00Z`).toLocaleDateString(locale(), { timeZone: 'UTC', month: 'short', year: '2-digit' })
}
export function moment(ms: number): string {
  return new Date(ms).toLocaleString(locale(), {
    timeZone: session.session?.time_zone || undefined, dateStyle: 'medium', timeStyle: 'short',
  })
}
/** `name`: what the column holds; a mean is a ratio, but no share of a whole. */
export function cell(value: Cell, kind: Kind, name = ''): string {
  if (value === null || value === '') return '–'
  if (typeof value === 'string') return /^\d{4}-\d{2}-\d{2}$/.test(value) ? day(value) : value
  switch (kind) {
    case 'money': return money(value)
    case 'share':
      return /_per_(member|extra_unit)$/.test(name) ? value.toLocaleString(locale(), { minimumFractionDigits: 2, maximumFractionDigits: 2 }) : share(value)
    case 'growth': return growth(value)
    case 'count': return count(value)
    default: return String(value)
  }
}
export function isNumber(kind: Kind): boolean {
  return kind !== 'text' && kind !== 'id'
}
export function change(now: number | null, before: number | null): number | null {
  return now === null || before === null || before === 0 ? null : (now - before) / Math.abs(before)
}
