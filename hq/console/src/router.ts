import { createRouter, createWebHistory } from 'vue-router'
import { askWhoIsThere, mayOpen, session, type Page } from './session'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignInPage.vue'), meta: { open: true } },
    { path: '/password', name: 'password', component: () => import('./pages/PasswordPage.vue') },
    { path: '/', name: 'home', component: () => import('./pages/HomePage.vue') },
    { path: '/vips', name: 'vips', component: () => import('./pages/VipsPage.vue') },
    { path: '/members', name: 'members', component: () => import('./pages/MembersPage.vue') },
    { path: '/members/:number', name: 'member', component: () => import('./pages/MemberPage.vue'), meta: { page: 'members' } },
    { path: '/campaigns', name: 'campaigns', component: () => import('./pages/CampaignsPage.vue') },
    { path: '/campaigns/new', name: 'campaign-new', component: () => import('./pages/CampaignFormPage.vue'), meta: { page: 'campaigns' } },
    { path: '/campaigns/:id/new-version', name: 'campaign-edit', component: () => import('./pages/CampaignFormPage.vue'), meta: { page: 'campaigns' } },
    { path: '/campaigns/:id', name: 'campaign', component: () => import('./pages/CampaignPage.vue'), meta: { page: 'campaigns' } },
    { path: '/branches', name: 'branches', component: () => import('./pages/BranchesPage.vue') },
    { path: '/reports', name: 'reports', component: () => import('./pages/ReportsPage.vue') },
    { path: '/terminals', name: 'terminals', component: () => import('./pages/TerminalsPage.vue') },
    { path: '/segments', name: 'segments', component: () => import('./pages/SegmentsPage.vue') },
    { path: '/segments/new', name: 'segment-new', component: () => import('./pages/SegmentFormPage.vue'), meta: { page: 'segments' } },
    { path: '/receipts', name: 'receipts', component: () => import('./pages/ReceiptsPage.vue') },
    { path: '/suspense', name: 'suspense', component: () => import('./pages/SuspensePage.vue') },
    { path: '/backups', name: 'backups', component: () => import('./pages/BackupsPage.vue') },
    { path: '/audit', name: 'audit', component: () => import('./pages/AuditPage.vue') },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})

router.beforeEach(async (to) => {
  await askWhoIsThere()
  if (to.meta.open) return session.session && !session.session.password_is_temporary ? { name: 'home' } : true
  if (!session.session) return { name: 'sign-in', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
  if (session.session.password_is_temporary) return to.name === 'password' ? true : { name: 'password' }
  const page = (to.meta.page ?? to.name) as Page
  if (to.name !== 'password' && !mayOpen(page)) return { name: 'home' }
  return true
})
