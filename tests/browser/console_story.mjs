// The console in a real browser, against the real pareto-hq on a made-up chain: marketing finds the VIPs of a branch,
// opens one and takes the list along; the manager sees the own branch and no other; every page in both languages
// without a serious finding of axe and without a word on the browser's console.
//
//     node tests/browser/console_story.mjs --bin build/ci/bin --modules build/ci/console-work/node_modules --out DIR
//
// Pictures of every page are left in DIR.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

const options = Object.fromEntries(
  process.argv.slice(2).flatMap((word, at, all) => (word.startsWith('--') ? [[word.slice(2), all[at + 1]]] : [])))
for (const name of ['bin', 'modules', 'out']) {
  if (!options[name]) {
    console.error(`console_story: --${name} is missing`)
    process.exit(2)
  }
}
const require = createRequire(join(resolve(options.modules), 'x.js'))
const { chromium } = require('playwright-core')
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const out = resolve(options.out)
const data = join(out, 'hq')
rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })

let failures = 0
function check(good, what) {
  if (good) return
  failures += 1
  console.error(`console_story: FAILED: ${what}`)
}
function run(program, ...words) {
  const ran = spawnSync(join(resolve(options.bin), program), words, { encoding: 'utf8' })
  if (ran.status !== 0) throw new Error(`${program} ${words.join(' ')}: ${ran.stderr}`)
  return ran.stdout.trim()
}

// F57: what a member may type as a name. It stands first among the VIPs, so it is on many pages.
const hostile = `<img src=x onerror="alert(1)">{{7*7}}'`

function makeChain() {
  run('pareto-replay', '--generate', 'branches=4,members=300,months=13,seed=1', '--data', join(out, 'chain'))
  const members = join(out, 'chain', 'members.csv')
  const quoted = `"${hostile.replaceAll('"', '""')}"`
  writeFileSync(members, readFileSync(members, 'utf8').replaceAll('李志明', quoted))
  run('pareto-hq', 'init', '--data', data, '--company', 'Harbour Market 海港市集', '--currency', 'HKD', '--time-zone', 'Asia/Hong_Kong')
  const files = ['branches', 'items', 'members', 'sales'].flatMap((name) => [`--${name}`, join(out, 'chain', `${name}.csv`)])
  run('pareto-hq', 'import', '--data', data, ...files)
  const campaign = {
    name: "Members' week", from: '2026-09-01', to: '2026-12-31', control_basis_points: 1000,
    rules: [{ if: { members_only: true }, give: [{ kind: 'percent_off', basis_points: 1000 }, { kind: 'points_bonus', points: 5 }] }],
  }
  writeFileSync(join(out, 'week.json'), JSON.stringify(campaign))
  run('pareto-hq', 'campaign', 'draft', join(out, 'week.json'), '--data', data, '--by', 'mei')
  run('pareto-hq', 'campaign', 'draft', join(out, 'week.json'), '--data', data, '--by', 'mei')
  for (const id of ['1', '2']) run('pareto-hq', 'campaign', 'simulate', id, '--data', data)
  run('pareto-hq', 'campaign', 'approve', '1', '--data', data, '--by', 'tom')
  run('pareto-hq', 'campaign', 'launch', '1', '--data', data)
  run('pareto-hq', 'enrol', '--data', data, '--branch', 'B01', '--terminal', '1')
  const user = (name, ...role) => run('pareto-hq', 'user', 'add', name, '--data', data, '--role', ...role)
  return { mei: user('mei', 'marketing'), tom: user('tom', 'marketing'), ida: user('ida', 'operations'), bo: user('bo', 'manager', '--branch', 'B02'), ada: user('ada', 'admin') }
}

async function serve() {
  const server = spawn(join(resolve(options.bin), 'pareto-hq'), ['serve', '--data', data, '--sync-port', '0', '--web-port', '0'],
    { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  for await (const chunk of server.stdout) {
    said += chunk
    const found = /console on (https:\S+)/.exec(said)
    if (found) return { server, address: found[1].replace('127.0.0.1', 'localhost') }
  }
  throw new Error(`pareto-hq serve ended: ${said}`)
}

const own = 'an umbrella for rain'
const entered = new Set()

class Visit {
  constructor(page, who) {
    this.page = page
    this.who = who
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !/ (401|422) /.test(message.text())) check(false, `${who}: the browser says: ${message.text()}`)
    })
    page.on('dialog', (dialog) => check(false, `${who}: a script of a name ran: ${dialog.message()}`))
    page.on('pageerror', (error) => check(false, `${who}: ${error.message}`))
    page.on('response', (answer) => check(answer.status() < 500, `${who}: ${answer.status()} ${answer.url()}`))
  }

  async settle() {
    await this.page.waitForLoadState('networkidle')
    // Charts draw for 150 ms.
    await this.page.locator('.still, [aria-busy="true"]').first().waitFor({ state: 'detached' })
    await this.page.waitForTimeout(300)
  }

  async look(name) {
    await this.settle()
    await this.page.screenshot({ path: join(out, `${name}.png`), fullPage: true })
    // By evaluate, which the page's policy does not reach.
    await this.page.evaluate(axe)
    const found = await this.page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
    for (const one of found.violations.filter((violation) => ['serious', 'critical'].includes(violation.impact)))
      check(false, `${name}: axe: ${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).slice(0, 3).join(' | ')}`)
  }

  async signIn(address, name, password) {
    await this.page.goto(`${address}/`)
    await this.page.getByLabel('Name').fill(name)
    await this.page.getByLabel('Password').fill(password)
    await this.page.keyboard.press('Enter')
  }

  async choosePassword(old) {
    await this.page.getByLabel('Password so far').fill(old)
    await this.page.getByLabel('New password', { exact: true }).fill(own)
    await this.page.getByLabel('New password again').fill(own)
    await this.page.getByRole('button', { name: 'Save and go on' }).click()
    await this.page.getByRole('heading', { name: 'How are we doing?' }).waitFor()
  }

  // Whether or not the first password was changed already.
  async enter(address, name, temporary) {
    const isFirst = !entered.has(name)
    entered.add(name)
    await this.signIn(address, name, isFirst ? temporary : own)
    if (isFirst) await this.choosePassword(temporary)
    else await this.page.getByRole('heading', { name: 'How are we doing?' }).waitFor()
  }

  async go(name) {
    const link = this.page.getByRole('navigation').getByRole('link', { name, exact: true })
    await link.click()
    await this.page.locator('nav a[aria-current="page"]', { hasText: name }).waitFor()
  }
}

async function visit(browser, who) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-GB', viewport: { width: 1280, height: 900 } })
  return new Visit(await context.newPage(), who)
}

async function marketing(browser, address, password) {
  const mei = await visit(browser, 'marketing')
  await mei.page.goto(`${address}/vips?branch=B02`)
  await mei.look('en-1-sign-in')
  await mei.page.getByLabel('Name').fill('mei')
  await mei.page.getByLabel('Password').fill('wrong')
  await mei.page.keyboard.press('Enter')
  await mei.page.getByRole('alert').waitFor()
  await mei.signIn(address, 'mei', password)
  await mei.page.getByRole('heading', { name: 'Choose a password' }).waitFor()
  await mei.look('en-2-password')
  await mei.choosePassword(password)
  entered.add('mei')
  await mei.look('en-3-home')

  await mei.go('VIPs')
  await mei.page.getByLabel('Branch').selectOption('B02')
  await mei.look('en-4-vips')
  check(new URL(mei.page.url()).searchParams.get('branch') === 'B02', 'the address carries the branch')
  const rows = await mei.page.locator('table.grid tbody tr').count()
  check(rows > 10, `VIPs of a branch: ${rows} rows`)
  const names = await mei.page.locator('table.grid tbody a').allInnerTexts()
  check(names.includes(hostile), `a name that is markup stands there as it was typed: ${names[0]}`)
  check((await mei.page.locator('main img').count()) === 0, 'a name made an element')
  await mei.page.getByRole('button', { name: 'At risk' }).click()
  await mei.look('en-5-vips-at-risk')
  await mei.page.getByRole('button', { name: /^VIPs/ }).click()
  await mei.settle()

  await mei.page.getByRole('button', { name: 'CSV' }).click()
  await mei.page.getByLabel('Purpose').fill('letter to the best customers')
  const coming = mei.page.waitForEvent('download')
  await mei.page.getByRole('button', { name: 'Take CSV' }).click()
  const file = await coming
  const csv = readFileSync(await file.path(), 'utf8')
  check(file.suggestedFilename() === 'vip-B02.csv', `the file's name: ${file.suggestedFilename()}`)
  check(csv.startsWith('rank,member,card,name,net_spend'), 'the file is the report')
  check(csv.trim().split('\r\n').length > 10, 'the file has rows')

  await mei.page.getByRole('link', { name: hostile }).first().click()
  await mei.page.getByRole('heading', { name: 'Statement: why the balance is what it is' }).waitFor()
  await mei.look('en-6-member')
  await mei.page.getByRole('button', { name: 'Why these points?' }).first().click()
  await mei.page.getByRole('dialog').getByRole('table').waitFor()
  await mei.look('en-7-member-why')
  await mei.page.keyboard.press('Escape')

  await mei.go('Members')
  await mei.page.getByLabel('Name or number').fill('chen')
  await mei.page.keyboard.press('Enter')
  await mei.look('en-8-members')
  await mei.go('Campaigns')
  await mei.look('en-9-campaigns')
  await mei.page.getByRole('link', { name: "Members' week" }).last().click()
  await mei.look('en-10-campaign')
  await mei.page.goto(`${address}/terminals`)
  await mei.page.getByRole('heading', { name: 'How are we doing?' }).waitFor()
  await mei.page.context().close()
}

// Marketing's own work: drafted by one, tried, approved by another, launched, its result read.
async function campaign(browser, address, passwords) {
  const mei = await visit(browser, 'marketing')
  await mei.enter(address, 'mei', passwords.mei)
  await mei.go('Campaigns')
  await mei.page.getByRole('link', { name: 'New campaign' }).click()
  await mei.page.getByLabel('Name', { exact: true }).waitFor()
  const says = mei.page.getByRole('complementary', { name: 'What it says' })
  await says.getByText('name', { exact: false }).first().waitFor()
  await mei.look('en-20-campaign-form-empty')
  check(await mei.page.getByRole('button', { name: 'Save the draft' }).isDisabled(), 'an incomplete campaign cannot be saved')
  await mei.page.getByLabel('Name', { exact: true }).fill('Weekday tea')
  await mei.page.getByLabel('First day').fill('2026-09-01')
  await mei.page.getByLabel('Last day').fill('2027-03-31')
  const rule = mei.page.getByRole('region', { name: 'Rule 1' })
  await rule.getByLabel('Add a condition').selectOption('weekdays')
  await rule.getByLabel('Sat').check()
  await rule.getByLabel('Add a condition').selectOption('branches')
  await rule.getByRole('combobox', { name: 'Branch', exact: true }).pressSequentially('B01')
  await mei.page.keyboard.press('Enter')
  await rule.getByLabel('Add a condition').selectOption('minimum_spend_minor')
  await rule.getByRole('textbox', { name: 'Spend at least' }).fill('50.5')
  await rule.getByLabel('Add an effect').selectOption('percent_off')
  await rule.getByRole('textbox', { name: 'Off (%)' }).fill('7.5')
  await mei.page.getByRole('button', { name: 'Add a limit' }).click()
  await mei.page.getByLabel('At most', { exact: true }).fill('3')
  await mei.page.getByLabel('Share (%)').fill('20')
  await says.getByText('50.50').first().waitFor()
  await says.getByText('7.5').first().waitFor()
  check(/[\u4e00-\u9fff]/.test(await says.innerText()), 'the preview speaks Chinese too')
  await mei.look('en-21-campaign-form')
  await mei.page.getByRole('button', { name: 'Save the draft' }).click()
  await mei.page.getByRole('heading', { name: 'Weekday tea' }).waitFor()
  const at = mei.page.url()
  await mei.look('en-22-campaign-draft')
  await mei.page.getByRole('button', { name: 'Try it on past sales' }).click()
  await mei.page.getByRole('heading', { name: 'What it would have cost' }).waitFor()
  const trial = await mei.page.locator('main').innerText()
  check(trial.includes('By branch') && trial.includes('What the past cannot say'), 'the simulation says what it knows and what not')
  check(await mei.page.getByText('You drafted it: another person approves it.').isVisible(), 'who drafted it does not approve it')
  check((await mei.page.getByRole('button', { name: 'Approve' }).count()) === 0, 'there is no button to approve the own draft')
  await mei.look('en-23-campaign-simulated')

  const tom = await visit(browser, 'another')
  await tom.enter(address, 'tom', passwords.tom)
  await tom.page.goto(at)
  await tom.page.getByRole('button', { name: 'Approve' }).click()
  await tom.page.getByRole('button', { name: 'Launch' }).waitFor()
  await tom.look('en-24-campaign-approved')
  await tom.page.context().close()

  await mei.page.reload()
  await mei.page.getByRole('button', { name: 'Launch' }).click()
  await mei.page.getByRole('heading', { name: 'How it goes' }).waitFor()
  await mei.page.getByRole('heading', { name: 'What it brought' }).waitFor()
  await mei.page.getByText('control group').first().waitFor()
  await mei.look('en-25-campaign-live')
  const text = await mei.page.locator('main').innerText()
  check(/Welch/.test(text) && /At least/.test(text) && /At most/.test(text), 'the result has an interval')
  await mei.page.getByRole('button', { name: '繁體中文' }).click()
  await mei.look('zh-25-campaign-live')
  await mei.page.getByRole('link', { name: '擬定新版本' }).click()
  await mei.page.getByLabel('名稱', { exact: true }).waitFor()
  check((await mei.page.getByLabel('名稱', { exact: true }).inputValue()) === 'Weekday tea', 'a new version begins as the one before')
  await mei.look('zh-21-campaign-form')
  await mei.page.setViewportSize({ width: 820, height: 1180 })
  await mei.look('zh-22-campaign-form-tablet')
  const wide = await mei.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  check(wide <= 0, `a tablet's form is ${wide} px too wide`)
  await mei.page.context().close()
}

async function manager(browser, address, password) {
  const bo = await visit(browser, 'manager')
  await bo.signIn(address, 'bo', password)
  await bo.choosePassword(password)
  await bo.look('en-11-manager-home')
  await bo.go('Branches')
  await bo.look('en-12-manager-branches')
  const text = await bo.page.locator('main').innerText()
  check(text.includes('B02') && !/B0[134]/.test(text), 'a manager sees the own branch only')
  await bo.page.context().close()
}

// Operations' day: a terminal is enrolled and one revoked, the books are backed up; marketing builds a segment.
async function operations(browser, address, passwords) {
  const ida = await visit(browser, 'operations')
  await ida.enter(address, 'ida', passwords.ida)
  await ida.go('Terminals')
  await ida.page.getByRole('button', { name: 'Enrol a terminal' }).click()
  await ida.page.getByLabel('Code of the terminal').fill('7')
  await ida.page.getByRole('button', { name: 'Make the code' }).click()
  await ida.page.locator('.code-big').waitFor()
  check((await ida.page.locator('.code-big').innerText()).length > 20, 'there is a code')
  await ida.look('en-30-terminal-enrolled')
  await ida.page.getByRole('button', { name: 'Close', exact: true }).click()
  await ida.go('Suspense')
  await ida.look('en-31-suspense')
  await ida.go('Backups')
  await ida.page.getByRole('button', { name: 'Back up now' }).click()
  await ida.page.locator('table.grid tbody tr').first().waitFor()
  await ida.look('en-32-backups')
  await ida.go('Receipts')
  await ida.page.getByLabel('Branch').selectOption('B02')
  await ida.page.locator('table.grid tbody button').first().waitFor()
  await ida.look('en-33-receipts')
  await ida.page.locator('table.grid tbody button').first().click()
  await ida.page.getByRole('dialog').getByRole('table').waitFor()
  await ida.look('en-34-receipt')
  await ida.page.keyboard.press('Escape')
  await ida.page.getByRole('button', { name: '繁體中文' }).click()
  for (const [at, name] of ['收銀機', '待處理', '備份', '收據'].entries()) {
    await ida.go(name)
    await ida.look(`zh-${30 + at}`)
  }
  await ida.page.context().close()

  const mei = await visit(browser, 'marketing')
  await mei.enter(address, 'mei', passwords.mei)
  await mei.go('Segments')
  await mei.look('en-35-segments')
  await mei.page.getByRole('link', { name: 'New segment' }).click()
  await mei.page.getByLabel('Name (small letters, digits, -)').fill('big-spenders')
  await mei.page.getByLabel('Add a condition').selectOption('spend')
  await mei.page.getByRole('textbox', { name: 'At least (HKD)' }).fill('2000')
  const counts = mei.page.getByRole('complementary', { name: 'How many?' })
  await counts.getByText('people (').waitFor()
  await mei.look('en-36-segment-form')
  await mei.page.getByRole('button', { name: 'Save the segment' }).click()
  await mei.page.getByRole('button', { name: 'big-spenders' }).waitFor()
  await mei.page.getByRole('button', { name: 'big-spenders' }).click()
  await mei.page.getByText('people as of').waitFor()
  await mei.look('en-37-segment')
  await mei.page.keyboard.press('Escape')
  await mei.page.getByRole('button', { name: '繁體中文' }).click()
  await mei.look('zh-35-segments')
  await mei.page.getByRole('link', { name: '新分群' }).click()
  await mei.look('zh-36-segment-form')
  await mei.page.context().close()
}

async function everything(browser, address, password) {
  const ada = await visit(browser, 'admin')
  await ada.signIn(address, 'ada', password)
  await ada.choosePassword(password)
  await ada.go('Branches')
  await ada.settle()
  for (const code of ['B01', 'B03']) await ada.page.getByRole('checkbox', { name: code }).check()
  await ada.look('en-13-branches')
  await ada.go('Reports')
  await ada.look('en-14-reports')
  await ada.page.getByLabel('Report').selectOption('points-liability')
  await ada.look('en-15-report')
  await ada.go('Terminals')
  await ada.look('en-16-terminals')
  await ada.go('Audit log')
  await ada.look('en-17-audit')
  await ada.page.getByRole('button', { name: '繁體中文' }).click()
  for (const [at, name] of ['首頁', 'VIP 會員', '會員', '活動', '分店', '報表', '收銀機', '稽核紀錄'].entries()) {
    await ada.go(name)
    await ada.look(`zh-${at + 1}`)
  }
  await ada.go('VIP 會員')
  await ada.settle()
  await ada.page.locator('table.grid tbody a').first().click()
  await ada.page.getByRole('heading', { name: '對帳單：餘額的由來' }).waitFor()
  await ada.look('zh-9-member')
  await ada.page.goto(`${address}/campaigns/1`)
  await ada.look('zh-10-campaign')
  await ada.page.setViewportSize({ width: 820, height: 1180 })
  await ada.go('VIP 會員')
  await ada.look('zh-11-tablet')
  const wide = await ada.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  check(wide <= 0, `a tablet's page is ${wide} px too wide`)
  await ada.page.getByRole('button', { name: '登出' }).click()
  await ada.page.getByLabel('帳號').waitFor()
  await ada.page.context().close()
}

const passwords = makeChain()
const { server, address } = await serve()
const browser = await chromium.launch({
  executablePath: options.chromium ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
try {
  // --only NAME: one part of it, while it is being written.
  const parts = {
    marketing: () => marketing(browser, address, passwords.mei),
    campaign: () => campaign(browser, address, passwords),
    operations: () => operations(browser, address, passwords),
    manager: () => manager(browser, address, passwords.bo),
    everything: () => everything(browser, address, passwords.ada),
  }
  for (const [name, part] of Object.entries(parts)) {
    if (!options.only || options.only === name) await part()
  }
  run('pareto-hq', 'verify', '--data', data)
} catch (error) {
  check(false, error.stack)
} finally {
  await browser.close()
  server.kill('SIGTERM')
}
console.log(failures === 0 ? `console_story: all is well; pictures in ${out}` : `console_story: ${failures} failures; pictures in ${out}`)
process.exit(failures === 0 ? 0 : 1)
