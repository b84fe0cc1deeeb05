// The table of pages: data in, HTML out. A page posts to `page.action` with the hidden `interaction`
// and works without JavaScript. To add one: its data in protocol/messages, a file here, a line below.

import type { Page } from '../../protocol/messages.js'
import { consentPage } from './consent.js'
import { devicePage } from './device.js'
import { explanationPage } from './explanation.js'
import { failurePage } from './failure.js'
import { homePage } from './home.js'
import { pageHeaders } from './layout.js'
import { loginPage } from './login.js'
import { logoutHeaders, logoutPage } from './logout.js'

type Pages = { readonly [Name in Page['name']]: (page: Extract<Page, { readonly name: Name }>) => string }

const PAGES: Pages = {
  login: loginPage,
  consent: consentPage,
  device: devicePage,
  logout: logoutPage,
  failure: failurePage,
  index: homePage,
  explanation: explanationPage,
}

const PAGE_HEADERS = pageHeaders()

export function headersOf(page: Page): Readonly<Record<string, string>> {
  return page.name === 'logout' ? logoutHeaders(page) : PAGE_HEADERS
}

export function renderPage(page: Page): string {
  const render = PAGES[page.name] as (page: Page) => string
  return render(page)
}
