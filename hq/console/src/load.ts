// Loading a page's figures: the frame stands at once, the figures come, and what was there stays until then.
import { ref, watch, type Ref, type WatchSource } from 'vue'
import { Problem } from './api'

export interface Loaded<T> { data: Ref<T | null>; loading: Ref<boolean>; problem: Ref<Problem | null>; again: () => Promise<void> }

export function useLoad<T>(ask: () => Promise<T | null>, when: WatchSource[] = []): Loaded<T> {
  const data = ref(null) as Ref<T | null>
  const loading = ref(false)
  const problem = ref<Problem | null>(null)
  let newest = 0
  const again = async () => {
    const mine = ++newest
    loading.value = true
    try {
      const got = await ask()
      if (mine !== newest) return
      data.value = got
      problem.value = null
    } catch (error) {
      if (mine !== newest) return
      problem.value = error instanceof Problem ? error : new Problem('fault', 0, String(error))
    }
    loading.value = false
  }
  // A watch of nothing is never called, not even at once.
  if (when.length === 0) void again()
  else watch(when, again, { immediate: true })
  return { data, loading, problem, again }
}
