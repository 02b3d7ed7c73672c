import { createApp } from 'vue'
import 'element-plus/theme-chalk/base.css'
import './look.css'
import App from './App.vue'
import { onSignedOut } from './api'
import { router } from './router'
import { forget } from './session'
import { i18n } from './words'

onSignedOut(() => {
  forget()
  const here = router.currentRoute.value
  if (here.name !== 'sign-in') void router.push({ name: 'sign-in', query: { to: here.fullPath } })
})
createApp(App).use(i18n).use(router).mount('#app')
