// What a page shows is in its address, so that a link shows a colleague the same.
import { computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export function useParameter(name: string, otherwise = ''): WritableComputedRef<string> {
  const route = useRoute()
  const router = useRouter()
  return computed({
    get: () => (typeof route.query[name] === 'string' ? (route.query[name] as string) : otherwise),
    set: (value) => {
      const query = { ...route.query }
      if (value === '' || value === otherwise) delete query[name]
      else query[name] = value
      void router.replace({ query })
    },
  })
}
