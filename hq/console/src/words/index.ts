import { createI18n } from 'vue-i18n'
import { en } from './en'
import { zhHant } from './zh-Hant'

export type Language = 'en' | 'zh-Hant'
const kept = localStorage.getItem('pareto.language')
const first: Language =
  kept === 'en' || kept === 'zh-Hant' ? kept : navigator.language.startsWith('zh') ? 'zh-Hant' : 'en'

export const i18n = createI18n({
  legacy: false, locale: first, fallbackLocale: 'en', messages: { en, 'zh-Hant': zhHant },
})
export function chooseLanguage(language: Language): void {
  i18n.global.locale.value = language
  localStorage.setItem('pareto.language', language)
  document.documentElement.lang = language
}
document.documentElement.lang = first
